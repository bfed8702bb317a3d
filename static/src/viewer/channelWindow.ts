// The window of one channel: histogram, slider with two handles, numbers, and buttons that set it.
import { create } from "../lib/dom";
import { message, type MessageKey } from "../lib/messages";
import { pixelValueText } from "./format";
import { autoWindow, type Histogram } from "./histogram/curve";
import { HistogramView } from "./histogram/histogramView";
import type { ChannelFacts, ImageFacts } from "./imgdata";
import { windowScale } from "./windowScale";
import { WindowSlider, type WindowValue } from "./windowSlider";

/** `done` is false in the middle of a drag. */
export type WindowChanged = (value: Partial<WindowValue>, done: boolean) => void;

export class ChannelWindow {
  readonly element: HTMLElement;
  private readonly start: HTMLInputElement;
  private readonly end: HTMLInputElement;
  private readonly slider: WindowSlider;
  private readonly view = new HistogramView();
  private readonly auto: HTMLButtonElement;
  private histogram: Histogram | null = null;
  private scale = { low: 0, high: 1, step: 1 };

  constructor(
    private readonly image: ImageFacts,
    private readonly channel: ChannelFacts,
    private readonly changed: WindowChanged,
  ) {
    const name = channel.label;
    this.start = this.number("start", message("viewer.channel.start", { name }));
    this.end = this.number("end", message("viewer.channel.end", { name }));
    this.slider = new WindowSlider({
      startLabel: message("viewer.channel.start", { name }),
      endLabel: message("viewer.channel.end", { name }),
      valueText: (value) => pixelValueText(value, image.integer),
      changed: (value, done) => changed(value, done),
    });
    this.auto = this.preset("viewer.auto", () => this.histogram && autoWindow(this.histogram, image.integer));
    this.auto.disabled = true;
    const track = create("div", { class: "channel-track" }, this.view.element, this.slider.element);
    this.element = create("div", { class: "channel-window" }, track, this.numbers());
  }

  /** With `dragging` the slider keeps its scale: it must not slip away under the pointer. */
  show(value: WindowValue, dragging: boolean): void {
    this.start.value = pixelValueText(value.start, this.image.integer);
    this.end.value = pixelValueText(value.end, this.image.integer);
    if (!dragging) this.scale = windowScale(this.image, this.channel, value);
    this.slider.show(value, this.scale);
    this.view.show(this.histogram, this.scale);
  }

  showHistogram(histogram: Histogram | null): void {
    this.histogram = histogram;
    this.auto.disabled = histogram === null;
    this.redraw();
  }

  /** With the scale of the histogram as it is set now. */
  redraw(): void {
    this.view.show(this.histogram, this.scale);
  }

  private numbers(): HTMLElement {
    const { min, max } = this.channel;
    const [least, most] = this.image.range;
    const occurring = this.preset("viewer.minmax", () => ({ start: min, end: max }));
    const full = this.image.integer ? [this.preset("viewer.full", () => ({ start: least, end: most }))] : [];
    const presets = create("div", { class: "channel-presets" }, this.auto, occurring, ...full);
    return create("div", { class: "channel-numbers" }, this.start, presets, this.end);
  }

  private number(end: "start" | "end", label: string): HTMLInputElement {
    const input = create("input", { type: "number", step: "any", class: "input input-small numeric", "aria-label": label });
    input.addEventListener("change", () => {
      if (input.value === "") return this.changed({}, true);
      this.changed(ordered(end, Number(input.value), Number(this.start.value), Number(this.end.value)), true);
    });
    return input;
  }

  private preset(key: "viewer.auto" | "viewer.minmax" | "viewer.full", value: () => WindowValue | null): HTMLButtonElement {
    const label = message(key.replace("viewer.", "viewer.channel.") as MessageKey, { name: this.channel.label });
    const attributes = { type: "button", class: "button button-small", title: label, "aria-label": label };
    const button = create("button", attributes, message(key));
    button.addEventListener("click", () => this.changed(value() ?? {}, true));
    return button;
  }
}

/** The window with one end set to `value`; a value beyond the other end takes that end along. */
function ordered(which: "start" | "end", value: number, start: number, end: number): WindowValue {
  return which === "start" ? { start: value, end: Math.max(value, end) } : { start: Math.min(start, value), end: value };
}
