// Outlines of shapes as SVG paths, which a canvas can draw too, and the boxes around them.
import type { Box, Point, Shape } from "./shapes";
import { transformed } from "./transforms";

/** The path of a shape in its local coordinates; a point is a cross of `reach` pixels to each side, a label has none. */
export function outline(shape: Shape, reach = 1): string {
  switch (shape.type) {
    case "rectangle":
    case "mask":
      return `M${shape.x} ${shape.y}h${shape.width}v${shape.height}h${-shape.width}z`;
    case "ellipse":
      return ellipse(shape.x, shape.y, shape.radius_x, shape.radius_y);
    case "line":
      return `M${shape.x1} ${shape.y1}L${shape.x2} ${shape.y2}`;
    case "polyline":
      return path(shape.points);
    case "polygon":
      return `${path(shape.points)}z`;
    case "point":
      return `M${shape.x - reach} ${shape.y}h${2 * reach}M${shape.x} ${shape.y - reach}v${2 * reach}`;
    case "label":
      return "";
  }
}

function path(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], index) => `${index ? "L" : "M"}${x} ${y}`).join("");
}

function ellipse(x: number, y: number, rx: number, ry: number): string {
  return `M${x - rx} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0z`;
}

/** The points that span a shape, in its local coordinates. */
export function corners(shape: Shape): readonly Point[] {
  switch (shape.type) {
    case "rectangle":
    case "mask":
      return boxCorners(shape);
    case "ellipse":
      return boxCorners(around(shape.x, shape.y, shape.radius_x, shape.radius_y));
    case "line":
      return [
        { x: shape.x1, y: shape.y1 },
        { x: shape.x2, y: shape.y2 },
      ];
    case "polyline":
    case "polygon":
      return shape.points.map(([x, y]) => ({ x, y }));
    case "point":
    case "label":
      return [{ x: shape.x, y: shape.y }];
  }
}

function around(x: number, y: number, rx: number, ry: number): Box {
  return { x: x - rx, y: y - ry, width: 2 * rx, height: 2 * ry };
}

/** From the top left corner clockwise. */
export function boxCorners({ x, y, width, height }: Box): readonly [Point, Point, Point, Point] {
  const [right, bottom] = [x + width, y + height];
  return [
    { x, y },
    { x: right, y },
    { x: right, y: bottom },
    { x, y: bottom },
  ];
}

/** The box around what is seen of a shape. */
export function bounds(shape: Shape): Box {
  return boxAround(corners(shape).map((corner) => transformed(shape.transform, corner)));
}

export function boxAround(points: readonly Point[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
