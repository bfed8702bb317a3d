// Regions and shapes in words.
import { message, type MessageKey } from "../../lib/messages";
import type { Shape, ShapeType } from "../geometry/shapes";
import type { Roi } from "./model";

export function typeName(type: ShapeType): string {
  return message(`viewer.shape.${type}` as MessageKey);
}

/** The name of a region; without one what is written at its shapes, else what kind of shape it is. */
export function roiName(roi: Roi): string {
  const text = roi.shapes.map((shape) => shape.text).find(Boolean);
  const first = roi.shapes[0];
  return roi.name || text || (first ? typeName(first.type) : message("viewer.roi.empty"));
}

/** Where the shapes of a region are: `Z 3, T 1`, `Z 1–5`, or nothing when they are on all planes. */
export function planesText(roi: Roi): string {
  const parts = [range("Z", roi.shapes.map(({ z }) => z)), range("T", roi.shapes.map(({ t }) => t))];
  return parts.filter(Boolean).join(" ");
}

function range(axis: string, indices: readonly (number | null)[]): string {
  const known = indices.filter((index) => index !== null);
  if (known.length < indices.length || !known.length) return "";
  const [first, last] = [Math.min(...known) + 1, Math.max(...known) + 1];
  return first === last ? `${axis}${first}` : `${axis}${first}–${last}`;
}

/** For the name of a shape on the image: its kind, and the region it belongs to. */
export function shapeLabel(roi: Roi, shape: Shape): string {
  return message("viewer.roi.shape", { type: typeName(shape.type), name: roiName(roi) });
}
