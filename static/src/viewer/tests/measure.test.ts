import { describe, expect, it } from "vitest";
import { newShape, type Geometry } from "../geometry/shapes";
import { areaText, measureTexts } from "../measure/measureText";
import { hasProfile, profilePath, profilePoints, profileRange, profileTable } from "../measure/profile";
import { pictureName } from "../picture/viewPicture";

function shape(geometry: Geometry) {
  return newShape(geometry, { z: 0, t: 0 }, "");
}

const LINE = shape({ type: "line", x1: 0, y1: 0, x2: 30, y2: 40 });

describe("measureTexts", () => {
  it("gives physical units where the size of a pixel is known, else pixels", () => {
    expect(measureTexts(LINE, { x: 0.5, y: 0.5 })[0]).toEqual(["Length", "25 µm"]);
    expect(measureTexts(LINE, { x: null, y: 0.5 })[0]).toEqual(["Length", "50 px"]);
    expect(measureTexts(LINE, { x: null, y: null })[1]).toEqual(["Angle", "-53.13°"]);
  });

  it("chooses the unit of an area", () => {
    expect(areaText(2_500_000)).toBe("2.5 mm²");
    expect(areaText(12.5)).toBe("12.5 µm²");
    expect(areaText(0.0004)).toBe("400 nm²");
  });
});

describe("profiles", () => {
  const profile = { length: 2, channels: [{ channel: 1, values: [0, 10, null] }] };

  it("are of lines", () => {
    expect(hasProfile(LINE)).toBe(true);
    expect(hasProfile(shape({ type: "point", x: 1, y: 1 }))).toBe(false);
    expect(profilePoints(LINE)).toBe("0.00,0.00,30.00,40.00");
  });

  it("fill the plot, and are broken where a value is missing", () => {
    expect(profileRange(profile)).toEqual([0, 10]);
    expect(profilePath([0, null, 10], [0, 10])).toBe("M0.0 120.0M300.0 0.0");
    expect(profileRange({ length: 1, channels: [{ channel: 0, values: [5, 5] }] })).toEqual([4, 6]);
  });

  it("go to a spreadsheet with their distances", () => {
    expect(profileTable(profile, ["A", "B"], 0.5, "µm")).toBe("distance (µm)\tB\n0\t0\n0.5\t10\n1\t");
  });
});

describe("pictureName", () => {
  it("leaves out what file systems refuse", () => {
    expect(pictureName('a/b: "c".tif', 2, 0)).toBe("a_b_ _c_.tif z3 t1.png");
  });
});
