import { describe, expect, it } from "vitest";
import { readShown, readView, writeAddress } from "../address";
import { rendering } from "./samples";

const limits = { sizeZ: 15, sizeT: 3 };
const shown = { rendering: rendering({ model: "g" }), z: 7, t: 2 };
const view = { x: 500.1234, y: 503, zoom: 0.6796 };

describe("the address", () => {
  it("names the view, with planes from 1 and the zoom in percent", () => {
    const params = new URLSearchParams(writeAddress("", shown, view));
    expect(Object.fromEntries(params)).toMatchObject({ m: "g", p: "normal", z: "8", t: "3", x: "500.123", y: "503", zm: "67.96" });
  });

  it("gives back the view it names", () => {
    const search = writeAddress("", shown, { x: 10.25, y: 20.5, zoom: 4 });
    expect(readShown(search, { rendering: rendering(), z: 0, t: 0 }, limits)).toEqual(shown);
    expect(readView(search)).toEqual({ x: 10.25, y: 20.5, zoom: 4 });
    expect(writeAddress(search, shown, { x: 10.25, y: 20.5, zoom: 4 })).toBe(search);
  });

  it("keeps parameters of others", () => {
    expect(writeAddress("?dataset=4&z=1&note=a%26b", shown, view)).toMatch(/^\?dataset=4&note=a%26b&c=1%7C0:255\$FF0000,/);
  });

  it.each(["?z=0&t=-2", "?z=&t=x", "?z=99&t=99"])("keeps planes of %s inside the image", (search) => {
    const { z, t } = readShown(search, { rendering: rendering(), z: 4, t: 1 }, limits);
    expect(z >= 0 && z < 15 && t >= 0 && t < 3).toBe(true);
  });

  it.each(["", "?x=1&y=2", "?x=1&y=2&zm=0", "?x=1&y=2&zm=-5", "?x=a&y=2&zm=5", "?x=1&y=2&zm=Infinity"])(
    "finds no view in %s",
    (search) => {
      expect(readView(search)).toBeNull();
    },
  );
});
