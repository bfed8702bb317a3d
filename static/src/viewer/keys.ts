// Which key does what. The help dialog of the page lists the same keys.
import type { KeyMap } from "./keyboard";
import type { Axis } from "./planeSlider";
import type { Player } from "./player";
import type { Stage } from "./stage";
import type { Store } from "./store";
import type { Tools } from "./tools";

const CHANNEL_KEYS = 9;

export interface KeyTargets {
  readonly stage: Stage;
  readonly store: Store;
  readonly tools: Tools;
  readonly player: Player | null;
}

export function viewerKeys({ stage, store, tools, player }: KeyTargets): KeyMap {
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
    ["f", tools.fullScreen],
    ["?", tools.help],
    [" ", () => player?.toggle()],
    ["mod+z", () => store.dispatch({ type: "undo" })],
    ["mod+shift+z", () => store.dispatch({ type: "redo" })],
    ["mod+y", () => store.dispatch({ type: "redo" })],
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

function channelKeys(store: Store): [string, () => void][] {
  return Array.from({ length: CHANNEL_KEYS }, (_, index) => [String(index + 1), () => toggleChannel(store, index)]);
}

function toggleChannel(store: Store, index: number): void {
  const channel = store.state.rendering.channels[index];
  if (channel) store.dispatch({ type: "channel", index, change: { active: !channel.active } });
}
