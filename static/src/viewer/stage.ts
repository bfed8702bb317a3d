// The picture area: OpenSeadragon set up without its own buttons and keys, and the view in image pixels.
import OpenSeadragon from "openseadragon";
import { message } from "../lib/messages";
import type { View } from "./address";
import type { ImageFacts } from "./imgdata";
import { LEAST_PIXEL, layoutOf, partsKept } from "./layout";

const PAN_STEP = 80;
const ZOOM_STEP = 1.5;
const LARGEST_ZOOM = 64;
/** From here on pixels are shown as squares: nobody should take interpolation for structure. */
const SQUARES_FROM = 4;
/** Room around the image in `fit`. */
const MARGIN = 1.04;

export interface PixelPosition {
  readonly x: number;
  readonly y: number;
}

export class Stage {
  readonly viewer: OpenSeadragon.Viewer;
  private readonly listeners: (() => void)[] = [];

  constructor(
    readonly host: HTMLElement,
    private readonly facts: ImageFacts,
    private readonly still: boolean,
  ) {
    this.viewer = OpenSeadragon({
      ...options(host, still),
      maxImageCacheCount: partsKept(layoutOf(facts, false)),
    });
    // The one place where the keys of the page act on something: it has the focus, so it needs a name.
    this.viewer.canvas.setAttribute("role", "application");
    this.viewer.canvas.setAttribute("aria-label", message("viewer.canvas", { name: facts.name }));
    for (const event of ["animation", "animation-finish", "resize"] as const) {
      this.viewer.addHandler(event, () => this.viewChanged());
    }
  }

  /** `listener` is called whenever the view has moved, also in the middle of a movement. */
  onView(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Where the view is; during a movement, where it is going. */
  view(): View {
    const centre = this.viewer.viewport.getCenter(false);
    return { x: centre.x * this.facts.width, y: centre.y * this.facts.width, zoom: this.zoomOf(false) };
  }

  /** The zoom that is on the screen now. */
  currentZoom(): number {
    return this.zoomOf(true);
  }

  show(view: View, immediately = this.still): void {
    const width = this.facts.width;
    const { viewport } = this.viewer;
    viewport.zoomTo(this.viewportZoom(view.zoom), undefined, immediately);
    viewport.panTo(new OpenSeadragon.Point(view.x / width, view.y / width), immediately);
    viewport.applyConstraints(immediately);
    this.viewChanged();
  }

  fit(immediately = this.still): void {
    const { width, height } = this.facts;
    const { x, y } = this.viewer.viewport.getContainerSize();
    const zoom = Math.min(x / width, y / height) / MARGIN;
    this.show({ x: width / 2, y: height / 2, zoom }, immediately);
  }

  zoomTo(zoom: number): void {
    this.show({ ...this.view(), zoom });
  }

  zoomIn(): void {
    this.zoomTo(this.view().zoom * ZOOM_STEP);
  }

  zoomOut(): void {
    this.zoomTo(this.view().zoom / ZOOM_STEP);
  }

  /** One step to the right (`columns` 1), down (`rows` 1) and so on. */
  pan(columns: number, rows: number): void {
    const view = this.view();
    const step = PAN_STEP / view.zoom;
    this.show({ ...view, x: view.x + columns * step, y: view.y + rows * step });
  }

  /** As `currentZoom`, in the pixels of the screen: what decides which resolution is needed. */
  screenZoom(): number {
    return this.currentZoom() * window.devicePixelRatio;
  }

  /** The visible part where the image is 1 wide. */
  visible(): OpenSeadragon.Rect {
    return this.viewer.viewport.getBounds(true);
  }

  /** The image pixel at a place of the window; null outside the image. */
  pixelAt(clientX: number, clientY: number): PixelPosition | null {
    const box = this.host.getBoundingClientRect();
    const point = new OpenSeadragon.Point(clientX - box.left, clientY - box.top);
    const place = this.viewer.viewport.pointFromPixel(point, true);
    const x = Math.floor(place.x * this.facts.width);
    const y = Math.floor(place.y * this.facts.width);
    return x >= 0 && y >= 0 && x < this.facts.width && y < this.facts.height ? { x, y } : null;
  }

  /** The place in the image, in its pixels and parts of them, at a place of the window; also beyond its edges. */
  pointAt(clientX: number, clientY: number): PixelPosition {
    const box = this.host.getBoundingClientRect();
    const place = this.viewer.viewport.pointFromPixel(new OpenSeadragon.Point(clientX - box.left, clientY - box.top), true);
    return { x: place.x * this.facts.width, y: place.y * this.facts.width };
  }

  /** Where a place in the image is on the stage now, in CSS pixels from its top left corner. */
  screenAt({ x, y }: PixelPosition): PixelPosition {
    const place = new OpenSeadragon.Point(x / this.facts.width, y / this.facts.width);
    const pixel = this.viewer.viewport.pixelFromPoint(place, true);
    return { x: pixel.x, y: pixel.y };
  }

  private zoomOf(current: boolean): number {
    const { viewport } = this.viewer;
    return (viewport.getZoom(current) * viewport.getContainerSize().x) / this.facts.width;
  }

  private viewportZoom(zoom: number): number {
    return (zoom * this.facts.width) / this.viewer.viewport.getContainerSize().x;
  }

  private viewChanged(): void {
    const limit = this.facts.interpolate ? SQUARES_FROM : 1;
    this.viewer.drawer.setImageSmoothingEnabled(this.currentZoom() < limit);
    for (const listener of this.listeners) listener();
  }
}

function options(element: HTMLElement, still: boolean): OpenSeadragon.Options {
  return {
    element,
    drawer: "canvas",
    showNavigationControl: false,
    keyboardNavEnabled: false,
    preserveViewport: true,
    preserveImageSizeOnResize: true,
    blendTime: 0,
    animationTime: still ? 0 : 0.35,
    springStiffness: 8,
    zoomPerScroll: 1.25,
    visibilityRatio: 0.3,
    minZoomImageRatio: 0.25,
    maxZoomPixelRatio: LARGEST_ZOOM,
    maxTilesPerFrame: 8,
    minPixelRatio: LEAST_PIXEL,
    // PlaneSource queues, times and drops requests itself.
    imageLoaderLimit: 0,
    timeout: 2 ** 31 - 1,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    gestureSettingsTouch: { dblClickToZoom: true, flickEnabled: !still },
  };
}
