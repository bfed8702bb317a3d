// Drawing, step by step: from clicked points to a shape.
import { boxBetween } from "./handles";
import type { DrawnType, Geometry, Point } from "./shapes";

/** Shapes that a drag from corner to corner makes; those of points are clicked together. */
export function isDragged(type: DrawnType): boolean {
  return type === "rectangle" || type === "ellipse" || type === "line";
}

export function isOfPoints(type: DrawnType): boolean {
  return type === "polyline" || type === "polygon";
}

/** The shape between the two ends of a drag. */
export function dragged(type: DrawnType, from: Point, to: Point, even: boolean): Geometry {
  if (type === "line") return { type, x1: from.x, y1: from.y, ...lineEnd(from, to, even) };
  const box = boxBetween(from, to, even);
  if (type === "rectangle") return { type, ...box };
  const [rx, ry] = [box.width / 2, box.height / 2];
  return { type: "ellipse", x: box.x + rx, y: box.y + ry, radius_x: rx, radius_y: ry };
}

const STEP = Math.PI / 12;

/** With `even`, the direction in steps of 15 degrees. */
function lineEnd(from: Point, to: Point, even: boolean): { x2: number; y2: number } {
  if (!even) return { x2: to.x, y2: to.y };
  const angle = Math.round(Math.atan2(to.y - from.y, to.x - from.x) / STEP) * STEP;
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return { x2: from.x + length * Math.cos(angle), y2: from.y + length * Math.sin(angle) };
}

/** The shape of points that were clicked; null as long as they are too few. */
export function clicked(type: DrawnType, points: readonly Point[]): Geometry | null {
  const [first] = points;
  if (!first) return null;
  if (type === "point" || type === "label") return { type, x: first.x, y: first.y };
  const pairs = points.map(({ x, y }) => [x, y] as const);
  if (type === "polygon") return pairs.length < 3 ? null : { type, points: pairs };
  return pairs.length < 2 ? null : { type: "polyline", points: pairs };
}

/** For drawing by keyboard: a shape of a quarter of `width` around a point. */
export function placed(type: DrawnType, centre: Point, width: number): Geometry {
  const reach = width / 8;
  const [from, to] = [shifted(centre, -reach, -reach), shifted(centre, reach, reach)];
  if (isDragged(type)) return type === "line" ? dragged(type, shifted(centre, -reach, 0), shifted(centre, reach, 0), false) : dragged(type, from, to, false);
  if (!isOfPoints(type)) return clicked(type, [centre]) as Geometry;
  return clicked(type, [shifted(centre, -reach, reach), shifted(centre, 0, -reach), shifted(centre, reach, reach)]) as Geometry;
}

function shifted({ x, y }: Point, dx: number, dy: number): Point {
  return { x: x + dx, y: y + dy };
}
