import type { Right } from "../actions/action";
import { describe, expect, it } from "vitest";
import { canOpen, findNode, isNote, makeNode, missing, visibleRows, type TreeNode } from "./model";

const facts = (kind: string, id: number, count: number | null) => ({ kind, id, name: `${kind} ${id}`, count, own: true, can: new Set<Right>(["edit"]) });

function tree(): [TreeNode, TreeNode] {
  const project = makeNode(facts("project", 1, 1), null);
  const dataset = makeNode(facts("dataset", 2, 500), project);
  project.children = [dataset];
  dataset.children = [3, 4].map((id) => makeNode(facts("image", id, null), dataset));
  return [project, dataset];
}

const refs = (nodes: TreeNode[]) => visibleRows(nodes).map((row) => (isNote(row) ? row.note : row.ref));

describe("visibleRows", () => {
  it("shows only what is open", () => {
    const [project, dataset] = tree();
    expect(refs([project])).toEqual(["project-1"]);
    dataset.open = true;
    expect(refs([project])).toEqual(["project-1"]);
    project.open = true;
    expect(refs([project])).toEqual(["project-1", "dataset-2", "image-3", "image-4", "more"]);
  });

  it("says that a level is loading or has failed", () => {
    const [project] = tree();
    project.open = true;
    project.state = "failed";
    expect(refs([project])).toEqual(["project-1", "dataset-2", "failed"]);
  });
});

describe("nodes", () => {
  it("know their level, what is missing and whether they open", () => {
    const [project, dataset] = tree();
    expect(dataset.level).toBe(2);
    expect(missing(dataset)).toBe(498);
    expect(canOpen(project)).toBe(true);
    expect(canOpen(makeNode(facts("dataset", 9, 0), null))).toBe(false);
    expect(canOpen(makeNode(facts("plate", 9, 0), null))).toBe(false);
    expect(canOpen(makeNode(facts("tag", 9, null), null))).toBe(true);
  });

  it("are found at any depth", () => {
    const [project] = tree();
    expect(findNode([project], "image-4")?.level).toBe(3);
    expect(findNode([project], "image-5")).toBeNull();
  });
});
