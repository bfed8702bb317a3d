// Where nodes come from: the nested list in the page, then the JSON end points, level by level.
import { rightsOf } from "../actions/action";
import { getChildren, getImages, getRuns, getTagged, getTop, getTopTags, type Containers, type ImageItem, type Scope, type Tagged } from "../api";
import { parseRef } from "../refs";
import { makeNode, type NodeFacts, type TreeNode } from "./model";

/** Nodes of the list that the server wrote. */
export function readList(list: Element, parent: TreeNode | null = null): TreeNode[] {
  return [...list.children].map((item) => readItem(item as HTMLElement, parent));
}

function readItem(item: HTMLElement, parent: TreeNode | null): TreeNode {
  const { ref = "", name = "", count, own, perms = "", open } = item.dataset;
  const facts = { ...parseRef(ref), name, own: own === "true", can: rightsOf(perms) };
  const node = makeNode({ ...facts, count: count === undefined ? null : Number(count) }, parent);
  const inner = item.querySelector(":scope > ul");
  if (inner) node.children = readList(inner, node);
  node.open = open !== undefined && inner !== null;
  return node;
}

/** The top level as it is now; the folder of orphans keeps its words. */
export async function loadTop(orphans: TreeNode | undefined, scope: Scope, userId: number): Promise<TreeNode[]> {
  const found = await getTop(scope);
  const nodes = containers(found, userId).map((item) => makeNode(item, null));
  if (!orphans) return nodes;
  return [...nodes, { ...orphans, count: found.orphaned?.childCount ?? orphans.count, children: null, open: false }];
}

function containers(found: Containers, userId: number): NodeFacts[] {
  return [
    ...(found.projects ?? []).map((item) => facts("project", item, item.childCount, userId)),
    ...(found.datasets ?? []).map((item) => facts("dataset", item, item.childCount, userId)),
    ...(found.screens ?? []).map((item) => facts("screen", item, item.childCount, userId)),
    ...(found.plates ?? []).map((item) => facts("plate", item, item.childCount, userId)),
  ];
}

/** The top level of the tree of tags. */
export async function loadTopTags(scope: Scope, userId: number): Promise<TreeNode[]> {
  return tagFacts((await getTopTags(scope)).tags, userId).map((item) => makeNode(item, null));
}

/** Tag sets first, then by name. A tag always looks as if it could be opened: what carries it is not counted. */
function tagFacts(tags: Tagged["tags"], userId: number): NodeFacts[] {
  const sorted = [...tags].sort((a, b) => Number(b.set) - Number(a.set) || a.value.localeCompare(b.value));
  return sorted.map((tag) => facts(tag.set ? "tagset" : "tag", { ...tag, name: tag.value }, tag.set ? tag.childCount : null, userId));
}

async function taggedFacts(node: TreeNode, wanted: number, scope: Scope, userId: number): Promise<NodeFacts[]> {
  const found = await getTagged(node.id, 1, wanted, scope);
  node.more = [...Object.values(found)].some((items: unknown[]) => items.length >= wanted);
  return [
    ...tagFacts(found.tags, userId),
    ...containers(found, userId),
    ...(found.acquisitions ?? []).map((item) => facts("acquisition", item, null, userId)),
    ...(found.wells ?? []).map((item) => facts("well", item, null, userId)),
    ...(found.images ?? []).map((item) => facts("image", item, null, userId)),
  ];
}

/** Loads what is below `node`, for images at least `wanted` of them; replaces its children, what was open stays so. */
export async function loadChildren(node: TreeNode, wanted: number, scope: Scope, userId: number): Promise<void> {
  const facts = await childFacts(node, wanted, scope, userId);
  node.children = facts.map((item) => makeNode(item, node));
  if (node.kind === "project" || node.kind === "screen") node.count = facts.length;
}

async function childFacts(node: TreeNode, wanted: number, scope: Scope, userId: number): Promise<NodeFacts[]> {
  if (node.kind === "project" || node.kind === "screen") {
    const found = await getChildren(node.kind, node.id, scope);
    const kind = node.kind === "project" ? "dataset" : "plate";
    const items = found.datasets ?? found.plates ?? [];
    return items.map((item) => facts(kind, item, item.childCount, userId));
  }
  if (node.kind === "plate") return (await getRuns(node.id)).map((item) => facts("acquisition", item, null, userId));
  if (node.kind === "tag" || node.kind === "tagset") return taggedFacts(node, wanted, scope, userId);
  const images = await getImages(node.kind, node.id, 1, wanted, scope);
  return images.map((item) => facts("image", item, null, userId));
}

function facts(kind: string, item: ImageItem, count: number | null, userId: number): NodeFacts {
  const { id, name } = item;
  return { kind, id, name, count, own: item.ownerId === userId, can: rightsOf(item.permsCss) };
}
