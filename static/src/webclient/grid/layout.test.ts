import { describe, expect, it } from "vitest";
import { layOut, placeOf, visibleRange } from "./layout";

describe("layOut", () => {
  it("fills the width and shares what is left over", () => {
    const layout = layOut(10, 112, 800);
    expect(layout.columns).toBe(6);
    expect(6 * layout.cellWidth + 5 * 8).toBeLessThanOrEqual(800);
    expect(layout.cellWidth).toBeGreaterThanOrEqual(120);
  });

  it("never has less than one column", () => {
    expect(layOut(3, 256, 100).columns).toBe(1);
  });

  it("is as high as its rows", () => {
    const layout = layOut(7, 112, 800);
    expect(layout.height).toBe(placeOf(layout, 6).y + layout.cellHeight);
    expect(layOut(0, 112, 800).height).toBe(0);
  });
});

describe("visibleRange", () => {
  const layout = layOut(10_000, 112, 800);

  it("is small, whatever the total", () => {
    const [first, last] = visibleRange(layout, 100_000, 100_900);
    expect(last - first).toBeLessThan(70);
  });

  it("covers every cell that touches the window", () => {
    const [first, last] = visibleRange(layout, 5_000, 5_900);
    for (let index = 0; index < layout.total; index++) {
      const { y } = placeOf(layout, index);
      const seen = y < 5_900 && y + layout.cellHeight > 5_000;
      if (seen) expect(index >= first && index < last).toBe(true);
    }
  });

  it("stays within the images there are", () => {
    expect(visibleRange(layOut(5, 112, 800), -500, 9_000)).toEqual([0, 5]);
    expect(visibleRange(layout, 10_000_000, 10_000_900)).toEqual([10_000, 10_000]);
  });
});
