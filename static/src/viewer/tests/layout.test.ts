import { describe, expect, it } from "vitest";
import { bestResolution, canProject, layoutOf, partsKept, tilePixels, tilePlace } from "../layout";
import { planeKey, tileAddress, wholeAddress } from "../planeAddress";
import { channel, facts, rendering } from "./samples";

const levels = [
  { width: 8193, height: 6001 },
  { width: 4097, height: 3001 },
  { width: 2049, height: 1501 },
];
const pyramid = facts({ width: 8193, height: 6001, levels, tile: { width: 256, height: 256 } });
const flat = facts({ width: 2600, height: 2200, levels: [{ width: 2600, height: 2200 }] });
const renderers = { image: "/render_image/5/", region: "/render_image_region/5/" };

describe("layout", () => {
  it("loads small planes whole, large ones in tiles, pyramids in theirs", () => {
    expect(layoutOf(facts(), false)).toMatchObject({ whole: true, tile: { width: 1000, height: 600 } });
    expect(layoutOf(flat, false)).toMatchObject({ whole: false, tile: { width: 1024, height: 1024 } });
    expect(layoutOf(pyramid, false)).toMatchObject({ whole: false, levels, tile: { width: 512, height: 512 } });
  });

  it("loads projections whole and never offers them for pyramids", () => {
    expect(layoutOf(flat, true).whole).toBe(true);
    expect(canProject(flat)).toBe(true);
    expect(canProject(pyramid)).toBe(false);
    expect(canProject(facts({ sizeZ: 1 }))).toBe(false);
  });

  it.each([
    [256, 512],
    [240, 480],
    [512, 512],
    [1024, 1024],
    [2600, 512],
    [1, 512],
  ])("turns tiles of %i into requests of %i", (own, asked) => {
    expect(layoutOf({ ...pyramid, tile: { width: own, height: own } }, false).tile.width).toBe(asked);
  });

  it.each([
    [4, 0],
    [0.5, 0],
    [0.49, 1],
    [0.26, 1],
    [0.1, 2],
    [0.001, 2],
  ])("shows at zoom %d resolution %i", (zoom, resolution) => {
    expect(bestResolution(layoutOf(pyramid, false), zoom)).toBe(resolution);
  });

  it("keeps fewer parts the larger they are, but always enough for a screen", () => {
    expect(partsKept(layoutOf(pyramid, false))).toBe(256);
    expect(partsKept(layoutOf(facts({ levels: [{ width: 2048, height: 2048 }], width: 2048, height: 2048 }), false))).toBe(16);
  });
});

describe("tiles", () => {
  const tile = { width: 512, height: 512 };

  it("are cut at the edges", () => {
    expect(tilePixels({ width: 2049, height: 1501 }, tile, 4, 2)).toEqual({ x: 2048, y: 1024, width: 1, height: 477 });
  });

  it("cover every level exactly, whatever the rounding of its size", () => {
    for (const level of levels) {
      const last = tilePixels(level, tile, Math.ceil(level.width / 512) - 1, Math.ceil(level.height / 512) - 1);
      const place = tilePlace(levels[0]!, level, last);
      expect(place.x + place.width).toBeCloseTo(1, 12);
      expect(place.y + place.height).toBeCloseTo(6001 / 8193, 12);
    }
  });
});

describe("addresses", () => {
  const plane = { z: 3, t: 1, rendering: rendering() };
  const { quantization } = channel();

  it("carry resolution, place and size of a tile, with planes from 0", () => {
    const url = new URL(tileAddress(renderers, plane, layoutOf(pyramid, false), [2, 1, 0]), "http://site");
    expect(url.pathname).toBe("/render_image_region/5/3/1/");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      tile: "2,1,0,512,512",
      c: "1|0:255$FF0000,2|0:255$00FF00",
      maps: JSON.stringify([{ quantization }, { quantization }]),
      m: "c",
      p: "normal",
    });
  });

  it("of a whole plane carry the projection", () => {
    const projected = { ...plane, rendering: rendering({ projection: { kind: "intmax", range: null } }) };
    const url = new URL(wholeAddress(renderers, projected), "http://site");
    expect(url.pathname).toBe("/render_image/5/3/1/");
    expect(url.searchParams.get("p")).toBe("intmax");
  });

  it("do not change with what is not seen", () => {
    const hidden = rendering({ channels: [...rendering().channels.slice(0, 2), channel({ active: false, end: 9 })] });
    expect(planeKey({ ...plane, rendering: hidden })).toBe(planeKey(plane));
  });
});
