import { describe, expect, it } from "vitest";
import { initialState, reduce, type Action, type State } from "../state";
import { rendering } from "./samples";

const limits = { sizeZ: 5, sizeT: 3 };

function after(...actions: Action[]): State {
  return actions.reduce((state, action) => reduce(state, action, limits), initialState(rendering(), 2, 0));
}

function window(end: number, gesture?: string): Action {
  return { type: "channel", index: 1, change: { end }, ...(gesture ? { gesture } : {}) };
}

describe("reduce", () => {
  it("changes one channel and leaves the others and the earlier state alone", () => {
    const before = initialState(rendering(), 0, 0);
    const state = reduce(before, window(90), limits);
    expect(state.rendering.channels.map((channel) => channel.end)).toEqual([255, 90, 255]);
    expect(before.rendering.channels[1]?.end).toBe(255);
  });

  it("returns the same state when nothing changes", () => {
    const state = after();
    expect(reduce(state, window(255), limits)).toBe(state);
    expect(reduce(state, { type: "plane", z: 2 }, limits)).toBe(state);
    expect(reduce(state, { type: "undo" }, limits)).toBe(state);
  });

  it("undoes and redoes renderings, not planes", () => {
    const state = after(window(90), { type: "plane", z: 4 }, { type: "model", model: "g" }, { type: "undo" });
    expect(state).toMatchObject({ z: 4, rendering: { model: "c" } });
    const first = reduce(state, { type: "undo" }, limits);
    expect(first.rendering).toEqual(rendering());
    const redone = reduce(reduce(first, { type: "redo" }, limits), { type: "redo" }, limits);
    expect(redone.rendering).toMatchObject({ model: "g" });
    expect(redone.rendering.channels[1]?.end).toBe(90);
  });

  it("makes one step of a drag, and two of two drags", () => {
    const once = after(window(200, "a"), window(150, "a"), window(90, "a"), { type: "settle" });
    expect(once.past).toHaveLength(1);
    const twice = reduce(once, window(80, "a"), limits);
    expect(twice.past).toHaveLength(2);
    expect(reduce(twice, { type: "undo" }, limits).rendering.channels[1]?.end).toBe(90);
  });

  it("forgets what could be redone once something new is done", () => {
    expect(after(window(90), { type: "undo" }, window(70)).future).toEqual([]);
  });

  it("keeps planes inside the image", () => {
    expect(after({ type: "plane", z: 99, t: -4 })).toMatchObject({ z: 4, t: 0 });
  });
});
