import { describe, expect, it } from "vitest";
import { clicked, dragged, placed } from "../geometry/drawing";
import { grown, handles, moved, withHandle, withoutPoint, withPointAfter } from "../geometry/handles";
import { measure } from "../geometry/measures";
import { bounds, outline } from "../geometry/outline";
import { isOnPlane, newShape, type Geometry, type Shape, type Transform } from "../geometry/shapes";
import { transformed, untransformed } from "../geometry/transforms";

const BOX = { type: "rectangle", x: 10, y: 20, width: 30, height: 40 } as const;
const ROUND = { type: "ellipse", x: 50, y: 50, radius_x: 20, radius_y: 10 } as const;
const PATH = { type: "polygon", points: [[0, 0], [10, 0], [10, 10]] } as const;
const SKEWED: Transform = [0, 2, -2, 0, 5, -3];
const UNKNOWN = { x: null, y: null };

function shape(geometry: Geometry, change: Partial<Shape> = {}): Shape {
  return { ...newShape(geometry, { z: 1, t: 0 }, "#ffff00ff"), ...change } as Shape;
}

describe("handles", () => {
  it("pull a corner while the opposite one stays, even across it", () => {
    expect(withHandle(shape(BOX), 2, { x: 100, y: 30 })).toMatchObject({ x: 10, y: 20, width: 90, height: 10 });
    expect(withHandle(shape(BOX), 0, { x: 50, y: 70 })).toMatchObject({ x: 40, y: 60, width: 10, height: 10 });
    expect(withHandle(shape(BOX), 2, { x: 60, y: 30 }, true)).toMatchObject({ width: 50, height: 50 });
  });

  it("pull a side in one direction only", () => {
    expect(withHandle(shape(BOX), 5, { x: 100, y: 999 })).toMatchObject({ x: 10, y: 20, width: 90, height: 40 });
    expect(withHandle(shape(BOX), 4, { x: 999, y: 10 })).toMatchObject({ x: 10, y: 10, width: 30, height: 50 });
  });

  it("of every shape lie where pulling them to changes nothing", () => {
    for (const geometry of [BOX, ROUND, PATH, { type: "line", x1: 1, y1: 2, x2: 3, y2: 4 } as const]) {
      const one = shape(geometry);
      handles(one).forEach((place, index) => expect(withHandle(one, index, place)).toEqual(one));
    }
  });
});

describe("moved and grown", () => {
  it("move what is seen, also under a transform", () => {
    for (const geometry of [BOX, ROUND, PATH]) {
      const one = shape(geometry, { transform: SKEWED });
      const [before, after] = [bounds(one), bounds(moved(one, 7, -4))];
      expect(after.x - before.x).toBeCloseTo(7);
      expect(after.y - before.y).toBeCloseTo(-4);
      expect(after.width).toBeCloseTo(before.width);
    }
  });

  it("leave a shape alone that its transform has squeezed flat", () => {
    const flat = shape(BOX, { transform: [1, 1, 1, 1, 0, 0] });
    expect(moved(flat, 1, 1)).toBe(flat);
  });

  it("never make a shape smaller than a pixel", () => {
    expect(grown(shape(BOX), -100, 5)).toMatchObject({ width: 1, height: 45 });
  });
});

describe("points", () => {
  it("are added half-way and taken away as long as enough are left", () => {
    expect(withPointAfter(shape(PATH), 2)).toMatchObject({ points: [[0, 0], [10, 0], [10, 10], [5, 5]] });
    expect(withoutPoint(withPointAfter(shape(PATH), 0), 1)).toEqual(shape(PATH));
    expect(withoutPoint(shape(PATH), 0)).toEqual(shape(PATH));
  });
});

describe("transforms", () => {
  it("are undone", () => {
    const there = transformed(SKEWED, { x: 3, y: 8 });
    expect(there).toEqual({ x: -11, y: 3 });
    expect(untransformed(SKEWED, there)).toEqual({ x: 3, y: 8 });
  });
});

describe("measure", () => {
  it("knows lengths, areas and angles in pixels", () => {
    expect(measure(shape(BOX), UNKNOWN)).toEqual({ physical: false, length: 140, area: 1200, angle: null });
    expect(measure(shape(PATH), UNKNOWN).area).toBe(50);
    const line = shape({ type: "line", x1: 0, y1: 4, x2: 3, y2: 0 });
    expect(measure(line, UNKNOWN).length).toBe(5);
    expect(measure(line, UNKNOWN).angle).toBeCloseTo(53.13, 2);
    const legs = shape({ type: "polyline", points: [[0, 5], [0, 0], [5, 0]] });
    expect(measure(legs, UNKNOWN).angle).toBeCloseTo(90);
  });

  it("uses the size of a pixel in both directions", () => {
    const line = shape({ type: "line", x1: 0, y1: 0, x2: 30, y2: 20 });
    expect(measure(line, { x: 0.1, y: 0.2 })).toMatchObject({ physical: true, length: 5 });
    expect(measure(shape(BOX), { x: 0.5, y: 2 }).area).toBe(1200);
  });

  it("knows circles and what a transform makes of them", () => {
    const circle = shape({ ...ROUND, radius_y: 20 });
    expect(measure(circle, UNKNOWN).length).toBeCloseTo(2 * Math.PI * 20);
    expect(measure(circle, UNKNOWN).area).toBeCloseTo(Math.PI * 400);
    expect(measure({ ...circle, transform: SKEWED }, UNKNOWN).area).toBeCloseTo(Math.PI * 1600);
  });
});

describe("drawing", () => {
  it("drags shapes out of two corners in any direction", () => {
    expect(dragged("rectangle", { x: 9, y: 9 }, { x: 4, y: 2 }, false)).toEqual({ type: "rectangle", x: 4, y: 2, width: 5, height: 7 });
    expect(dragged("ellipse", { x: 0, y: 0 }, { x: 10, y: 4 }, true)).toMatchObject({ radius_x: 5, radius_y: 5 });
    const line = dragged("line", { x: 0, y: 0 }, { x: 10, y: 1 }, true);
    expect(line).toMatchObject({ y2: 0 });
  });

  it("clicks shapes together once they have enough points", () => {
    const points = [{ x: 0, y: 0 }, { x: 1, y: 0 }];
    expect(clicked("polygon", points)).toBeNull();
    expect(clicked("polyline", points)).toEqual({ type: "polyline", points: [[0, 0], [1, 0]] });
    expect(clicked("point", [])).toBeNull();
  });

  it("places every kind by keyboard around the middle", () => {
    for (const type of ["rectangle", "ellipse", "line", "polyline", "polygon", "point", "label"] as const) {
      const { x, y, width, height } = bounds(shape(placed(type, { x: 100, y: 50 }, 80)));
      expect([x + width / 2, y + height / 2]).toEqual([100, 50]);
    }
  });
});

describe("shapes", () => {
  it("are on their plane, and without one on all", () => {
    expect(isOnPlane(shape(BOX), 1, 0)).toBe(true);
    expect(isOnPlane(shape(BOX), 2, 0)).toBe(false);
    expect(isOnPlane(shape(BOX), null, 0)).toBe(true);
    expect(isOnPlane(shape(BOX, { z: null }), 7, 0)).toBe(true);
  });

  it("have outlines that SVG and canvas can draw", () => {
    expect(outline(shape(BOX))).toBe("M10 20h30v40h-30z");
    expect(outline(shape(PATH))).toBe("M0 0L10 0L10 10z");
    expect(outline(shape(ROUND))).toBe("M30 50a20 10 0 1 0 40 0a20 10 0 1 0 -40 0z");
  });
});
