import { describe, expect, it } from "vitest";
import { heatColor, rangeOf } from "./heat";

describe("heat map", () => {
  it("goes from dark to light", () => {
    const range = rangeOf([3, 1, 2]);
    expect(range).toEqual({ low: 1, high: 3 });
    expect(heatColor(1, { low: 1, high: 3 })).toBe("rgb(59, 28, 96)");
    expect(heatColor(2, { low: 1, high: 3 })).toBe("rgb(31, 140, 136)");
    expect(heatColor(3, { low: 1, high: 3 })).toBe("rgb(246, 222, 70)");
  });

  it("has a colour where all values are equal, and none without values", () => {
    expect(heatColor(7, { low: 7, high: 7 })).toBe("rgb(31, 140, 136)");
    expect(rangeOf([])).toBeNull();
  });
});
