// Changing shapes by their handles, by moving them as a whole, and by their number of points.
import { boxCorners, corners } from "./outline";
import { withGeometry, type Box, type Point, type Shape } from "./shapes";
import { untransformed } from "./transforms";

/** Where the handles of a shape are, in its local coordinates; those of boxes are corners, then sides. */
export function handles(shape: Shape): readonly Point[] {
  switch (shape.type) {
    case "rectangle":
      return boxHandles(shape);
    case "ellipse":
      return boxHandles(boxOf(shape));
    case "line":
    case "polyline":
    case "polygon":
      return corners(shape);
    default:
      return [];
  }
}

function boxHandles(box: Box): Point[] {
  const around = boxCorners(box);
  const middles = around.map((corner, index) => between(corner, around[(index + 1) % 4] as Point));
  return [...around, ...middles];
}

function between(one: Point, other: Point): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

function boxOf(shape: Extract<Shape, { type: "ellipse" }>): Box {
  const { x, y, radius_x: rx, radius_y: ry } = shape;
  return { x: x - rx, y: y - ry, width: 2 * rx, height: 2 * ry };
}

/** `shape` with handle `index` at a local point. With `even` a box becomes a square, an ellipse a circle. */
export function withHandle(shape: Shape, index: number, to: Point, even = false): Shape {
  switch (shape.type) {
    case "rectangle":
      return withGeometry(shape, pulled(shape, index, to, even));
    case "ellipse": {
      const { x, y, width, height } = pulled(boxOf(shape), index, to, even);
      return withGeometry(shape, { x: x + width / 2, y: y + height / 2, radius_x: width / 2, radius_y: height / 2 });
    }
    case "line":
      return withGeometry(shape, index === 0 ? { x1: to.x, y1: to.y } : { x2: to.x, y2: to.y });
    case "polyline":
    case "polygon":
      return withGeometry(shape, { points: shape.points.map((point, at) => (at === index ? [to.x, to.y] : point)) });
    default:
      return shape;
  }
}

/** A box with one handle pulled to a point; what lies opposite stays where it is. */
function pulled(box: Box, index: number, to: Point, even: boolean): Box {
  if (index < 4) return boxBetween(boxCorners(box)[(index + 2) % 4] as Point, to, even);
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  switch (index - 4) {
    case 0:
      return boxBetween({ x: box.x, y: to.y }, { x: right, y: bottom });
    case 1:
      return boxBetween({ x: box.x, y: box.y }, { x: to.x, y: bottom });
    case 2:
      return boxBetween({ x: box.x, y: box.y }, { x: right, y: to.y });
    default:
      return boxBetween({ x: to.x, y: box.y }, { x: right, y: bottom });
  }
}

/** The box between two opposite corners; with `even` a square at the first one. */
export function boxBetween(fixed: Point, to: Point, even = false): Box {
  let [dx, dy] = [to.x - fixed.x, to.y - fixed.y];
  if (even) {
    const side = Math.max(Math.abs(dx), Math.abs(dy));
    [dx, dy] = [Math.sign(dx || 1) * side, Math.sign(dy || 1) * side];
  }
  return { x: Math.min(fixed.x, fixed.x + dx), y: Math.min(fixed.y, fixed.y + dy), width: Math.abs(dx), height: Math.abs(dy) };
}

/** `shape` moved by (dx, dy) as it is seen. */
export function moved(shape: Shape, dx: number, dy: number): Shape {
  const [from, to] = [untransformed(shape.transform, { x: 0, y: 0 }), untransformed(shape.transform, { x: dx, y: dy })];
  if (!from || !to) return shape;
  const by = { x: to.x - from.x, y: to.y - from.y };
  switch (shape.type) {
    case "line":
      return withGeometry(shape, { x1: shape.x1 + by.x, y1: shape.y1 + by.y, x2: shape.x2 + by.x, y2: shape.y2 + by.y });
    case "polyline":
    case "polygon":
      return withGeometry(shape, { points: shape.points.map(([x, y]) => [x + by.x, y + by.y]) });
    default:
      return withGeometry(shape, { x: shape.x + by.x, y: shape.y + by.y });
  }
}

/** `shape` larger by (dx, dy) as seen, its top left corner fixed; lines move their end, points have no size. */
export function grown(shape: Shape, dx: number, dy: number): Shape {
  switch (shape.type) {
    case "rectangle":
      return withGeometry(shape, { width: Math.max(1, shape.width + dx), height: Math.max(1, shape.height + dy) });
    case "ellipse":
      return withGeometry(shape, {
        radius_x: Math.max(0.5, shape.radius_x + dx / 2),
        radius_y: Math.max(0.5, shape.radius_y + dy / 2),
      });
    case "line":
      return withGeometry(shape, { x2: shape.x2 + dx, y2: shape.y2 + dy });
    default:
      return shape;
  }
}

/** A shape of points with another point half-way to the next one; others as they are. */
export function withPointAfter(shape: Shape, index: number): Shape {
  if (shape.type !== "polyline" && shape.type !== "polygon") return shape;
  const { points } = shape;
  const [here, next] = [points[index], points[index + 1] ?? (shape.type === "polygon" ? points[0] : points[index - 1])];
  if (!here || !next) return shape;
  const added = [(here[0] + next[0]) / 2, (here[1] + next[1]) / 2];
  return withGeometry(shape, { points: [...points.slice(0, index + 1), added, ...points.slice(index + 1)] });
}

/** Without one point, as long as enough are left for the shape. */
export function withoutPoint(shape: Shape, index: number): Shape {
  if (shape.type !== "polyline" && shape.type !== "polygon") return shape;
  const least = shape.type === "polygon" ? 3 : 2;
  if (shape.points.length <= least) return shape;
  return withGeometry(shape, { points: shape.points.filter((_, at) => at !== index) });
}
