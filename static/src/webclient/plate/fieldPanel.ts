// Below the plate: every field of the selected wells, and a map of where in the wells they were taken.
import { create, icon } from "../../lib/dom";
import { address, getJson } from "../../lib/http";
import { recallNumber, remember } from "../../lib/memory";
import { message } from "../../lib/messages";
import { Thumbnails } from "../grid/thumbnails";

interface Field {
  well: number;
  label: string;
  field: number;
  image: number;
  name: string;
  x: number | null;
  y: number | null;
  unit: string;
}

export interface FieldUse {
  chosen(images: readonly number[]): void;
  opened(image: number): void;
}

const SIZE = "field-size";
const MOST_WELLS = 96;
const MAP = 200;

export class FieldPanel {
  readonly element = create("section", { class: "field-panel", "aria-label": message("fields.label"), hidden: true });
  private readonly list = create("ul", { class: "field-list" });
  private readonly map = create("div", { class: "field-map" });
  private readonly thumbnails = new Thumbnails(128, (id, picture) => this.picture(id, picture));
  private chosen = new Set<number>();
  private stop = new AbortController();
  private asked = "";

  constructor(
    private readonly kind: string,
    private readonly id: number,
    private readonly use: FieldUse,
  ) {
    const size = create("input", { type: "range", min: 30, max: 130, step: 4, value: recallNumber(SIZE, 64) });
    const slider = create("label", { class: "size-slider" }, icon("small"), create("span", { class: "visually-hidden" }, message("fields.size")), size);
    size.addEventListener("input", () => this.setSize(Number(size.value)));
    const head = create("header", { class: "field-head" }, create("h2", {}, message("fields.label")), slider);
    this.element.append(head, create("div", { class: "field-body" }, this.list, this.map));
    this.setSize(Number(size.value));
    this.element.addEventListener("click", (event) => this.click(event));
    this.element.addEventListener("dblclick", (event) => this.open(event));
  }

  close(): void {
    this.stop.abort();
    this.thumbnails.stop();
  }

  /** Shows the fields of these wells; `images` are those that are selected. */
  async show(wells: readonly number[], images: readonly number[]): Promise<void> {
    this.chosen = new Set(images);
    const key = wells.join();
    if (key !== this.asked) await this.load(wells, key);
    this.paint();
  }

  private async load(wells: readonly number[], key: string): Promise<void> {
    this.stop.abort();
    this.stop = new AbortController();
    this.asked = key;
    this.element.hidden = !wells.length;
    if (!wells.length) return;
    const url = address(`/webclient/well_fields/${this.kind}/${this.id}/`, { well: wells.slice(0, MOST_WELLS) });
    const fields = await getJson<Field[]>(url, this.stop.signal);
    this.list.replaceChildren(...fields.map(fieldItem));
    this.map.replaceChildren(...mapOf(fields));
    this.map.hidden = !this.map.childElementCount;
    for (const { image } of fields) this.picture(image, this.thumbnails.get(image) ?? null);
    this.thumbnails.want(fields.map((field) => field.image));
  }

  private setSize(size: number): void {
    remember(SIZE, size);
    this.element.style.setProperty("--field", `${size}px`);
  }

  private fieldAt(event: Event): HTMLElement | null {
    return (event.target as Element).closest<HTMLElement>("[data-field-image]");
  }

  private click(event: MouseEvent): void {
    const field = this.fieldAt(event);
    if (!field) return;
    const image = Number(field.dataset["fieldImage"]);
    const isAdding = event.ctrlKey || event.metaKey || event.shiftKey;
    if (!isAdding) this.chosen = new Set([image]);
    else if (!this.chosen.delete(image)) this.chosen.add(image);
    this.paint();
    this.use.chosen([...this.chosen]);
  }

  private open(event: Event): void {
    const field = this.fieldAt(event);
    if (field) this.use.opened(Number(field.dataset["fieldImage"]));
  }

  private paint(): void {
    for (const field of this.element.querySelectorAll<HTMLElement>("[data-field-image]")) {
      field.setAttribute("aria-pressed", String(this.chosen.has(Number(field.dataset["fieldImage"]))));
    }
  }

  private picture(id: number, picture: string | null): void {
    const place = this.list.querySelector(`[data-field-image="${id}"]`);
    if (picture !== null) place?.replaceChildren(create("img", { src: picture, alt: "" }));
  }
}

function fieldItem(field: Field): HTMLElement {
  const name = message("fields.one", { well: field.label, field: field.field + 1 });
  const button = create("button", { type: "button", class: "field", "aria-label": name, title: `${name} · ${field.name}`, "aria-pressed": "false" });
  button.dataset["fieldImage"] = String(field.image);
  return create("li", {}, button);
}

/** One point for each field whose position is known, y as it is on the stage: upwards is more. */
function mapOf(fields: readonly Field[]): HTMLElement[] {
  const known = fields.filter((field): field is Field & { x: number; y: number } => field.x !== null && field.y !== null);
  if (!known.length) return [];
  const [xs, ys] = [known.map(({ x }) => x), known.map(({ y }) => y)];
  const [left, bottom] = [Math.min(...xs), Math.min(...ys)];
  const extent = Math.max(Math.max(...xs) - left, Math.max(...ys) - bottom) || 1;
  const place = (value: number, low: number): number => 12 + ((value - low) / extent) * (MAP - 48);
  const points = known.map((field) => mapPoint(field, place(field.x, left), place(field.y, bottom)));
  const unit = known[0]?.unit ?? "";
  const scale = `${extent.toLocaleString(undefined, { maximumSignificantDigits: 3 })}${unit ? ` ${unit}` : ""}`;
  return [...points, create("span", { class: "field-scale numeric" }, message("fields.extent", { extent: scale }))];
}

function mapPoint(field: Field & { x: number; y: number }, left: number, bottom: number): HTMLElement {
  const at = message("fields.at", { x: field.x.toLocaleString(), y: field.y.toLocaleString(), unit: field.unit });
  const name = `${message("fields.one", { well: field.label, field: field.field + 1 })}, ${at}`;
  const point = create("button", { type: "button", class: "field-point", "aria-label": name, title: name, "aria-pressed": "false" });
  point.dataset["fieldImage"] = String(field.image);
  point.style.left = `${left}px`;
  point.style.bottom = `${bottom}px`;
  return point;
}
