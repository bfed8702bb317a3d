// The viewer of one image, put together.
import { need } from "../lib/dom";
import { toastError } from "../lib/toast";
import { readShown, readView, type View } from "./address";
import { AddressBar } from "./addressBar";
import { announceChanges, Announcer } from "./announcer";
import { ChannelPanel } from "./channelPanel";
import type { Shape } from "./geometry/shapes";
import { Histories } from "./histories";
import type { ImageFacts } from "./imgdata";
import { startKeyboard } from "./keyboard";
import { viewerKeys } from "./keys";
import { Notices } from "./notices";
import { Overview } from "./overview";
import { OverviewPictures } from "./overviewPicture";
import type { Page } from "./page";
import { Painter } from "./painter";
import { PanelTabs } from "./panelTabs";
import { paintChanges, planeOf } from "./painting";
import { startPlanes, type Planes } from "./planes";
import { startMeasuring } from "./measure/measuring";
import { download, pictureName, viewPicture } from "./picture/viewPicture";
import { Readout } from "./readout";
import { startRegions, type Regions } from "./rois/regions";
import { ScaleBar } from "./scaleBar";
import { SettingsPanel } from "./settings/settingsPanel";
import { SplitView } from "./splitView";
import { Stage } from "./stage";
import { initialState } from "./state";
import { Store } from "./store";
import { startTools } from "./tools";

export function openViewer(page: Page, facts: ImageFacts): void {
  const { root, still } = page;
  const stage = new Stage(need("[data-stage]", root), facts, still);
  const store = makeStore(facts);
  const planes = startPlanes(root, facts, store, still);
  const painter = makePainter({ page, facts, stage, store, planes });
  const tabs = new PanelTabs(need("#viewer-panel", root));
  const regions = startRegions({ page, facts, stage, store });
  const tools = startTools(root, stage, new AddressBar(store, stage, regions.store));
  new ChannelPanel(root, facts, store, page.gateway);
  const settings = new SettingsPanel(page, facts, store);
  const split = new SplitView(root, `${page.gateway}render_split_channel/${facts.id}/`, facts, store);
  startTexts(page, facts, stage, store);
  const measuring = startMeasuring(page, facts, store, regions, tabs);
  startPicture(root, facts, stage, store, () => [...regions.overlay.shown(), ...measuring.shown()]);
  const histories = startHistories(store, regions);
  startKeyboard(viewerKeys({ stage, store, tools, player: planes.player, regions, histories, tabs, split, settings, measuring }));
  announceChanges(new Announcer(need("[data-live]", root)), store, stage, facts);
  startView(stage);
  paintChanges(store, painter);
  painter.paint(planeOf(store.state));
  root.classList.add("scripted");
}

/** Ctrl+Z takes back what was done last, be it a change of the rendering or of a region. */
function startHistories(store: Store, { store: rois }: Regions): Histories {
  const rendering = {
    canUndo: () => store.state.past.length > 0,
    canRedo: () => store.state.future.length > 0,
    undo: () => store.dispatch({ type: "undo" }),
    redo: () => store.dispatch({ type: "redo" }),
  };
  const regions = {
    canUndo: () => rois.canUndo,
    canRedo: () => rois.canRedo,
    undo: () => rois.undo(),
    redo: () => rois.redo(),
  };
  const histories = new Histories([rendering, regions]);
  store.subscribe((state, before) => state.rendering !== before.rendering && histories.touched(rendering));
  let changes = rois.changes;
  rois.subscribe(() => {
    if (rois.changes !== changes) histories.touched(regions);
    changes = rois.changes;
  });
  return histories;
}

interface PainterParts {
  readonly page: Page;
  readonly facts: ImageFacts;
  readonly stage: Stage;
  readonly store: Store;
  readonly planes: Planes;
}

/** The painter and those who want to know how it gets on. */
function makePainter({ page, facts, stage, store, planes }: PainterParts): Painter {
  const { root } = page;
  const overview = new Overview(need<HTMLCanvasElement>("[data-overview]", root), stage, facts);
  const overviews = new OverviewPictures(overview, facts, page);
  const notices = new Notices(need("[data-notices]", root), () => painter.repaint(planeOf(store.state)));
  const painter = new Painter(stage, facts, page.renderers, {
    busy: (busy) => root.setAttribute("aria-busy", String(busy)),
    failed: (error) => {
      root.classList.add("failed");
      notices.failed(error);
      planes.failed();
    },
    shown: (picture) => {
      if (!picture.failed) notices.clear();
      if (picture.failed && !picture.loaded) return;
      root.classList.add("painted");
      planes.shown();
      overviews.show(picture);
    },
  });
  return painter;
}

/** The button that downloads what is seen. */
function startPicture(root: HTMLElement, facts: ImageFacts, stage: Stage, store: Store, shapes: () => Shape[]): void {
  need("[data-act=picture]", root).addEventListener("click", () => {
    const { z, t } = store.state;
    const canvas = viewPicture({ stage, shapes: shapes(), umPerPixel: facts.pixelSize.x });
    void download(canvas, pictureName(facts.name, z, t)).catch(toastError);
  });
}

/** The texts on the stage: position, zoom, scale. */
function startTexts({ root, own }: Page, facts: ImageFacts, stage: Stage, store: Store): void {
  const place = { position: need("[data-pointer]", root), zoom: need("[data-zoom]", root), valuesUrl: `${own}pixel_values/` };
  new Readout(place, stage, facts, store);
  const scale = new ScaleBar(need("[data-scale]", root), facts.pixelSize.x);
  stage.onView(() => scale.show(stage.currentZoom()));
}

/** OpenSeadragon limits the zoom by the size of the first picture: only with that can the view be placed. */
function startView(stage: Stage): void {
  const view = readView(window.location.search);
  placeView(stage, view);
  stage.viewer.world.addOnceHandler("add-item", () => placeView(stage, view));
}

function makeStore(facts: ImageFacts): Store {
  const saved = { rendering: facts.saved, z: facts.defaultZ, t: facts.defaultT };
  const shown = readShown(window.location.search, saved, facts);
  return new Store(initialState(shown.rendering, shown.z, shown.t), facts);
}

/** What the address asks for, else the whole image. */
function placeView(stage: Stage, view: View | null): void {
  if (view) stage.show(view, true);
  else stage.fit(true);
}
