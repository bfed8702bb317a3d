// The physical scale bar.
import { message } from "../lib/messages";
import { niceLength, type Length } from "./format";

/** The bar is never longer than this on the screen. */
const LONGEST = 160;

export interface Bar extends Length {
  /** CSS pixels. */
  readonly pixels: number;
}

/** The bar for `umPerPixel` micrometres per image pixel at `zoom` CSS pixels per image pixel. */
export function scaleBar(umPerPixel: number, zoom: number): Bar {
  const umPerCssPixel = umPerPixel / zoom;
  const length = niceLength(LONGEST * umPerCssPixel);
  return { ...length, pixels: length.um / umPerCssPixel };
}

export class ScaleBar {
  constructor(
    private readonly element: HTMLElement,
    private readonly umPerPixel: number | null,
  ) {
    if (umPerPixel === null) element.textContent = message("viewer.noscale");
    element.classList.toggle("scale-unknown", umPerPixel === null);
  }

  show(zoom: number): void {
    if (this.umPerPixel === null) return;
    const bar = scaleBar(this.umPerPixel, zoom);
    this.element.style.setProperty("--length", `${bar.pixels.toFixed(2)}px`);
    this.element.textContent = bar.text;
  }
}
