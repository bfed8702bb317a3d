// Regions of interest of the viewer, put together.
import { need } from "../../lib/dom";
import { message } from "../../lib/messages";
import { toastError } from "../../lib/toast";
import { bounds } from "../geometry/outline";
import { isOnPlane } from "../geometry/shapes";
import type { ImageFacts } from "../imgdata";
import type { Page } from "../page";
import type { Stage } from "../stage";
import type { State } from "../state";
import type { Store } from "../store";
import { DrawTool } from "./drawTool";
import { Overlay, type Plane } from "./overlay";
import { RoiEditor } from "./roiEditor";
import { RoiKeys } from "./roiKeys";
import { RoiList } from "./roiList";
import { RoiLoader, seenArea } from "./roiLoader";
import { RoiPointer } from "./roiPointer";
import { RoiSaver } from "./roiSaver";
import { RoiStore } from "./roiStore";
import { RoiTools } from "./roiTools";
import { RoiServer, type Sight } from "./wire";

export interface Regions {
  readonly store: RoiStore;
  readonly tool: DrawTool;
  readonly tools: RoiTools;
  readonly overlay: Overlay;
  readonly save: () => void;
}

interface Parts {
  readonly page: Page;
  readonly facts: ImageFacts;
  readonly stage: Stage;
  readonly store: Store;
}

export function startRegions(parts: Parts): Regions {
  const { page, facts, stage, store: view } = parts;
  const store = new RoiStore();
  const server = new RoiServer(page.rois);
  const loader = new RoiLoader(server, store);
  const overlay = new Overlay(stage, store, (shape) => `${page.masks}${shape}/`);
  const tool = new DrawTool(stage, overlay.sketch);
  const root = need("[data-roi-panel]", page.root);
  const saver = new RoiSaver(store, server, need("[data-roi-refusals]", root));
  const save = (): void => void saver.save();
  new RoiPointer(stage, store);
  new RoiKeys(stage, store, overlay);
  const list = new RoiList(need("[data-roi-list]", root), store, {
    chosen: (roi) => goTo(parts, store, roi),
    entered: () => overlay.focusChosen(),
    needed: (index) => void loader.page(index).catch(toastError),
  });
  const editor = new RoiEditor(need("[data-roi-editor]", root), store, facts);
  const tools = new RoiTools(root, store, tool, {
    plane: () => ({ z: view.state.z, t: view.state.t }),
    save,
    show: (shown) => (overlay.hidden = !shown),
    drawn: (type) => {
      list.reveal();
      if (type === "label") editor.focusText();
      else overlay.focusChosen();
    },
  }, facts.canAnnotate);
  followView(parts, overlay, loader, need("[data-roi-left-out]", root));
  void loadFirst(parts, store, loader, list);
  return { store, tool, tools, overlay, save };
}

function planeOf(state: State): Plane {
  return { z: state.rendering.projection ? null : state.z, t: state.t };
}

function followView({ facts, stage, store }: Parts, overlay: Overlay, loader: RoiLoader, note: HTMLElement): void {
  const sight = (): Sight => ({ ...planeOf(store.state), area: seenArea(facts.width, stage.visible()) });
  const look = (): void => {
    loader.look(sight);
    note.textContent = loader.leftOut ? message("viewer.roi.leftout", { count: loader.leftOut }) : "";
  };
  store.subscribe(() => {
    overlay.show(planeOf(store.state));
    look();
  });
  stage.onView(look);
  overlay.show(planeOf(store.state));
}

async function loadFirst(parts: Parts, store: RoiStore, loader: RoiLoader, list: RoiList): Promise<void> {
  const asked = Number(new URLSearchParams(window.location.search).get("roi"));
  try {
    await loader.page(0);
    if (!asked) return;
    await loader.one(asked);
    goTo(parts, store, asked, false);
    list.reveal();
  } catch (error) {
    toastError(error);
  }
}

/** Chooses a region and goes where it is seen: to its plane, and, with `move`, to its place if that is out of sight. */
function goTo({ facts, stage, store: view }: Parts, store: RoiStore, id: number, move = true): void {
  const shapes = store.roi(id)?.shapes ?? [];
  const { z, t } = view.state;
  const here = shapes.findIndex((shape) => isOnPlane(shape, planeOf(view.state).z, t));
  store.choose({ roi: id, shape: Math.max(0, here) });
  const shape = shapes[Math.max(0, here)];
  if (!shape) return;
  if (here < 0) view.dispatch({ type: "plane", z: shape.z ?? z, t: shape.t ?? t });
  const box = bounds(shape);
  const seen = seenArea(facts.width, stage.visible());
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const inside = x >= seen.x && y >= seen.y && x <= seen.x + seen.width && y <= seen.y + seen.height;
  if (move && !inside) stage.show({ ...stage.view(), x, y });
}
