import { describe, expect, it } from "vitest";
import { lengthText, niceLength, percentText, pixelValueText, significant } from "../format";
import { scaleBar } from "../scaleBar";

describe("numbers", () => {
  it.each([
    [0.10751, 3, "0.108"],
    [512, 3, "512"],
    [51234, 3, "51234"],
    [0, 3, "0"],
    [-0.05, 1, "-0.05"],
    [1e-9, 2, "0.000000001"],
  ])("%d to %i digits is %s", (value, digits, text) => {
    expect(significant(value, digits)).toBe(text);
  });

  it.each([
    [0.2, "200 nm"],
    [1, "1 µm"],
    [999, "999 µm"],
    [1000, "1 mm"],
    [2.5e6, "2.5 m"],
  ])("%d µm reads %s", (um, text) => {
    expect(lengthText(um)).toBe(text);
  });

  it("percents have three digits", () => {
    expect([percentText(1), percentText(0.6796), percentText(0.00812), percentText(32)]).toEqual([
      "100 %",
      "68 %",
      "0.812 %",
      "3200 %",
    ]);
  });

  it("pixel values of integer images are whole", () => {
    expect([pixelValueText(12.6, true), pixelValueText(0.12345678, false)]).toEqual(["13", "0.123457"]);
  });
});

describe("scale bar", () => {
  it.each([
    [7.3, 5, "5 µm"],
    [20, 20, "20 µm"],
    [19.9, 10, "10 µm"],
    [0.34, 0.2, "200 nm"],
    [4300, 2000, "2 mm"],
    [1000, 1000, "1 mm"],
  ])("the nice length below %d µm is %d", (um, nice, text) => {
    const length = niceLength(um);
    expect(length.um).toBeCloseTo(nice, 9);
    expect(length.text).toBe(text);
  });

  it("is between 2/5 and the whole of its longest, and as long as it says", () => {
    for (const zoom of [0.01, 0.09, 0.33, 1, 2.7, 64]) {
      for (const um of [0.0001, 0.1075, 0.65, 40]) {
        const bar = scaleBar(um, zoom);
        expect(bar.pixels).toBeGreaterThanOrEqual(64 - 1e-6);
        expect(bar.pixels).toBeLessThanOrEqual(160 + 1e-6);
        expect((bar.pixels / zoom) * um).toBeCloseTo(bar.um, 9);
      }
    }
  });
});
