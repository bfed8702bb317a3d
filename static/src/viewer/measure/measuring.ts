// Measuring and line profiles of the viewer, put together.
import { need } from "../../lib/dom";
import type { Shape } from "../geometry/shapes";
import type { ImageFacts } from "../imgdata";
import type { Page } from "../page";
import type { PanelTabs } from "../panelTabs";
import type { Regions } from "../rois/regions";
import type { Store } from "../store";
import { MeasurePanel, type MeasureKind } from "./measurePanel";
import { ProfilePanel, profileParts } from "./profilePanel";

export interface Measuring {
  readonly take: (kind: MeasureKind) => void;
  /** What is drawn of it on the image. */
  readonly shown: () => readonly Shape[];
}

const YELLOW = "#ffff00ff";

export function startMeasuring(page: Page, facts: ImageFacts, store: Store, regions: Regions, tabs: PanelTabs): Measuring {
  const root = need("[data-measure-panel]", page.root);
  const host = need("[data-profile]", root);
  host.append(...profileParts());
  const profile = new ProfilePanel(host, `${page.own}line_profile/`, facts, store);
  const showProfile = (): void => profile.show(regions.store.chosenShape ?? panel.last);
  const panel: MeasurePanel = new MeasurePanel({
    root,
    pixelSize: facts.pixelSize,
    layer: regions.overlay.sketch,
    tool: regions.tool,
    keep: facts.canAnnotate ? (geometry) => regions.store.add(geometry, { z: store.state.z, t: store.state.t }, YELLOW) : null,
    changed: () => {
      regions.store.choose(null);
      showProfile();
    },
  });
  regions.store.subscribe(showProfile);
  return {
    shown: () => panel.shown(),
    take: (kind) => {
      tabs.show("measure");
      panel.take(kind);
    },
  };
}
