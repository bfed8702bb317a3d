// The shapes of regions, as immutable values in pixels of the full-size image.

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** x' = a00 x + a01 y + a02; y' = a10 x + a11 y + a12, in the order of the wire. */
export type Transform = readonly [a00: number, a10: number, a01: number, a11: number, a02: number, a12: number];

/** What all shapes have; colours are `#rrggbbaa`, `z` and `t` null mean every plane. `id` null: not stored yet. */
interface Common {
  readonly id: number | null;
  readonly z: number | null;
  readonly t: number | null;
  readonly c: number | null;
  readonly text: string;
  readonly stroke: string | null;
  readonly fill: string | null;
  readonly stroke_width: number | null;
  readonly font_size: number | null;
  readonly locked: boolean;
  readonly transform: Transform | null;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Geometry =
  | ({ readonly type: "rectangle" } & Box)
  | { readonly type: "ellipse"; readonly x: number; readonly y: number; readonly radius_x: number; readonly radius_y: number }
  | { readonly type: "point"; readonly x: number; readonly y: number }
  | { readonly type: "label"; readonly x: number; readonly y: number }
  | { readonly type: "line"; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number }
  | { readonly type: "polyline"; readonly points: readonly (readonly [number, number])[] }
  | { readonly type: "polygon"; readonly points: readonly (readonly [number, number])[] }
  | ({ readonly type: "mask" } & Box);

export type Shape = Common & Geometry;
export type ShapeType = Geometry["type"];
export type Style = Pick<Common, "text" | "stroke" | "fill" | "stroke_width" | "font_size">;

/** Kinds that can be drawn; a mask comes from elsewhere. */
export const DRAWN = ["rectangle", "ellipse", "line", "polyline", "polygon", "point", "label"] as const;
export type DrawnType = (typeof DRAWN)[number];

const NOTHING_SPECIAL = { id: null, c: null, locked: false, transform: null, fill: null, font_size: null } as const;

/** A new shape on plane `z`, `t`. */
export function newShape(geometry: Geometry, plane: { z: number; t: number }, stroke: string): Shape {
  const style = { text: "", stroke, stroke_width: 2 };
  return { ...NOTHING_SPECIAL, ...geometry, ...style, z: plane.z, t: plane.t } as Shape;
}

/** Whether the shape is seen on a plane; `z` null stands for a projection, on which everything is seen. */
export function isOnPlane(shape: Shape, z: number | null, t: number): boolean {
  return (shape.z === null || z === null || shape.z === z) && (shape.t === null || shape.t === t);
}

/** The same kind with other numbers. */
export function withGeometry(shape: Shape, change: object): Shape {
  return { ...shape, ...change } as Shape;
}
