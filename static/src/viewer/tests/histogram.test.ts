import { describe, expect, it } from "vitest";
import { autoWindow, curve } from "../histogram/curve";

const SCALE = { low: 0, high: 100, step: 1 };

describe("curve", () => {
  it("places bins where their values lie on the slider", () => {
    expect(curve({ counts: [1, 2], min: 50, max: 100 }, SCALE, false)).toBe("M500.0 100V50.0H750.0V0.0H1000.0V100z");
  });

  it("cuts off one bin far above the others", () => {
    const cut = curve({ counts: [1000, 10], min: 0, max: 100 }, SCALE, false);
    expect(cut).toContain("V0.0H500.0V16.7");
  });

  it("shows small bins on a logarithmic scale", () => {
    const heights = curve({ counts: [1, 100], min: 0, max: 100 }, SCALE, true).match(/V([\d.]+)/g);
    expect(Number(heights?.[0]?.slice(1))).toBeLessThan(70);
  });

  it("is flat without pixels", () => {
    expect(curve({ counts: [0, 0], min: 0, max: 100 }, SCALE, false)).toBe("M0.0 100V100.0H500.0V100.0H1000.0V100z");
  });
});

describe("autoWindow", () => {
  it("leaves out a few pixels at each end", () => {
    const counts = [1, 0, 5000, 5000, 0, 1];
    expect(autoWindow({ counts, min: 0, max: 60 }, true)).toEqual({ start: 20, end: 40 });
  });

  it("keeps whole numbers apart, and says nothing of nothing", () => {
    expect(autoWindow({ counts: [9], min: 3, max: 3 }, true)).toEqual({ start: 3, end: 4 });
    expect(autoWindow({ counts: [0], min: 0, max: 1 }, false)).toBeNull();
  });
});
