// Brings planes onto the stage. What is shown stays until what comes next is complete, or at least worth looking at;
// older pictures never replace newer ones, and their requests are dropped.
import type OpenSeadragon from "openseadragon";
import type { ImageFacts } from "./imgdata";
import { layoutOf } from "./layout";
import { planeKey, type Plane, type Renderers } from "./planeAddress";
import { PlaneSource } from "./planeSource";
import type { Stage } from "./stage";

/** After this time a picture that is still loading is shown tile by tile. */
const REVEAL_AFTER = 300;

export interface ShownPicture {
  readonly plane: Plane;
  /** A small copy of the plane, if it came in one piece. */
  readonly overview: HTMLCanvasElement | null;
  /** Parts that were loaded, and parts that could not be. */
  readonly loaded: number;
  readonly failed: number;
}

export interface PainterEvents {
  /** A picture is complete on the screen. */
  readonly shown: (picture: ShownPicture) => void;
  readonly failed: (error: unknown) => void;
  readonly busy: (busy: boolean) => void;
}

interface Picture {
  readonly plane: Plane;
  readonly key: string;
  readonly source: PlaneSource;
  item: OpenSeadragon.TiledImage | null;
  overview: HTMLCanvasElement | null;
  reveal: number;
}

export class Painter {
  private shown: Picture | null = null;
  private coming: Picture | null = null;
  private next: Plane | null = null;

  constructor(
    private readonly stage: Stage,
    private readonly facts: ImageFacts,
    private readonly renderers: Renderers,
    private readonly events: PainterEvents,
  ) {
    stage.onView(() => this.dropUnseen());
  }

  /**
   * Paint `plane`. With `passing` (in the middle of a drag) the picture that is loading may finish first, so that
   * one sees something move; else it is dropped at once.
   */
  paint(plane: Plane, passing = false): void {
    const key = planeKey(plane);
    if (this.coming?.key === key) {
      this.next = null;
    } else if (this.coming && passing) {
      this.next = plane;
    } else {
      this.begin(plane, key);
    }
  }

  /** Load again what is on the screen, e.g. after an error. */
  repaint(plane: Plane): void {
    this.drop(this.coming);
    this.begin(plane, planeKey(plane), true);
  }

  private begin(plane: Plane, key: string, again = false): void {
    this.drop(this.coming);
    this.coming = null;
    this.next = null;
    this.shown?.source.resume();
    if (this.shown?.key === key && !again) return this.report();
    this.shown?.source.stop();
    const picture = this.picture(plane, key);
    // The first picture sharpens from coarse to fine; later ones have something below them and need only the best.
    if (this.shown) picture.source.focus(this.stage.screenZoom());
    this.coming = picture;
    this.events.busy(true);
    this.stage.viewer.addTiledImage({
      tileSource: picture.source,
      opacity: this.shown ? 0 : 1,
      preload: true,
      success: (event) => this.placed(picture, (event as unknown as { item: OpenSeadragon.TiledImage }).item),
    });
  }

  private picture(plane: Plane, key: string): Picture {
    const layout = layoutOf(this.facts, plane.rendering.projection !== null);
    const source = new PlaneSource(this.renderers, plane, layout, {
      failed: (error) => this.events.failed(error),
      wholeLoaded: (bitmap) => (picture.overview = reduced(bitmap)),
    });
    const picture: Picture = { plane, key, source, item: null, overview: null, reveal: 0 };
    return picture;
  }

  private placed(picture: Picture, item: OpenSeadragon.TiledImage): void {
    picture.item = item;
    // Its pixels stay in memory for a while after it is taken away.
    item.allowZombieCache(true);
    if (this.coming !== picture) return this.drop(picture);
    picture.reveal = window.setTimeout(() => item.setOpacity(1), REVEAL_AFTER);
    item.addHandler("fully-loaded-change", (event) => {
      if (event.fullyLoaded) this.complete(picture);
    });
  }

  private complete(picture: Picture): void {
    if (this.coming !== picture) return;
    window.clearTimeout(picture.reveal);
    this.coming = null;
    if (this.shown && picture.source.failedParts && !picture.source.loadedParts) {
      this.drop(picture);
      this.shown.source.resume();
    } else {
      this.replace(picture);
    }
    this.events.busy(false);
    const { next } = this;
    this.next = null;
    if (next) this.paint(next, true);
  }

  private replace(picture: Picture): void {
    picture.source.focus(null);
    picture.item?.setOpacity(1);
    const old = this.shown;
    this.shown = picture;
    this.drop(old);
    this.report();
  }

  private report(): void {
    if (!this.shown) return;
    const { plane, overview, source } = this.shown;
    this.events.busy(false);
    this.events.shown({ plane, overview, loaded: source.loadedParts, failed: source.failedParts });
  }

  private drop(picture: Picture | null): void {
    if (!picture) return;
    window.clearTimeout(picture.reveal);
    picture.source.stop();
    if (picture.item) this.stage.viewer.world.removeItem(picture.item);
    picture.item = null;
  }

  /** The view has moved. */
  private dropUnseen(): void {
    const visible = this.stage.visible();
    for (const picture of [this.shown, this.coming]) {
      picture?.source.focus(null);
      picture?.source.keepOnly(visible);
    }
  }
}

const OVERVIEW = 256;

/** A small copy for the overview: the original belongs to OpenSeadragon and may be freed. */
function reduced(picture: ImageBitmap): HTMLCanvasElement {
  const scale = Math.min(1, OVERVIEW / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}
