import { describe, expect, it } from "vitest";
import { isPicture, readImgData, type ImageFacts, type ImgDataJson } from "../imgdata";
import { windowScale } from "../windowScale";

const json: ImgDataJson = {
  id: 3052,
  meta: { imageName: "cells_01.dv", pixelsType: "uint16" },
  tiles: true,
  tile_size: { width: 512, height: 512 },
  resolutions: { "10": { sizeX: 40, sizeY: 30 }, "0": { sizeX: 40960, sizeY: 30720 }, "2": { sizeX: 2560, sizeY: 1920 } },
  size: { width: 40960, height: 30720, z: 12, t: 1, c: 1 },
  pixel_size: { x: 0.1, y: 0.1, z: null },
  pixel_range: [0, 65535],
  channels: [
    {
      label: "DAPI",
      emissionWave: 457,
      color: "0000FF",
      lut: "fire.lut",
      inverted: true,
      family: "logarithmic",
      coefficient: 2,
      window: { min: 31, max: 3987, start: 120, end: 2100 },
      active: true,
    },
  ],
  rdefs: { model: "greyscale", defaultZ: 5, defaultT: 0 },
};

describe("imgData", () => {
  it("becomes facts and the saved rendering", () => {
    const facts = readImgData(json) as ImageFacts;
    expect(facts).toMatchObject({ width: 40960, sizeZ: 12, integer: true, interpolate: true, defaultZ: 5 });
    expect(facts.levels.map((level) => level.width)).toEqual([40960, 2560, 40]);
    expect(facts.saved).toEqual({
      channels: [
        {
          active: true,
          start: 120,
          end: 2100,
          color: "0000FF",
          lut: "fire.lut",
          inverted: true,
          quantization: { family: "logarithmic", coefficient: 2 },
        },
      ],
      model: "g",
      projection: null,
    });
  });

  it("knows one level when the image is no pyramid", () => {
    const facts = readImgData({ ...json, tiles: false });
    expect((facts as ImageFacts).levels).toEqual([{ width: 40960, height: 30720 }]);
  });

  it.each<[string, Partial<ImgDataJson>, { reason: string | null; retryAfter: number | null }]>([
    ["is being prepared", { ConcurrencyException: { backOff: 30000 } }, { reason: null, retryAfter: 30000 }],
    ["is damaged", { channels: [], Exception: "bad file" }, { reason: "bad file", retryAfter: null }],
  ])("says why there is no picture when it %s", (_case, change, why) => {
    const facts = readImgData({ ...json, ...change });
    expect(isPicture(facts)).toBe(false);
    expect(facts).toEqual(why);
  });

  it("says so when there are no pixels", () => {
    const { size: _size, ...without } = json;
    expect(readImgData(without)).toEqual({ reason: null, retryAfter: null });
  });
});

describe("the scale of the window slider", () => {
  const channel = { min: 31, max: 3987 };

  it("is what occurs, widened to hold the window", () => {
    const image = { range: [0, 65535], integer: true } as const;
    expect(windowScale(image, channel, { start: 120, end: 2100 })).toEqual({ low: 31, high: 3987, step: 1 });
    expect(windowScale(image, channel, { start: 0, end: 65535 })).toEqual({ low: 0, high: 65535, step: 1 });
  });

  it("is the whole range of 8-bit images and finely divided for floats", () => {
    expect(windowScale({ range: [0, 255], integer: true }, { min: 9, max: 80 }, { start: 9, end: 80 })).toEqual({
      low: 0,
      high: 255,
      step: 1,
    });
    const float = windowScale({ range: [-1e9, 1e9], integer: false }, { min: 0, max: 2 }, { start: 0, end: 2 });
    expect(float.step).toBeCloseTo(0.002, 12);
    expect(windowScale({ range: [0, 1], integer: false }, { min: 1, max: 1 }, { start: 1, end: 1 }).step).toBe(1);
  });
});
