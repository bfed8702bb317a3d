import { beforeEach, describe, expect, it } from "vitest";
import { GridSelection } from "./selection";

const none = { shiftKey: false, ctrlKey: false, metaKey: false };
const key = (name: string, keys = {}) => ({ ...none, ...keys, key: name });

describe("GridSelection", () => {
  let choice: GridSelection;

  beforeEach(() => {
    choice = new GridSelection(20);
  });

  it("enters at the first cell, whatever the arrow", () => {
    choice.key(key("ArrowDown"), 5, 3);
    expect(choice.indexes()).toEqual([0]);
  });

  it("goes to the end at once", () => {
    choice.key(key("End"), 5, 3);
    expect(choice.indexes()).toEqual([19]);
    choice.key(key("Home"), 5, 3);
    expect(choice.indexes()).toEqual([0]);
  });

  it("moves by columns and rows, and stays inside", () => {
    choice.set([7]);
    for (const [name, expected] of [["ArrowRight", 8], ["ArrowUp", 3], ["ArrowUp", 0], ["PageDown", 15], ["ArrowDown", 19]] as const) {
      choice.key(key(name), 5, 3);
      expect(choice.active).toBe(expected);
    }
  });

  it("extends from the anchor, both ways", () => {
    choice.click(5, none);
    choice.click(8, { ...none, shiftKey: true });
    expect(choice.indexes()).toEqual([5, 6, 7, 8]);
    choice.key(key("ArrowUp", { shiftKey: true }), 5, 3);
    expect(choice.indexes()).toEqual([3, 4, 5]);
  });

  it("toggles one with control", () => {
    choice.click(2, none);
    choice.click(9, { ...none, ctrlKey: true });
    choice.click(2, { ...none, metaKey: true });
    expect(choice.indexes()).toEqual([9]);
  });

  it("selects all, and leaves other keys alone", () => {
    expect(choice.key(key("a", { ctrlKey: true }), 5, 3)).toBe(true);
    expect(choice.indexes()).toHaveLength(20);
    expect(choice.key(key("Tab"), 5, 3)).toBe(false);
  });

  it("has nothing to do without images", () => {
    expect(new GridSelection(0).key(key("End"), 5, 3)).toBe(false);
  });
});
