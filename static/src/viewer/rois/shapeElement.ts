// One shape as SVG: a line that is seen, a broader one that is easier to hit, and its text.
import { outline } from "../geometry/outline";
import type { Shape } from "../geometry/shapes";
import { svgTransform, transformed } from "../geometry/transforms";
import { corners } from "../geometry/outline";

const SPACE = "http://www.w3.org/2000/svg";
const CLOSED = new Set(["rectangle", "ellipse", "polygon", "mask"]);
/** Half the size of a point's cross, in CSS pixels. */
const CROSS = 7;

export function svg(tag: string, attributes: Record<string, string | number | null> = {}): SVGElement {
  const element = document.createElementNS(SPACE, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null) element.setAttribute(name, String(value));
  }
  return element;
}

export interface ShapeLook {
  readonly label: string;
  readonly chosen: boolean;
  readonly editable: boolean;
  /** The address of the picture of a mask's pixels; null for other shapes and masks that are not stored. */
  readonly mask: string | null;
}

export function shapeElement(shape: Shape, look: ShapeLook): SVGElement {
  const group = svg("g", { class: "roi-shape", "data-type": shape.type, "aria-label": look.label });
  group.classList.toggle("roi-chosen", look.chosen);
  group.classList.toggle("roi-fixed", !look.editable);
  if (look.chosen) {
    group.setAttribute("tabindex", "0");
    group.setAttribute("role", "button");
  } else {
    group.setAttribute("role", "img");
  }
  setColors(group, shape);
  group.append(...parts(shape, look));
  return group;
}

/** Colours of the data, not of the theme. */
function setColors(group: SVGElement, shape: Shape): void {
  if (shape.stroke) group.style.setProperty("--stroke", shape.stroke);
  if (shape.fill) group.style.setProperty("--fill", shape.fill);
  if (shape.stroke_width !== null) group.style.setProperty("--stroke-width", `${Math.min(12, Math.max(1, shape.stroke_width))}px`);
}

function parts(shape: Shape, look: ShapeLook): SVGElement[] {
  if (shape.type === "label") return [text(shape)];
  const line = shape.type === "point" ? pointLine(shape) : worldLine(shape);
  const hit = line.cloneNode() as SVGElement;
  hit.setAttribute("class", `roi-hit${CLOSED.has(shape.type) ? " roi-closed" : ""}`);
  const mask = shape.type === "mask" && look.mask ? [maskPicture(shape, look.mask)] : [];
  return [...mask, line, hit, ...(shape.text ? [text(shape)] : [])];
}

function worldLine(shape: Shape): SVGElement {
  return svg("path", { class: "roi-line", d: outline(shape), transform: svgTransform(shape.transform) });
}

/** A cross that has the same size at every zoom. */
function pointLine(shape: Extract<Shape, { type: "point" }>): SVGElement {
  const line = svg("path", { class: "roi-line roi-upright", d: `M${-CROSS} 0H${CROSS}M0 ${-CROSS}V${CROSS}` });
  place(line, transformed(shape.transform, shape));
  return line;
}

function text(shape: Shape): SVGElement {
  const label = svg("text", { class: "roi-text roi-upright" });
  const free = shape.type === "label";
  label.textContent = shape.text;
  const at = transformed(shape.transform, corners(shape)[0] ?? { x: 0, y: 0 });
  place(label, at);
  if (!free) label.setAttribute("dy", "-6");
  if (free && shape.font_size) label.style.setProperty("--font-size", `${Math.min(72, Math.max(8, shape.font_size))}px`);
  return label;
}

function place(element: SVGElement, { x, y }: { x: number; y: number }): void {
  element.style.setProperty("--x", `${x}px`);
  element.style.setProperty("--y", `${y}px`);
}

function maskPicture(shape: Extract<Shape, { type: "mask" }>, href: string): SVGElement {
  const { x, y, width, height } = shape;
  const attributes = { x, y, width, height, href, preserveAspectRatio: "none", class: "roi-mask" };
  return svg("image", { ...attributes, transform: svgTransform(shape.transform) });
}
