// The ARIA tree: lazy levels, roving focus, multi-selection of one kind, paging inside long levels.
import { message } from "../../lib/messages";
import { toastError } from "../../lib/toast";
import { getPath, type Scope } from "../api";
import { stepRef } from "../refs";
import { commandOf, TypeAhead, type Command } from "./keys";
import { loadChildren, readList } from "./load";
import { canOpen, findNode, isNote, visibleRows, type Row, type TreeNode } from "./model";
import { buildRow } from "./row";

export interface TreeOptions {
  scope: Scope;
  userId: number;
  pageSize: number;
  /** Called when a person selects; `focus` is the node acted on last. */
  selected(nodes: TreeNode[], focus: TreeNode): void;
  /** Called for Enter or double-click on something that cannot be opened. */
  activated(node: TreeNode): void;
}

export class Tree {
  private nodes: TreeNode[];
  private rows: Row[] = [];
  private elements: HTMLElement[] = [];
  private selection = new Set<string>();
  private current = "";
  private focus = 0;
  private anchor = 0;
  private typeAhead = new TypeAhead();

  constructor(
    private readonly root: HTMLElement,
    private readonly options: TreeOptions,
  ) {
    const list = root.querySelector("ul");
    this.nodes = list ? readList(list) : [];
    root.setAttribute("role", "tree");
    root.setAttribute("aria-multiselectable", "true");
    root.setAttribute("aria-label", message("tree.label"));
    root.addEventListener("keydown", (event) => this.onKey(event));
    root.addEventListener("click", (event) => this.onClick(event));
    root.addEventListener("dblclick", (event) => this.onDoubleClick(event));
    this.draw();
  }

  /** Opens the way to `ref`, selects it and marks `container`; silent: `selected` is not called. */
  async reveal(refs: readonly string[], container: string): Promise<void> {
    this.selection = new Set(refs);
    this.current = container;
    const first = refs[0] ?? container;
    if (first && !findNode(this.nodes, first)) await this.openPath(first);
    this.draw();
    this.moveTo(this.indexOf(findNode(this.nodes, first) ? first : container), false);
    this.scrollToFocus();
  }

  /** Marks what is selected elsewhere, without loading anything. */
  mark(refs: readonly string[], container: string): void {
    this.selection = new Set(refs);
    this.current = container;
    this.paintSelection();
    const at = this.indexOf(refs.at(-1) ?? container);
    if (at >= 0) this.moveTo(at, false);
  }

  rename(ref: string, name: string): void {
    const node = findNode(this.nodes, ref);
    if (!node) return;
    node.name = name;
    this.draw();
  }

  /** The position of an image among its siblings, if the tree has it. */
  positionOf(ref: string): number | null {
    const node = findNode(this.nodes, ref);
    return node?.parent?.children?.indexOf(node) ?? null;
  }

  private async openPath(ref: string): Promise<void> {
    const [kind = "", id = ""] = ref.split("-");
    const steps = await getPath(kind, Number(id));
    for (const step of steps) {
      const node = findNode(this.nodes, stepRef(step));
      if (node && canOpen(node) && node.ref !== ref) await this.open(node, (step.childIndex ?? 0) + 1);
    }
  }

  private async open(node: TreeNode, wanted = 1): Promise<void> {
    node.open = true;
    if ((node.children?.length ?? 0) >= Math.min(wanted, node.count ?? wanted) && node.children) return this.draw();
    node.state = "loading";
    this.draw();
    try {
      const pages = Math.ceil(wanted / this.options.pageSize);
      await loadChildren(node, pages * this.options.pageSize, this.options.scope, this.options.userId);
      node.state = "idle";
    } catch (error) {
      node.state = "failed";
      toastError(error);
    }
    this.draw();
  }

  private close(node: TreeNode): void {
    node.open = false;
    this.draw();
  }

  // --- drawing -------------------------------------------------------------------------------------------------

  private draw(): void {
    const hadFocus = this.root.contains(document.activeElement);
    const focused = this.rows[this.focus];
    this.rows = visibleRows(this.nodes);
    this.elements = this.rows.map((row) => this.elementFor(row));
    this.root.replaceChildren(...this.elements);
    this.paintSelection();
    const at = focused && !isNote(focused) ? this.indexOf(focused.ref) : this.focus;
    this.moveTo(Math.max(0, Math.min(at, this.rows.length - 1)), hadFocus);
  }

  private elementFor(row: Row): HTMLElement {
    return buildRow(row);
  }

  private paintSelection(): void {
    for (const element of this.elements) {
      const ref = element.dataset["ref"] ?? "";
      element.setAttribute("aria-selected", String(this.selection.has(ref)));
      element.classList.toggle("is-current", ref === this.current && !this.selection.has(ref));
    }
  }

  private indexOf(ref: string): number {
    return this.rows.findIndex((row) => !isNote(row) && row.ref === ref);
  }

  /** Makes a row the one that Tab reaches; `take` also gives it the focus. */
  private moveTo(index: number, take: boolean): void {
    const element = this.elements[index];
    if (!element) return;
    this.elements[this.focus]?.setAttribute("tabindex", "-1");
    for (const old of this.root.querySelectorAll('[tabindex="0"]')) old.setAttribute("tabindex", "-1");
    this.focus = index;
    element.setAttribute("tabindex", "0");
    if (take) element.focus();
  }

  private scrollToFocus(): void {
    this.elements[this.focus]?.scrollIntoView({ block: "nearest" });
  }

  // --- what people do ------------------------------------------------------------------------------------------

  private onKey(event: KeyboardEvent): void {
    const command = commandOf(event);
    if (!command) return;
    event.preventDefault();
    this.run(command);
  }

  private run(command: Command): void {
    const row = this.rows[this.focus];
    if (!row) return;
    if (command.do === "move") this.move(command.to, command.extend);
    else if (command.do === "type") this.findByName(command.letter);
    else if (isNote(row)) void this.continue(row.of);
    else this.runOn(row, command.do);
  }

  private runOn(node: TreeNode, action: string): void {
    if (action === "open") this.openOrEnter(node);
    else if (action === "close") this.closeOrLeave(node);
    else if (action === "toggle") this.toggle(node);
    else if (action === "activate") this.activate(node);
    else this.choose(node);
  }

  private move(to: string, extend: boolean): void {
    const page = Math.max(1, Math.floor(this.root.clientHeight / 28) - 1);
    const last = this.rows.length - 1;
    const targets: Record<string, number> = {
      next: this.focus + 1,
      previous: this.focus - 1,
      first: 0,
      last,
      "page-down": this.focus + page,
      "page-up": this.focus - page,
    };
    this.moveTo(Math.max(0, Math.min(targets[to] ?? 0, last)), true);
    const row = this.rows[this.focus];
    if (!row || isNote(row)) return;
    if (extend) this.extendTo(row);
    else this.choose(row);
  }

  private findByName(letter: string): void {
    const typed = this.typeAhead.add(letter);
    const start = typed.length === 1 ? this.focus + 1 : this.focus;
    const order = [...this.rows.keys()].map((offset) => (start + offset) % this.rows.length);
    const found = order.find((index) => {
      const row = this.rows[index];
      return row && !isNote(row) && row.name.toLocaleLowerCase().startsWith(typed);
    });
    if (found !== undefined) this.moveTo(found, true);
  }

  private openOrEnter(node: TreeNode): void {
    if (canOpen(node) && !node.open) void this.open(node);
    else if (node.open) this.move("next", false);
  }

  private closeOrLeave(node: TreeNode): void {
    if (node.open) this.close(node);
    else if (node.parent) {
      this.moveTo(this.indexOf(node.parent.ref), true);
      this.choose(node.parent);
    }
  }

  private activate(node: TreeNode): void {
    this.choose(node);
    if (!canOpen(node)) this.options.activated(node);
    else if (node.open) this.close(node);
    else void this.open(node);
  }

  /** Loads the next page of a level, or tries a failed one again. */
  private async continue(node: TreeNode): Promise<void> {
    const at = this.focus;
    await this.open(node, (node.children?.length ?? 0) + 1);
    this.moveTo(at, this.root.contains(document.activeElement));
  }

  private choose(node: TreeNode): void {
    this.anchor = this.indexOf(node.ref);
    this.select([node], node);
  }

  private toggle(node: TreeNode): void {
    const chosen = this.chosen().filter((other) => other.kind === node.kind && other !== node);
    if (!this.selection.has(node.ref)) chosen.push(node);
    this.anchor = this.indexOf(node.ref);
    this.select(chosen.length ? chosen : [node], node);
  }

  private extendTo(node: TreeNode): void {
    const [from, to] = [this.anchor, this.indexOf(node.ref)].sort((a, b) => a - b);
    const between = this.rows.slice(from, (to ?? 0) + 1).filter((row): row is TreeNode => !isNote(row));
    this.select(between.filter((other) => other.kind === node.kind), node);
  }

  private chosen(): TreeNode[] {
    return this.rows.filter((row): row is TreeNode => !isNote(row) && this.selection.has(row.ref));
  }

  private select(nodes: TreeNode[], focus: TreeNode): void {
    this.selection = new Set(nodes.map((node) => node.ref));
    this.current = focus.kind === "image" ? (focus.parent?.ref ?? "") : focus.ref;
    this.paintSelection();
    this.options.selected(nodes, focus);
  }

  private onClick(event: MouseEvent): void {
    const element = (event.target as Element).closest<HTMLElement>(".tree-row");
    const row = element && this.rows[this.elements.indexOf(element)];
    if (!element || !row) return;
    this.moveTo(this.elements.indexOf(element), true);
    if (isNote(row)) return void this.continue(row.of);
    if ((event.target as Element).closest(".tree-turn") && canOpen(row)) {
      return row.open ? this.close(row) : void this.open(row);
    }
    if (event.ctrlKey || event.metaKey) return this.toggle(row);
    if (event.shiftKey) return this.extendTo(row);
    this.choose(row);
    if (canOpen(row) && !row.open) void this.open(row);
  }

  private onDoubleClick(event: MouseEvent): void {
    const element = (event.target as Element).closest<HTMLElement>(".tree-row");
    const row = element && this.rows[this.elements.indexOf(element)];
    if (row && !isNote(row) && !canOpen(row)) this.options.activated(row);
  }
}
