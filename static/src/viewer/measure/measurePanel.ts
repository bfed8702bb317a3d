// Measuring without leaving anything behind: distances, angles and areas are drawn, read and cleared again.
import { create, icon, need } from "../../lib/dom";
import { message, type MessageKey } from "../../lib/messages";
import { newShape, type DrawnType, type Geometry, type Shape } from "../geometry/shapes";
import type { PixelSize } from "../geometry/measures";
import { corners, outline } from "../geometry/outline";
import type { DrawTool, Tool } from "../rois/drawTool";
import { svg } from "../rois/shapeElement";
import { measureTexts } from "./measureText";

const KINDS = {
  distance: { type: "line", icon: "ruler" },
  angle: { type: "polyline", icon: "angle", points: 3 },
  area: { type: "polygon", icon: "draw-polygon" },
} as const satisfies Record<string, { type: DrawnType; icon: string; points?: number }>;
export type MeasureKind = keyof typeof KINDS;

export interface MeasurePlace {
  readonly root: HTMLElement;
  readonly pixelSize: PixelSize;
  /** Where measurements are drawn, in pixels of the image. */
  readonly layer: SVGElement;
  readonly tool: DrawTool;
  /** Null where the user may not draw. */
  readonly keep: ((geometry: Geometry) => void) | null;
  readonly changed: () => void;
}

export class MeasurePanel {
  private shapes: readonly Shape[] = [];
  private readonly group = svg("g", { class: "measurements" });
  private readonly list: HTMLElement;

  constructor(private readonly place: MeasurePlace) {
    this.list = need("[data-measurements]", place.root);
    place.layer.append(this.group);
    this.startTools(need("[data-measure-tools]", place.root));
    need("[data-act=measure-clear]", place.root).addEventListener("click", () => this.set([]));
    this.show();
  }

  /** The one that was drawn last. */
  get last(): Shape | null {
    return this.shapes.at(-1) ?? null;
  }

  take(kind: MeasureKind): void {
    this.place.tool.take(this.toolFor(kind));
  }

  private toolFor(kind: MeasureKind): Tool & { readonly kind: MeasureKind } {
    const done = (geometry: Geometry): void => {
      this.set([...this.shapes, newShape(geometry, { z: 0, t: 0 }, "")]);
      this.place.tool.take(null);
    };
    return { kind, done, ...KINDS[kind] };
  }

  private startTools(bar: HTMLElement): void {
    const buttons = (Object.keys(KINDS) as MeasureKind[]).map((kind) => {
      const label = message(`viewer.measure.${kind}.tool` as MessageKey);
      const button = create("button", { type: "button", class: "button", title: label }, icon(KINDS[kind].icon), label);
      button.addEventListener("click", () => this.take(kind));
      return { kind, button };
    });
    bar.append(...buttons.map(({ button }) => button));
    const hint = need("[data-measure-hint]", this.place.root);
    this.place.tool.onChange((tool) => {
      const inHand = tool && "kind" in tool ? (tool.kind as MeasureKind) : null;
      for (const { kind, button } of buttons) button.setAttribute("aria-pressed", String(kind === inHand));
      hint.textContent = inHand ? message(`viewer.measure.${inHand}.hint` as MessageKey) : "";
    });
  }

  private set(shapes: readonly Shape[]): void {
    this.shapes = shapes;
    this.show();
    this.place.changed();
  }

  private show(): void {
    this.list.replaceChildren(...this.shapes.map((shape) => this.row(shape)));
    this.group.replaceChildren(...this.shapes.flatMap((shape) => this.drawn(shape)));
    need<HTMLButtonElement>("[data-act=measure-clear]", this.place.root).disabled = !this.shapes.length;
    need("[data-measure-empty]", this.place.root).hidden = this.shapes.length > 0;
  }

  /** Measurements with what was measured as their text. */
  shown(): Shape[] {
    return this.shapes.map((shape) => ({ ...shape, text: this.mainText(shape) }));
  }

  /** What the tool is named after: the length of a line, the angle of two legs, the area. */
  private mainText(shape: Shape): string {
    const texts = measureTexts(shape, this.place.pixelSize);
    return (shape.type === "line" ? texts[0] : texts.at(-1))?.[1] ?? "";
  }

  private row(shape: Shape): HTMLElement {
    const texts = measureTexts(shape, this.place.pixelSize).map(([what, value]) => `${what} ${value}`);
    const row = create("li", { class: "measurement" }, create("span", { class: "numeric" }, texts.join(" · ")));
    const { keep } = this.place;
    if (keep) row.append(this.button("plus", "viewer.measure.keep", () => this.kept(shape, keep)));
    row.append(this.button("close", "viewer.measure.remove", () => this.without(shape)));
    return row;
  }

  private kept(shape: Shape, keep: (geometry: Geometry) => void): void {
    this.without(shape);
    keep(shape);
  }

  private without(shape: Shape): void {
    this.set(this.shapes.filter((other) => other !== shape));
  }

  private button(name: string, key: MessageKey, call: () => void): HTMLElement {
    const label = message(key);
    const attributes = { type: "button", class: "button button-quiet button-icon button-small", title: label, "aria-label": label };
    const button = create("button", attributes, icon(name));
    button.addEventListener("click", call);
    return button;
  }

  private drawn(shape: Shape): SVGElement[] {
    const at = corners(shape).at(-1) ?? { x: 0, y: 0 };
    const text = svg("text", { class: "roi-text roi-upright", dx: 8, dy: -8 });
    text.textContent = this.mainText(shape);
    text.style.setProperty("--x", `${at.x}px`);
    text.style.setProperty("--y", `${at.y}px`);
    const line = svg("path", { class: "roi-line", d: outline(shape) });
    const casing = svg("path", { class: "measure-casing", d: outline(shape) });
    return [casing, line, text];
  }
}
