// Lengths, areas and angles of shapes, as they are seen.
import { corners } from "./outline";
import type { Point, Shape } from "./shapes";
import { transformed } from "./transforms";

/** Size of a pixel in micrometres, null where it is not known. */
export interface PixelSize {
  readonly x: number | null;
  readonly y: number | null;
}

/** In micrometres and µm² when `physical`, else in pixels; angles in degrees. Null: the shape has no such measure. */
export interface Measures {
  readonly physical: boolean;
  readonly length: number | null;
  readonly area: number | null;
  readonly angle: number | null;
}

/**
 * Length: of a line, or around an area. Angle: of a line against the x axis (counter-clockwise, -180 to 180 degrees),
 * and between the two legs of a line of three points (0 to 180 degrees). The perimeter of an ellipse is Ramanujan's
 * second approximation, exact to better than 0.1 %.
 */
export function measure(shape: Shape, size: PixelSize): Measures {
  const physical = size.x !== null && size.y !== null;
  const [perX, perY] = physical ? [size.x as number, size.y as number] : [1, 1];
  const points = corners(shape).map((corner) => scaled(transformed(shape.transform, corner), perX, perY));
  return { physical, ...measured(shape, points) };
}

function scaled({ x, y }: Point, perX: number, perY: number): Point {
  return { x: x * perX, y: y * perY };
}

function measured(shape: Shape, points: readonly Point[]): Omit<Measures, "physical"> {
  switch (shape.type) {
    case "point":
    case "label":
      return { length: null, area: null, angle: null };
    case "line":
      return { length: along(points), area: null, angle: lineAngle(points) };
    case "polyline":
      return { length: along(points), area: null, angle: points.length === 3 ? legsAngle(points) : null };
    case "ellipse":
      return { ...ellipse(points), angle: null };
    default:
      return { length: along([...points, ...points.slice(0, 1)]), area: Math.abs(signedArea(points)), angle: null };
  }
}

export function along(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, point, index) => sum + distance(points[index] as Point, point), 0);
}

export function distance(one: Point, other: Point): number {
  return Math.hypot(other.x - one.x, other.y - one.y);
}

/** The shoelace formula. */
export function signedArea(points: readonly Point[]): number {
  return points.reduce((sum, point, index) => {
    const next = points[(index + 1) % points.length] as Point;
    return sum + (point.x * next.y - next.x * point.y) / 2;
  }, 0);
}

/** From the corners of the box around it, which a transform may have made a parallelogram. */
function ellipse(box: readonly Point[]): { length: number; area: number } {
  const [first, second, third] = box as readonly [Point, Point, Point];
  const [a, b] = [distance(first, second) / 2, distance(second, third) / 2];
  const area = (Math.PI / 4) * Math.abs(signedArea(box));
  const h = a + b ? ((a - b) / (a + b)) ** 2 : 0;
  return { length: Math.PI * (a + b) * (1 + (3 * h) / (10 + Math.sqrt(4 - 3 * h))), area };
}

/** Upwards is positive, as people draw axes; rows of an image grow downwards. */
function lineAngle(points: readonly Point[]): number {
  const [from, to] = points as readonly [Point, Point];
  return degrees(Math.atan2(from.y - to.y, to.x - from.x));
}

function legsAngle(points: readonly Point[]): number {
  const [one, apex, other] = points as readonly [Point, Point, Point];
  const [a, b] = [Math.atan2(one.y - apex.y, one.x - apex.x), Math.atan2(other.y - apex.y, other.x - apex.x)];
  const turn = Math.abs(degrees(a - b));
  return turn > 180 ? 360 - turn : turn;
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI || 0;
}
