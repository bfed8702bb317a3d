// The curve behind the slider of a channel's window.
import { create } from "../../lib/dom";
import { recall, remember } from "../../lib/memory";
import type { WindowScale } from "../windowSlider";
import { curve, HEIGHT, WIDTH, type Histogram } from "./curve";

const MEMORY = "viewer.histogram.log";

export function logScaleOn(): boolean {
  return recall(MEMORY) === "on";
}

export function setLogScale(on: boolean): void {
  remember(MEMORY, on ? "on" : null);
}

export class HistogramView {
  readonly element: HTMLElement;
  private readonly path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  private drawn = "";

  constructor() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.append(this.path);
    this.element = create("div", { class: "histogram", "aria-hidden": "true" });
    this.element.append(svg);
  }

  show(histogram: Histogram | null, scale: WindowScale): void {
    const d = histogram ? curve(histogram, scale, logScaleOn()) : "";
    if (d !== this.drawn) this.path.setAttribute("d", d);
    this.drawn = d;
  }
}
