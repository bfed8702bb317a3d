// What can be said and set of the chosen region: name, text, colours, planes, place and size, measures.
import { create, icon } from "../../lib/dom";
import { message, type MessageKey } from "../../lib/messages";
import type { PixelSize } from "../geometry/measures";
import { withGeometry, type Shape } from "../geometry/shapes";
import { measureTexts } from "../measure/measureText";
import { typeName } from "./names";
import type { RoiStore } from "./roiStore";

/** Numbers of a shape that can be typed. */
const NUMBERS: Partial<Record<Shape["type"], readonly string[]>> = {
  rectangle: ["x", "y", "width", "height"],
  ellipse: ["x", "y", "radius_x", "radius_y"],
  line: ["x1", "y1", "x2", "y2"],
  point: ["x", "y"],
  label: ["x", "y"],
};
const LENGTHS = new Set(["width", "height", "radius_x", "radius_y"]);
const FILLED = "40";
/** As the server takes them. */
const LONGEST = { name: 255, text: 10000 };

export class RoiEditor {
  private shown = "";

  constructor(
    private readonly host: HTMLElement,
    private readonly store: RoiStore,
    private readonly image: { readonly pixelSize: PixelSize; readonly sizeZ: number; readonly sizeT: number },
  ) {
    store.subscribe(() => this.draw());
    this.draw();
  }

  focusText(): void {
    this.host.querySelector<HTMLInputElement>("[data-field=text]")?.focus();
  }

  /** Made anew only for another shape: a field that is typed in stays what it is. */
  private draw(): void {
    const { chosen, chosenRoi: roi, chosenShape: shape } = this.store;
    this.host.hidden = !shape;
    if (!chosen || !roi || !shape) return void (this.shown = "");
    const key = `${chosen.roi}/${chosen.shape}/${roi.shapes.length}/${shape.type}/${roi.can_edit}`;
    if (key !== this.shown) this.host.replaceChildren(...this.build(shape, roi.can_edit));
    this.shown = key;
    for (const field of this.host.querySelectorAll<HTMLInputElement>("[data-field]")) this.refresh(field, shape);
    this.host.querySelector("[data-measures]")?.replaceChildren(...facts(measureTexts(shape, this.image.pixelSize)));
  }

  private refresh(field: HTMLInputElement, shape: Shape): void {
    if (field === document.activeElement && field.type === "text") return;
    const value = this.read(field.dataset["field"] ?? "", shape);
    if (field.type === "checkbox") field.checked = value !== "";
    else field.value = value;
  }

  private read(name: string, shape: Shape): string {
    if (name === "name") return this.store.chosenRoi?.name ?? "";
    if (name === "color") return (shape.stroke ?? "").slice(0, 7);
    if (name === "fill") return shape.fill && shape.fill.slice(7) !== "00" ? shape.fill : "";
    const value = (shape as unknown as Record<string, unknown>)[name];
    if (name === "z" || name === "t") return value === null ? "" : String(Number(value) + 1);
    return typeof value === "number" ? String(Math.round(value * 100) / 100) : String(value ?? "");
  }

  private build(shape: Shape, editable: boolean): HTMLElement[] {
    const fields = create("fieldset", { class: "roi-fields", disabled: !editable });
    fields.append(create("legend", {}, typeName(shape.type)), ...this.shapeChooser());
    fields.append(this.text("name", "viewer.roi.name"), this.text("text", "viewer.roi.text"), this.look(shape));
    fields.append(create("div", { class: "roi-numbers" }, ...this.planes(), ...(NUMBERS[shape.type] ?? []).map((name) => this.number(name))));
    const owner = this.store.chosenRoi?.owner.name ?? "";
    const locked = editable ? [] : [create("p", { class: "notice" }, icon("lock"), message("viewer.roi.fixed", { owner }))];
    return [...locked, fields, create("dl", { class: "facts", "data-measures": true }), ...(editable ? [this.deleter()] : [])];
  }

  private shapeChooser(): HTMLElement[] {
    const { chosen, chosenRoi: roi } = this.store;
    if (!roi || !chosen || roi.shapes.length < 2) return [];
    const select = create("select", { class: "input input-small", "aria-label": message("viewer.roi.whichshape") });
    roi.shapes.forEach((shape, index) => {
      const planes = [shape.z, shape.t].map((plane) => (plane === null ? "–" : plane + 1)).join(", ");
      const text = `${index + 1} / ${roi.shapes.length}: ${typeName(shape.type)} (${planes})`;
      select.append(create("option", { value: index, selected: index === chosen.shape }, text));
    });
    select.addEventListener("change", () => this.store.choose({ roi: chosen.roi, shape: Number(select.value) }));
    return [select];
  }

  private text(name: "name" | "text", key: MessageKey): HTMLElement {
    const input = create("input", { class: "input input-small", type: "text", "data-field": name, maxlength: LONGEST[name] });
    input.addEventListener("input", () => this.set(name, input.value, `type ${name}`));
    input.addEventListener("change", () => this.store.settle());
    return create("label", { class: "field" }, create("span", {}, message(key)), input);
  }

  private look(shape: Shape): HTMLElement {
    const color = create("input", { type: "color", class: "channel-color", "data-field": "color" });
    color.addEventListener("input", () => this.setColor(color.value));
    color.addEventListener("change", () => this.store.settle());
    const width = create("input", { type: "number", class: "input input-small numeric", min: 0, max: 12, step: 0.5, "data-field": "stroke_width" });
    width.addEventListener("change", () => this.set("stroke_width", Number(width.value)));
    const parts = [labelled("viewer.roi.color", color), labelled("viewer.roi.line", width)];
    if (["rectangle", "ellipse", "polygon"].includes(shape.type)) parts.push(labelled("viewer.roi.fill", this.filler()));
    return create("div", { class: "roi-look" }, ...parts);
  }

  private filler(): HTMLElement {
    const fill = create("input", { type: "checkbox", "data-field": "fill" });
    fill.addEventListener("change", () => {
      const stroke = this.store.chosenShape?.stroke ?? "#ffff00ff";
      this.set("fill", fill.checked ? stroke.slice(0, 7) + FILLED : null);
    });
    return fill;
  }

  private planes(): HTMLElement[] {
    const axes = [["z", this.image.sizeZ], ["t", this.image.sizeT]] as const;
    return axes.filter(([, size]) => size > 1).map(([name, size]) => {
      const input = this.numberInput(name, { min: 1, max: size, step: 1, placeholder: message("viewer.roi.allplanes") });
      input.addEventListener("change", () => this.set(name, input.value === "" ? null : Math.min(size, Math.max(1, Math.round(Number(input.value)))) - 1));
      return labelled(`viewer.roi.${name}`, input);
    });
  }

  private number(name: string): HTMLElement {
    const input = this.numberInput(name, { step: "any", ...(LENGTHS.has(name) ? { min: 0 } : {}) });
    input.addEventListener("change", () => {
      const least = LENGTHS.has(name) ? 0 : -Infinity;
      if (input.value !== "") this.set(name, Math.max(least, Number(input.value)));
    });
    return labelled(`viewer.roi.${name}` as MessageKey, input);
  }

  private numberInput(name: string, attributes: Record<string, string | number>): HTMLInputElement {
    return create("input", { type: "number", class: "input input-small numeric", "data-field": name, ...attributes });
  }

  private deleter(): HTMLElement {
    const button = create("button", { type: "button", class: "button button-small" }, icon("trash"), message("viewer.roi.delete"));
    button.addEventListener("click", () => this.store.chosen && this.store.deleteShape(this.store.chosen));
    return button;
  }

  private setColor(color: string): void {
    const { chosen, chosenShape: shape } = this.store;
    if (!chosen || !shape) return;
    const fill = shape.fill && shape.fill.slice(7) !== "00" ? { fill: color + shape.fill.slice(7) } : {};
    const alpha = shape.stroke?.slice(7) || "ff";
    this.store.changeShape(chosen, withGeometry(shape, { stroke: color + alpha, ...fill }), "color");
  }

  private set(name: string, value: string | number | null, gesture: string | null = null): void {
    const { chosen, chosenRoi: roi, chosenShape: shape } = this.store;
    if (!chosen || !roi || !shape) return;
    if (name === "name") this.store.change({ ...roi, name: String(value) }, gesture);
    else this.store.changeShape(chosen, withGeometry(shape, { [name]: value }), gesture);
  }
}

function labelled(key: MessageKey, input: HTMLElement): HTMLElement {
  return create("label", { class: "roi-field" }, create("span", {}, message(key)), input);
}

function facts(pairs: readonly (readonly [string, string])[]): HTMLElement[] {
  return pairs.flatMap(([label, value]) => [create("dt", {}, label), create("dd", { class: "numeric" }, value)]);
}
