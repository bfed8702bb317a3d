// One channel in the panel: on/off, colour, window, invert.
import { create, icon } from "../lib/dom";
import { message } from "../lib/messages";
import { ChannelWindow } from "./channelWindow";
import type { ColorPicker } from "./colors/colorPicker";
import { lutLabel, type LutTables } from "./colors/lutTables";
import type { Histogram } from "./histogram/curve";
import type { ChannelFacts, ImageFacts } from "./imgdata";
import type { Channel } from "./rendering";

/** `done` is false in the middle of a drag. */
export type ChannelChanged = (change: Partial<Channel>, done: boolean) => void;

export interface ColorTools {
  readonly picker: ColorPicker;
  readonly tables: LutTables;
}

export class ChannelRow {
  readonly element: HTMLLIElement;
  private readonly toggle: HTMLInputElement;
  private readonly color: HTMLButtonElement;
  private readonly invert: HTMLButtonElement;
  private readonly window: ChannelWindow;
  private shown: Channel | null = null;

  constructor(
    image: ImageFacts,
    private readonly channel: ChannelFacts,
    private readonly colors: ColorTools,
    private readonly changed: ChannelChanged,
  ) {
    const name = channel.label;
    this.toggle = this.makeToggle(name);
    this.color = this.makeColor(name);
    this.invert = this.makeInvert(name);
    this.window = new ChannelWindow(image, channel, changed);
    this.element = create("li", { class: "channel" }, this.makeHead(), this.window.element);
  }

  show(channel: Channel, greyscale: boolean, dragging: boolean): void {
    if (channel.lut !== this.shown?.lut) void this.colors.tables.paint(this.color, channel.lut).catch(() => undefined);
    this.shown = channel;
    this.element.classList.toggle("channel-off", !channel.active);
    this.element.style.setProperty("--channel", greyscale ? "#fff" : `#${channel.color}`);
    this.toggle.checked = channel.active;
    this.color.title = channel.lut ? lutLabel(channel.lut) : `#${channel.color}`;
    this.invert.setAttribute("aria-pressed", String(channel.inverted));
    this.window.element.hidden = !channel.active;
    this.window.show(channel, dragging);
  }

  showHistogram(histogram: Histogram | null): void {
    this.window.showHistogram(histogram);
  }

  redrawHistogram(): void {
    this.window.redraw();
  }

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

  private makeColor(name: string): HTMLButtonElement {
    const label = message("viewer.channel.color", { name });
    const button = create("button", { type: "button", class: "channel-color", "aria-label": label, "aria-haspopup": "dialog" });
    button.addEventListener("click", () => {
      if (this.shown) this.colors.picker.open(button, name, this.shown, this.changed);
    });
    return button;
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
}
