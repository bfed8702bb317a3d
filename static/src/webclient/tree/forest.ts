// The nodes of the tree and where they come from: opening, refreshing, and keeping every copy of an object in step.
import { getPath, type Scope } from "../api";
import { stepRef } from "../refs";
import { loadChildren } from "./load";
import { canOpen, findNode, findNodes, type TreeNode } from "./model";

export interface ForestOptions {
  scope: Scope;
  userId: number;
  pageSize: number;
}

export class Forest {
  constructor(
    public nodes: TreeNode[],
    private readonly options: ForestOptions,
    /** Called whenever rows are others now. */
    private readonly changed: () => void,
    private readonly failed: (error: unknown) => void,
    /** Reads the top level again; gets the nodes it had. */
    private readonly readTop: (old: readonly TreeNode[]) => Promise<TreeNode[]>,
  ) {}

  /** Opens a node with at least `wanted` children. */
  async open(node: TreeNode, wanted = 1): Promise<void> {
    node.open = true;
    if (node.children && node.children.length >= Math.min(wanted, node.count ?? wanted) && !node.more) return this.changed();
    node.state = "loading";
    this.changed();
    await this.load(node, wanted);
    this.changed();
  }

  /** Opens every level on the way to `ref`. */
  async openPath(ref: string): Promise<void> {
    const [kind = "", id = ""] = ref.split("-");
    for (const step of await getPath(kind, Number(id))) {
      const node = findNode(this.nodes, stepRef(step));
      if (node && canOpen(node) && node.ref !== ref) await this.open(node, (step.childIndex ?? 0) + 1);
    }
  }

  /** Reads containers again, all their copies, as far as they were loaded; "" is the top level. */
  async refresh(refs: readonly string[]): Promise<void> {
    if (refs.includes("")) await this.refreshTop();
    for (const node of refs.flatMap((ref) => findNodes(this.nodes, ref))) {
      if (node.children) await this.load(node, Math.max(1, node.children.length));
      else if (node.count !== null) node.count = Math.max(node.count, 1);
    }
    this.changed();
  }

  /** Opens containers, so that what is new in them is seen. */
  async showIn(refs: readonly string[]): Promise<void> {
    for (const ref of refs) {
      const node = findNode(this.nodes, ref);
      if (node && !node.open && canOpen(node)) await this.open(node);
    }
  }

  async refreshAll(): Promise<void> {
    const loaded = (nodes: readonly TreeNode[]): string[] =>
      nodes.flatMap((node) => (node.children ? [node.ref, ...loaded(node.children)] : []));
    await this.refresh(["", ...loaded(this.nodes)]);
  }

  rename(ref: string, name: string): void {
    for (const node of findNodes(this.nodes, ref)) node.name = name;
    this.changed();
  }

  /** Takes an object out, from everywhere or from the containers named; returns the containers it was in ("" = top). */
  remove(ref: string, from?: readonly string[]): string[] {
    const found = findNodes(this.nodes, ref).filter((node) => !from || from.includes(node.parent?.ref ?? ""));
    for (const node of found) this.cut(node);
    this.changed();
    return found.map((node) => node.parent?.ref ?? "");
  }

  private cut(node: TreeNode): void {
    const { parent } = node;
    if (!parent) this.nodes = this.nodes.filter((other) => other !== node);
    else {
      parent.children = parent.children?.filter((other) => other !== node) ?? null;
      if (parent.count !== null) parent.count = Math.max(0, parent.count - 1);
    }
  }

  private async refreshTop(): Promise<void> {
    const old = this.nodes;
    this.nodes = await this.readTop(old);
    for (const node of this.nodes) await this.keep(node, old.find((other) => other.ref === node.ref));
  }

  private async load(node: TreeNode, wanted: number): Promise<void> {
    const { scope, userId, pageSize } = this.options;
    const old = node.children ?? [];
    try {
      await loadChildren(node, Math.ceil(wanted / pageSize) * pageSize, scope, userId);
      node.state = "idle";
    } catch (error) {
      node.state = "failed";
      this.failed(error);
    }
    for (const child of node.children ?? []) await this.keep(child, old.find((other) => other.ref === child.ref));
  }

  /** What was open before stays open, with what was below it. */
  private async keep(node: TreeNode, before: TreeNode | undefined): Promise<void> {
    if (!before?.children || node === before) return;
    node.open = before.open;
    await this.load(node, Math.max(1, before.children.length));
  }
}
