// Affine transforms of shapes: their numbers are local, what is seen is transformed.
import type { Point, Transform } from "./shapes";

export function transformed(transform: Transform | null, { x, y }: Point): Point {
  if (!transform) return { x, y };
  const [a00, a10, a01, a11, a02, a12] = transform;
  return { x: a00 * x + a01 * y + a02, y: a10 * x + a11 * y + a12 };
}

/** The local place of what is seen at a point; null if the transform squeezes everything into a line. */
export function untransformed(transform: Transform | null, { x, y }: Point): Point | null {
  if (!transform) return { x, y };
  const [a00, a10, a01, a11, a02, a12] = transform;
  const area = a00 * a11 - a01 * a10;
  if (!area) return null;
  const [dx, dy] = [x - a02, y - a12];
  return { x: (a11 * dx - a01 * dy) / area, y: (a00 * dy - a10 * dx) / area };
}

/** For the attribute `transform` of SVG. */
export function svgTransform(transform: Transform | null): string | null {
  return transform && `matrix(${transform.join(" ")})`;
}
