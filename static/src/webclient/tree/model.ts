// The tree as data: nodes, which of them are visible, and what can be opened.
import type { Right } from "../actions/action";

export interface TreeNode {
  readonly ref: string;
  readonly kind: string;
  readonly id: number;
  readonly parent: TreeNode | null;
  readonly level: number;
  name: string;
  /** Children in the store; null: not known. */
  count: number | null;
  own: boolean;
  can: ReadonlySet<Right>;
  /** Null until loaded. */
  children: TreeNode[] | null;
  open: boolean;
  state: "idle" | "loading" | "failed";
  /** There are more children than `count` can tell. */
  more?: boolean;
}

export type NodeFacts = Pick<TreeNode, "kind" | "id" | "name" | "count" | "own" | "can">;

const CONTAINERS = new Set(["project", "dataset", "screen", "plate", "orphaned", "tag", "tagset"]);

export function makeNode(facts: NodeFacts, parent: TreeNode | null): TreeNode {
  const level = parent ? parent.level + 1 : 1;
  return { ...facts, ref: `${facts.kind}-${facts.id}`, parent, level, children: null, open: false, state: "idle" };
}

export function canOpen(node: TreeNode): boolean {
  return CONTAINERS.has(node.kind) && node.count !== 0;
}

/** Children that the store has and the tree has not. */
export function missing(node: TreeNode): number {
  return Math.max(0, (node.count ?? 0) - (node.children?.length ?? 0));
}

/** A line below a node's children: more to load, loading, or failed. */
export interface NoteRow {
  readonly note: "more" | "loading" | "failed";
  readonly of: TreeNode;
}

export type Row = TreeNode | NoteRow;

export function isNote(row: Row): row is NoteRow {
  return "note" in row;
}

/** The rows as they stand below each other. */
export function visibleRows(nodes: readonly TreeNode[]): Row[] {
  return nodes.flatMap((node) => [node, ...(node.open ? rowsBelow(node) : [])]);
}

function rowsBelow(node: TreeNode): Row[] {
  const rows = visibleRows(node.children ?? []);
  if (node.state !== "idle") rows.push({ note: node.state, of: node });
  else if (node.children && (missing(node) > 0 || node.more)) rows.push({ note: "more", of: node });
  return rows;
}

/** Every copy: an object may lie in several containers. */
export function findNodes(nodes: readonly TreeNode[], ref: string): TreeNode[] {
  return nodes.flatMap((node) => [...(node.ref === ref ? [node] : []), ...findNodes(node.children ?? [], ref)]);
}

export function findNode(nodes: readonly TreeNode[], ref: string): TreeNode | null {
  for (const node of nodes) {
    const found = node.ref === ref ? node : findNode(node.children ?? [], ref);
    if (found) return found;
  }
  return null;
}
