// The small texts on the stage: zoom, and under the pointer the position, in pixels and micrometres, and the values.
import { message } from "../lib/messages";
import { lengthText, percentText, pixelValueText } from "./format";
import type { ImageFacts } from "./imgdata";
import { PixelValues } from "./measure/pixelValues";
import type { PixelPosition, Stage } from "./stage";
import type { Store } from "./store";

export function positionText(at: PixelPosition, size: ImageFacts["pixelSize"]): string {
  const pixels = message("viewer.position", { x: at.x, y: at.y });
  if (size.x === null || size.y === null) return pixels;
  return `${pixels} · ${lengthText(at.x * size.x)}, ${lengthText(at.y * size.y)}`;
}

export interface ReadoutPlace {
  readonly position: HTMLElement;
  readonly zoom: HTMLElement;
  readonly valuesUrl: string;
}

export class Readout {
  private readonly values: PixelValues;
  private at: PixelPosition | null = null;

  constructor(
    private readonly place: ReadoutPlace,
    stage: Stage,
    private readonly facts: ImageFacts,
    private readonly store: Store,
  ) {
    this.values = new PixelValues(place.valuesUrl);
    stage.host.addEventListener("pointerleave", () => this.move(null));
    stage.host.addEventListener("pointermove", (event) => this.move(stage.pixelAt(event.clientX, event.clientY)));
    stage.onView(() => (place.zoom.textContent = percentText(stage.currentZoom())));
    store.subscribe(() => this.show());
  }

  private move(at: PixelPosition | null): void {
    this.at = at;
    this.show();
  }

  private show(): void {
    const { at } = this;
    this.place.position.textContent = at ? [positionText(at, this.facts.pixelSize), this.valuesText(at)].filter(Boolean).join("\n") : "";
  }

  /** Of the channels that are on. A projection has no pixel of the file under the pointer. */
  private valuesText(at: PixelPosition): string {
    const { rendering, z, t } = this.store.state;
    if (rendering.projection) return "";
    const found = this.values.at(at, { z, t }, () => this.show());
    const texts = rendering.channels.flatMap(({ active }, index) => {
      const value = found?.[index];
      const text = value === null || value === undefined ? "…" : pixelValueText(value, this.facts.integer);
      return active ? [`${this.facts.channels[index]?.label ?? ""} ${text}`] : [];
    });
    return texts.join("  ");
  }
}
