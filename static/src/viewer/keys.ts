// Which key does what. The help dialog of the page lists the same keys.
import type { DrawnType } from "./geometry/shapes";
import type { Histories } from "./histories";
import type { KeyMap } from "./keyboard";
import type { PanelTabs } from "./panelTabs";
import type { Axis } from "./planeSlider";
import type { Measuring } from "./measure/measuring";
import type { Player } from "./player";
import type { Regions } from "./rois/regions";
import type { SettingsPanel } from "./settings/settingsPanel";
import type { SplitView } from "./splitView";
import type { Stage } from "./stage";
import type { Store } from "./store";
import type { Tools } from "./tools";

const CHANNEL_KEYS = 9;

export interface KeyTargets {
  readonly stage: Stage;
  readonly store: Store;
  readonly tools: Tools;
  readonly player: Player | null;
  readonly regions: Regions;
  readonly histories: Histories;
  readonly tabs: PanelTabs;
  readonly split: SplitView;
  readonly settings: SettingsPanel;
  readonly measuring: Measuring;
}

export function viewerKeys({ stage, store, tools, player, regions, histories, tabs, split, settings, measuring }: KeyTargets): KeyMap {
  const step = (axis: Axis, by: number) => (): void => store.dispatch({ type: "plane", [axis]: store.state[axis] + by });
  return new Map<string, () => void>([
    ...stageKeys(stage),
    ...channelKeys(store),
    ["[", step("z", -1)],
    ["]", step("z", 1)],
    [",", step("z", -1)],
    [".", step("z", 1)],
    ["<", step("t", -1)],
    [">", step("t", 1)],
    ["g", () => store.dispatch({ type: "model", model: store.state.rendering.model === "g" ? "c" : "g" })],
    ["s", () => split.toggle()],
    ["f", tools.fullScreen],
    ["?", tools.help],
    [" ", () => player?.toggle()],
    ["mod+z", () => histories.undo()],
    ["mod+shift+z", () => histories.redo()],
    ["mod+y", () => histories.redo()],
    ["mod+s", () => save(regions, settings)],
    ...drawKeys(regions, tabs),
    ["m", () => measuring.take("distance")],
    ["a", () => measuring.take("angle")],
  ]);
}

function stageKeys(stage: Stage): [string, () => void][] {
  return [
    ["ArrowLeft", () => stage.pan(-1, 0)],
    ["ArrowRight", () => stage.pan(1, 0)],
    ["ArrowUp", () => stage.pan(0, -1)],
    ["ArrowDown", () => stage.pan(0, 1)],
    ["+", () => stage.zoomIn()],
    ["=", () => stage.zoomIn()],
    ["-", () => stage.zoomOut()],
    ["0", () => stage.fit()],
  ];
}

/** What has been changed: regions first, whose loss would be the greater one. */
function save(regions: Regions, settings: SettingsPanel): void {
  if (regions.store.unsaved) regions.save();
  else void settings.save();
}

const DRAW_KEYS: readonly [string, DrawnType | null][] = [
  ["v", null],
  ["r", "rectangle"],
  ["e", "ellipse"],
  ["l", "line"],
  ["k", "polyline"],
  ["p", "polygon"],
  ["d", "point"],
  ["t", "label"],
];

function drawKeys({ tools }: Regions, tabs: PanelTabs): [string, () => void][] {
  return DRAW_KEYS.map(([key, type]) => [
    key,
    () => {
      if (!tools.take(type)) return;
      tabs.show("regions");
    },
  ]);
}

function channelKeys(store: Store): [string, () => void][] {
  return Array.from({ length: CHANNEL_KEYS }, (_, index) => [String(index + 1), () => toggleChannel(store, index)]);
}

function toggleChannel(store: Store, index: number): void {
  const channel = store.state.rendering.channels[index];
  if (channel) store.dispatch({ type: "channel", index, change: { active: !channel.active } });
}
