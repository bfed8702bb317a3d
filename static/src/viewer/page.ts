// What the server wrote into the page for this script.
import { need } from "../lib/dom";
import type { Renderers } from "./planeAddress";

export interface Page {
  readonly root: HTMLElement;
  readonly imgData: string;
  readonly thumbnail: string;
  readonly renderers: Renderers;
  /** Ids of the image's owner and of the user, and the one container of the image, e.g. `dataset-5`. */
  readonly owner: number;
  readonly me: number;
  readonly parent: string;
  /** Where the web gateway is: `.../webgateway/`. */
  readonly gateway: string;
  /** The viewer's own end points: `.../rois/` and the like follow. */
  readonly own: string;
  readonly rois: string;
  /** Pictures of masks; the id of the shape follows. */
  readonly masks: string;
  /** The person asked the system for less motion. */
  readonly still: boolean;
}

export function readPage(): Page {
  const root = need("[data-viewer]");
  return {
    root,
    imgData: given(root, "imgdata"),
    thumbnail: given(root, "thumbnail"),
    renderers: { image: given(root, "image"), region: given(root, "region") },
    owner: Number(given(root, "owner")),
    me: Number(given(root, "me")),
    parent: given(root, "parent"),
    gateway: given(root, "gateway"),
    own: given(root, "own"),
    rois: `${given(root, "own")}rois/`,
    masks: `${given(root, "gateway")}render_shape_mask/`,
    still: window.matchMedia("(prefers-reduced-motion: reduce)").matches,
  };
}

function given(root: HTMLElement, name: string): string {
  const value = root.dataset[name];
  if (value === undefined) throw new Error(`page lacks data-${name}`);
  return value;
}
