// A slider with two handles for the window of a channel, made of two native range inputs that share one track.
import { create } from "../lib/dom";

export interface WindowValue {
  readonly start: number;
  readonly end: number;
}

export interface WindowScale {
  readonly low: number;
  readonly high: number;
  readonly step: number;
}

export interface WindowSliderOptions {
  readonly startLabel: string;
  readonly endLabel: string;
  readonly valueText: (value: number) => string;
  /** `done` is false while a handle is being dragged. */
  readonly changed: (value: WindowValue, done: boolean) => void;
}

export class WindowSlider {
  readonly element: HTMLElement;
  private readonly start: HTMLInputElement;
  private readonly end: HTMLInputElement;

  constructor(private readonly options: WindowSliderOptions) {
    this.start = this.handle("window-slider-start", options.startLabel);
    this.end = this.handle("window-slider-end", options.endLabel);
    this.element = create("div", { class: "window-slider" }, this.start, this.end);
  }

  show(value: WindowValue, scale: WindowScale): void {
    for (const input of [this.start, this.end]) {
      input.min = String(scale.low);
      input.max = String(scale.high);
      input.step = String(scale.step);
    }
    this.set(this.start, value.start);
    this.set(this.end, value.end);
    this.element.style.setProperty("--from", share(value.start, scale));
    this.element.style.setProperty("--to", share(value.end, scale));
  }

  private handle(className: string, label: string): HTMLInputElement {
    const input = create("input", { type: "range", class: className, "aria-label": label });
    input.addEventListener("input", () => this.report(input, false));
    input.addEventListener("change", () => this.report(input, true));
    return input;
  }

  private set(input: HTMLInputElement, value: number): void {
    input.value = String(value);
    input.setAttribute("aria-valuetext", this.options.valueText(value));
  }

  /** The handle that moves pushes the other one before it, one step apart. */
  private report(moved: HTMLInputElement, done: boolean): void {
    const step = Number(moved.step);
    const [start, end] = [Number(this.start.value), Number(this.end.value)];
    const value =
      moved === this.start ? { start, end: Math.max(end, start + step) } : { start: Math.min(start, end - step), end };
    this.options.changed(value, done);
  }
}

function share(value: number, scale: WindowScale): string {
  const part = (value - scale.low) / (scale.high - scale.low || 1);
  return String(Math.min(1, Math.max(0, part)));
}
