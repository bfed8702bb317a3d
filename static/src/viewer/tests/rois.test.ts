import { beforeEach, describe, expect, it } from "vitest";
import { withGeometry, type Shape } from "../geometry/shapes";
import type { Roi } from "../rois/model";
import { RoiStore } from "../rois/roiStore";
import { requestOf, type Saved } from "../rois/wire";

const POINT = { type: "point", x: 3, y: 4 } as const;
const NOTHING: Saved = { created: [], updated: [], deleted: [], refused: [] };
let store: RoiStore;

function roi(id: number, change: Partial<Roi> = {}): Roi {
  const rest = { name: `r${id}`, description: "", version: `v${id}`, owner: { id: 2, name: "Ada" }, can_edit: true, can_delete: true };
  return { id, ...rest, shapes: [{ ...POINT, id: id * 10, z: null, t: null, text: "" } as Shape], ...change };
}

function x(id: number): number {
  return (store.roi(id)?.shapes[0] as { x: number }).x;
}

function moveTo(id: number, to: number, gesture: string | null = null): void {
  store.changeShape({ roi: id, shape: 0 }, withGeometry(store.roi(id)?.shapes[0] as Shape, { x: to }), gesture);
}

beforeEach(() => {
  store = new RoiStore();
  store.loaded({ rois: [roi(1), roi(2)], total: 2 }, 0);
});

describe("RoiStore", () => {
  it("undoes and redoes changes, a drag in one step", () => {
    moveTo(1, 5, "drag");
    moveTo(1, 6, "drag");
    store.settle();
    moveTo(1, 7);
    store.undo();
    expect(x(1)).toBe(6);
    store.undo();
    expect([x(1), store.unsaved, store.canUndo]).toEqual([3, 0, false]);
    store.redo();
    expect(x(1)).toBe(6);
  });

  it("lists new regions first and gives them their ids after saving", () => {
    store.add(POINT, { z: 0, t: 0 }, "#ffffffff");
    expect([store.total, store.at(0), store.at(1)]).toEqual([3, -1, 1]);
    const sent = new Map(store.changes);
    store.saved(sent, { ...NOTHING, created: [roi(9)] });
    expect([store.total, store.at(2), store.unsaved, store.chosen?.roi]).toEqual([3, 9, 0, 9]);
  });

  it("forgets a new region that is deleted again", () => {
    store.add(POINT, { z: 0, t: 0 }, "#ffffffff");
    store.delete(-1);
    expect([store.total, store.unsaved, store.chosen]).toEqual([2, 0, null]);
  });

  it("deletes a region with its last shape, and only what may be deleted", () => {
    store.deleteShape({ roi: 1, shape: 0 });
    expect([store.isDeleted(1), store.all().length]).toEqual([true, 1]);
    store.loaded({ rois: [roi(3, { can_edit: false, can_delete: false })], total: 3 }, 2);
    store.delete(3);
    moveTo(3, 9);
    expect([store.isDeleted(3), x(3)]).toEqual([false, 3]);
  });

  it("keeps what was refused, and lets a person choose", () => {
    moveTo(1, 8);
    const current = roi(1, { version: "newer", name: "theirs" });
    const refused = { id: 1, reason: "changed", message: "", current } as const;
    store.saved(new Map(store.changes), { ...NOTHING, refused: [refused] });
    expect([store.unsaved, x(1)]).toEqual([1, 8]);
    store.resolve(refused, true);
    expect([x(1), store.roi(1)?.version, store.refusals.length]).toEqual([8, "newer", 0]);
    store.saved(new Map(store.changes), { ...NOTHING, refused: [refused] });
    store.resolve(refused, false);
    expect([x(1), store.roi(1)?.name, store.unsaved]).toEqual([3, "theirs", 0]);
  });

  it("makes a new region of a change whose region is gone", () => {
    moveTo(1, 8);
    const refused = { id: 1, reason: "gone", message: "", current: null } as const;
    store.saved(new Map(store.changes), { ...NOTHING, refused: [refused] });
    store.resolve(refused, true);
    expect([store.total, store.roi(1), x(-1)]).toEqual([2, null, 8]);
    expect(requestOf(store.changes, () => "").create).toHaveLength(1);
  });

  it("changes nothing while it is being saved", () => {
    store.saving = true;
    moveTo(1, 8);
    expect(store.unsaved).toBe(0);
  });

  it("tells the server what a change was made from", () => {
    moveTo(1, 8);
    store.delete(2);
    const request = requestOf(store.changes, (id) => store.storedRoi(id)?.version ?? "");
    expect(request).toMatchObject({ create: [], update: [{ id: 1, version: "v1" }], delete: [{ id: 2, version: "v2" }] });
  });

  it("lets go what is out of sight, but nothing that is worked with", () => {
    store.loaded({ rois: [roi(1)], total: 5000 }, 0);
    store.seen([roi(70), roi(71)]);
    moveTo(71, 9);
    store.seen([roi(72)]);
    expect([store.roi(70), x(71), x(72), x(1)]).toEqual([null, 9, 3, 3]);
  });

  it("does not know pages that are not loaded", () => {
    store.loaded({ rois: [roi(1)], total: 5000 }, 0);
    expect([store.total, store.at(4000), store.complete]).toEqual([5000, undefined, false]);
  });
});
