// One channel in the panel: on/off, colour, window, invert.
import { create, icon } from "../lib/dom";
import { message } from "../lib/messages";
import { pixelValueText } from "./format";
import type { ChannelFacts, ImageFacts } from "./imgdata";
import type { Channel } from "./rendering";
import { windowScale } from "./windowScale";
import { WindowSlider, type WindowValue } from "./windowSlider";

/** `done` is false in the middle of a drag. */
export type ChannelChanged = (change: Partial<Channel>, done: boolean) => void;

export class ChannelRow {
  readonly element: HTMLLIElement;
  private readonly toggle: HTMLInputElement;
  private readonly color: HTMLInputElement;
  private readonly invert: HTMLButtonElement;
  private readonly start: HTMLInputElement;
  private readonly end: HTMLInputElement;
  private readonly slider: WindowSlider;
  private readonly window: HTMLElement;

  constructor(
    private readonly image: ImageFacts,
    private readonly channel: ChannelFacts,
    private readonly changed: ChannelChanged,
  ) {
    const name = channel.label;
    this.toggle = this.makeToggle(name);
    this.color = this.makeColor(name);
    this.invert = this.makeInvert(name);
    this.start = this.makeNumber("start", message("viewer.channel.start", { name }));
    this.end = this.makeNumber("end", message("viewer.channel.end", { name }));
    this.slider = this.makeSlider(name);
    this.window = create("div", { class: "channel-window" }, this.slider.element, this.makeNumbers(name));
    this.element = create("li", { class: "channel" }, this.makeHead(), this.window);
  }

  /** With `dragging` the slider keeps its scale: it must not slip away under the pointer. */
  show(channel: Channel, greyscale: boolean, dragging: boolean): void {
    this.element.classList.toggle("channel-off", !channel.active);
    this.element.style.setProperty("--channel", greyscale ? "#fff" : `#${channel.color}`);
    this.toggle.checked = channel.active;
    this.color.value = `#${channel.color.toLowerCase()}`;
    this.color.title = channel.lut ?? "";
    this.invert.setAttribute("aria-pressed", String(channel.inverted));
    this.window.hidden = !channel.active;
    this.showWindow(channel, dragging);
  }

  private showWindow(value: WindowValue, dragging: boolean): void {
    this.start.value = pixelValueText(value.start, this.image.integer);
    this.end.value = pixelValueText(value.end, this.image.integer);
    if (!dragging) this.scale = windowScale(this.image, this.channel, value);
    this.slider.show(value, this.scale);
  }

  private scale = { low: 0, high: 1, step: 1 };

  private makeHead(): HTMLElement {
    const { emission, label } = this.channel;
    const name = create("span", { class: "channel-name truncate", title: label }, label);
    const wavelength = emission === null ? [] : [message("viewer.emission", { wavelength: emission })];
    const lit = create("label", { class: "channel-label" }, this.toggle, name);
    const note = create("span", { class: "channel-emission numeric" }, ...wavelength);
    return create("div", { class: "channel-head" }, this.color, lit, note, this.invert);
  }

  private makeToggle(name: string): HTMLInputElement {
    const toggle = create("input", { type: "checkbox", "aria-label": message("viewer.channel.show", { name }) });
    toggle.addEventListener("change", () => this.changed({ active: toggle.checked }, true));
    return toggle;
  }

  private makeColor(name: string): HTMLInputElement {
    const label = message("viewer.channel.color", { name });
    const input = create("input", { type: "color", class: "channel-color", "aria-label": label });
    const pick = (done: boolean) => (): void =>
      this.changed({ color: input.value.slice(1).toUpperCase(), lut: null }, done);
    input.addEventListener("input", pick(false));
    input.addEventListener("change", pick(true));
    return input;
  }

  private makeInvert(name: string): HTMLButtonElement {
    const label = message("viewer.channel.invert", { name });
    const attributes = { type: "button", class: "button button-quiet button-icon button-small", title: label };
    const button = create("button", { ...attributes, "aria-label": label }, icon("invert"));
    button.addEventListener("click", () => {
      this.changed({ inverted: button.getAttribute("aria-pressed") !== "true" }, true);
    });
    return button;
  }

  private makeNumber(end: "start" | "end", label: string): HTMLInputElement {
    const input = create("input", { type: "number", step: "any", class: "input input-small numeric", "aria-label": label });
    input.addEventListener("change", () => {
      if (input.value === "") return this.changed({}, true);
      this.changed(ordered(end, Number(input.value), Number(this.start.value), Number(this.end.value)), true);
    });
    return input;
  }

  private makeSlider(name: string): WindowSlider {
    return new WindowSlider({
      startLabel: message("viewer.channel.start", { name }),
      endLabel: message("viewer.channel.end", { name }),
      valueText: (value) => pixelValueText(value, this.image.integer),
      changed: (value, done) => this.changed(value, done),
    });
  }

  private makeNumbers(name: string): HTMLElement {
    const [least, most] = this.image.range;
    const { min, max } = this.channel;
    const occurring = this.makePreset("viewer.minmax", message("viewer.channel.minmax", { name }), min, max);
    const full = this.makePreset("viewer.full", message("viewer.channel.full", { name }), least, most);
    return create("div", { class: "channel-numbers" }, this.start, occurring, full, this.end);
  }

  private makePreset(key: "viewer.minmax" | "viewer.full", label: string, start: number, end: number): HTMLElement {
    const attributes = { type: "button", class: "button button-small", title: label };
    const button = create("button", { ...attributes, "aria-label": label }, message(key));
    button.addEventListener("click", () => this.changed({ start, end }, true));
    return button;
  }
}

/** The window with one end set to `value`; a value beyond the other end takes that end along. */
function ordered(which: "start" | "end", value: number, start: number, end: number): WindowValue {
  return which === "start" ? { start: value, end: Math.max(value, end) } : { start: Math.min(start, value), end: value };
}
