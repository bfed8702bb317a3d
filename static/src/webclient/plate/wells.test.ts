import { describe, expect, it } from "vitest";
import { Wells } from "./wells";

const none = { shiftKey: false, ctrlKey: false, metaKey: false };
const shift = { ...none, shiftKey: true };
/** A1 A2 A3 / B1 -- B3 / C1 C2 C3 */
const places = [[0, 0], [0, 1], [0, 2], [1, 0], [1, 2], [2, 0], [2, 1], [2, 2]].map(([row = 0, column = 0]) => ({ row, column }));

describe("Wells", () => {
  it("are reached by arrows, over empty places", () => {
    const wells = new Wells(places);
    wells.set([1]);
    wells.key({ ...none, key: "ArrowDown" });
    expect(wells.indexes()).toEqual([6]);
    wells.key({ ...none, key: "ArrowRight" });
    expect(wells.active).toBe(7);
    wells.key({ ...none, key: "ArrowRight" });
    expect(wells.active).toBe(7);
  });

  it("are selected as rectangles", () => {
    const wells = new Wells(places);
    wells.click(0, none);
    wells.click(4, shift);
    expect(wells.indexes()).toEqual([0, 1, 2, 3, 4]);
    wells.click(5, { ...none, ctrlKey: true });
    expect(wells.indexes()).toEqual([0, 1, 2, 3, 4, 5]);
    wells.key({ ...none, key: "End" });
    expect(wells.indexes()).toEqual([7]);
    expect(wells.key({ ...none, key: "x" })).toBe(false);
  });
});
