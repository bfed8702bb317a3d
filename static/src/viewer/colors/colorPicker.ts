// Colour, look-up table and curve of one channel, in a box that opens beside its button.
import { create, icon } from "../../lib/dom";
import { message, type MessageKey } from "../../lib/messages";
import { toastError } from "../../lib/toast";
import { isFamily, type Channel, type Family } from "../rendering";
import { lutLabel, type Lut, type LutTables } from "./lutTables";

/** Colours of channels, not of the page: the usual pure ones, and some that colour-blind people tell apart. */
const STANDARD = ["FF0000", "00FF00", "0000FF", "FF00FF", "00FFFF", "FFFF00", "FFFFFF", "E69F00", "56B4E9", "009E73", "CC79A7"];
const FAMILIES: readonly Family[] = ["linear", "polynomial", "exponential", "logarithmic"];
const GAP = 8;

export type ColorChanged = (change: Partial<Channel>, done: boolean) => void;

export class ColorPicker {
  private readonly box = create("div", { class: "color-picker", popover: "auto", role: "dialog" });
  private changed: ColorChanged = () => undefined;
  private current: Channel | null = null;

  constructor(
    host: HTMLElement,
    private readonly tables: LutTables,
  ) {
    host.append(this.box);
  }

  open(button: HTMLElement, name: string, channel: Channel, changed: ColorChanged): void {
    this.changed = changed;
    this.current = channel;
    this.box.setAttribute("aria-label", message("viewer.channel.color", { name }));
    this.box.replaceChildren(this.head(name), this.colors(), this.custom(), this.curve(), this.luts());
    this.box.showPopover();
    this.place(button);
    // The list of tables makes the box higher.
    void this.tables.all().then(() => this.place(button), () => undefined);
    this.box.querySelector<HTMLElement>("button, input")?.focus();
  }

  private place(button: HTMLElement): void {
    const [at, box] = [button.getBoundingClientRect(), this.box.getBoundingClientRect()];
    const left = Math.max(GAP, Math.min(at.left - box.width - GAP, window.innerWidth - box.width - GAP));
    const top = Math.max(GAP, Math.min(at.top, window.innerHeight - box.height - GAP));
    this.box.style.setProperty("left", `${left}px`);
    this.box.style.setProperty("top", `${top}px`);
  }

  private set(change: Partial<Channel>, done = true): void {
    if (this.current) this.current = { ...this.current, ...change };
    this.changed(change, done);
    for (const choice of this.box.querySelectorAll<HTMLElement>("[data-choice]")) this.mark(choice);
  }

  private mark(choice: HTMLElement): void {
    const chosen = this.current?.lut ?? this.current?.color;
    choice.setAttribute("aria-pressed", String(choice.dataset["choice"] === chosen));
  }

  private head(name: string): HTMLElement {
    const label = message("viewer.close");
    const close = create("button", { type: "button", class: "button button-quiet button-icon button-small", "aria-label": label }, icon("close"));
    close.addEventListener("click", () => this.box.hidePopover());
    return create("div", { class: "panel-head" }, create("h2", { class: "truncate" }, name), close);
  }

  private colors(): HTMLElement {
    const group = create("div", { class: "color-grid", role: "group", "aria-label": message("viewer.color.standard") });
    group.append(...STANDARD.map((color) => this.swatch(color)));
    return group;
  }

  private swatch(color: string): HTMLElement {
    const button = create("button", { type: "button", class: "color-swatch", "data-choice": color, "aria-label": `#${color}`, title: `#${color}` });
    button.style.setProperty("background-color", `#${color}`);
    button.addEventListener("click", () => this.set({ color, lut: null }));
    this.mark(button);
    return button;
  }

  private custom(): HTMLElement {
    const free = create("input", { type: "color", class: "channel-color", "aria-label": message("viewer.color.free") });
    const hex = create("input", { type: "text", class: "input input-small numeric", maxlength: 7, spellcheck: "false", "aria-label": message("viewer.color.hex") });
    const show = (color: string): void => {
      free.value = `#${color.toLowerCase()}`;
      hex.value = `#${color}`;
    };
    const pick = (done: boolean) => (): void => {
      const color = free.value.slice(1).toUpperCase();
      show(color);
      this.set({ color, lut: null }, done);
    };
    free.addEventListener("input", pick(false));
    free.addEventListener("change", pick(true));
    hex.addEventListener("change", () => {
      const match = /^#?([0-9a-f]{6})$/i.exec(hex.value.trim());
      hex.setAttribute("aria-invalid", String(!match));
      if (!match?.[1]) return;
      show(match[1].toUpperCase());
      this.set({ color: match[1].toUpperCase(), lut: null });
    });
    show(this.current?.color ?? "FFFFFF");
    return create("div", { class: "color-custom" }, free, hex);
  }

  private curve(): HTMLElement {
    const { family, coefficient } = this.current?.quantization ?? { family: "linear", coefficient: 1 };
    const select = create("select", { class: "input input-small" });
    select.append(...FAMILIES.map((name) => create("option", { value: name, selected: name === family }, message(`viewer.family.${name}` as MessageKey))));
    const number = create("input", { type: "number", class: "input input-small numeric", min: 0.1, max: 10, step: 0.1, value: coefficient });
    const send = (): void => {
      number.disabled = !hasCoefficient(select.value);
      const value = Math.min(10, Math.max(0.1, Number(number.value) || 1));
      number.value = String(value);
      if (isFamily(select.value)) this.set({ quantization: { family: select.value, coefficient: value } });
    };
    number.disabled = !hasCoefficient(family);
    select.addEventListener("change", send);
    number.addEventListener("change", send);
    return create("div", { class: "color-curve" }, labelled("viewer.family", select), labelled("viewer.coefficient", number));
  }

  private luts(): HTMLElement {
    const list = create("div", { class: "lut-list", role: "group", "aria-label": message("viewer.luts") });
    list.append(create("div", { class: "skeleton skeleton-line" }));
    this.tables.all().then(
      (luts) => list.replaceChildren(...luts.map((lut) => this.lut(lut))),
      (error: unknown) => {
        list.replaceChildren(create("p", { class: "roi-hint" }, message("error.load")));
        toastError(error);
      },
    );
    return list;
  }

  private lut(lut: Lut): HTMLElement {
    const strip = create("span", { class: "lut-strip" });
    this.tables.paintRow(strip, lut);
    const name = create("span", { class: "truncate" }, lutLabel(lut.name));
    const button = create("button", { type: "button", class: "lut", "data-choice": lut.name }, strip, name);
    button.addEventListener("click", () => this.set({ lut: lut.name }));
    this.mark(button);
    return button;
  }
}

/** The logarithm has none, and a straight line stays one. */
function hasCoefficient(family: string): boolean {
  return family === "polynomial" || family === "exponential";
}

function labelled(key: MessageKey, input: HTMLElement): HTMLElement {
  return create("label", { class: "roi-field" }, create("span", {}, message(key)), input);
}
