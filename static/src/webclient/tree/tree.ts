// The ARIA tree: lazy levels, roving focus, multi-selection of one kind, paging inside long levels.
import { toastError } from "../../lib/toast";
import type { Item, Target } from "../actions/action";
import { asksForMenu } from "../actions/contextMenu";
import type { ObjectsChanged } from "../changes";
import { Dragging } from "./dragging";
import { Forest, type ForestOptions } from "./forest";
import { commandOf, TypeAhead, type Command } from "./keys";
import { readList } from "./load";
import { canOpen, findNode, isNote, visibleRows, type Row, type TreeNode } from "./model";
import { buildRow } from "./row";

export interface TreeOptions extends ForestOptions {
  /** Called when a person selects; `focus` is the node acted on last. */
  selected(nodes: TreeNode[], focus: TreeNode): void;
  /** Called for Enter or double-click on something that cannot be opened. */
  activated(node: TreeNode): void;
  /** What the tree is called. */
  label: string;
  /** Reads the top level again; gets the nodes it had. */
  readTop(old: readonly TreeNode[]): Promise<TreeNode[]>;
  /** Called when a person asks what can be done with the selection. */
  menu(target: Target, at: { x: number; y: number }): void;
  /** Called for keys that are nothing to the tree: shortcuts of actions. */
  shortcut(event: KeyboardEvent, target: Target): void;
  /** Called when objects are dropped on a container; `link`: they stay where they are, too. */
  dropped(items: readonly Item[], from: string, onto: string, link: boolean): void;
}

export class Tree {
  private readonly forest: Forest;
  private rows: Row[] = [];
  private elements: HTMLElement[] = [];
  private selection = new Set<string>();
  private current = "";
  private focus = 0;
  private anchor = 0;
  private typeAhead = new TypeAhead();
  private started: Promise<void> | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly options: TreeOptions,
  ) {
    const list = root.querySelector("ul");
    this.forest = new Forest(list ? readList(list) : [], options, () => this.draw(), toastError, options.readTop);
    root.setAttribute("role", "tree");
    root.setAttribute("aria-multiselectable", "true");
    root.setAttribute("aria-label", options.label);
    root.addEventListener("keydown", (event) => this.onKey(event));
    root.addEventListener("click", (event) => this.onClick(event));
    root.addEventListener("dblclick", (event) => this.onDoubleClick(event));
    root.addEventListener("contextmenu", (event) => this.onContextMenu(event));
    new Dragging(root, {
      dragged: (ref, parent) => this.itemsAt(ref, parent),
      dropped: (items, from, onto, link) => options.dropped(items, from, onto, link),
    });
    this.draw();
  }

  /** Opens the way to `ref`, selects it and marks `container`; silent: `selected` is not called. */
  async reveal(refs: readonly string[], container: string): Promise<void> {
    this.selection = new Set(refs);
    this.current = container;
    const first = refs[0] ?? container;
    if (first && !findNode(this.forest.nodes, first)) await this.forest.openPath(first);
    this.draw();
    this.moveTo(this.indexOf(findNode(this.forest.nodes, first) ? first : container), false);
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

  /** Reads the top level for the first time; asked again, it is the same reading. */
  start(): Promise<void> {
    this.started ??= this.forest.nodes.length ? Promise.resolve() : this.forest.refresh([""]);
    return this.started;
  }

  /** Brings the rows in step with what happened elsewhere. */
  async apply({ what, refs, parents, name }: ObjectsChanged): Promise<void> {
    if (what === "renamed") for (const ref of refs) this.forest.rename(ref, name ?? "");
    else if (what === "removed") for (const ref of refs) this.forest.remove(ref, parents);
    else if (what === "reloaded") await this.forest.refreshAll();
    else if (what === "added" || what === "moved") await this.forest.refresh(parents ?? [""]);
    if (what === "added") await this.forest.showIn(parents ?? []);
  }

  /** What is selected, for actions. */
  target(): Target {
    const nodes = this.chosen();
    return { items: nodes.map(itemOf), container: nodes[0]?.parent?.ref ?? "", place: "tree" };
  }

  /** The position of an image among its siblings, if the tree has it. */
  positionOf(ref: string): number | null {
    const node = findNode(this.forest.nodes, ref);
    return node?.parent?.children?.indexOf(node) ?? null;
  }

  private close(node: TreeNode): void {
    node.open = false;
    this.draw();
  }

  // --- drawing -------------------------------------------------------------------------------------------------

  private draw(): void {
    const hadFocus = this.root.contains(document.activeElement);
    const focused = this.rows[this.focus];
    this.rows = visibleRows(this.forest.nodes);
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
    if (asksForMenu(event)) return this.openMenuByKey(event);
    const command = commandOf(event);
    if (!command) return this.options.shortcut(event, this.target());
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
    if (canOpen(node) && !node.open) void this.forest.open(node);
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
    else void this.forest.open(node);
  }

  /** Loads the next page of a level, or tries a failed one again. */
  private async continue(node: TreeNode): Promise<void> {
    const at = this.focus;
    await this.forest.open(node, (node.children?.length ?? 0) + 1);
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
      return row.open ? this.close(row) : void this.forest.open(row);
    }
    if (event.ctrlKey || event.metaKey) return this.toggle(row);
    if (event.shiftKey) return this.extendTo(row);
    this.choose(row);
    if (canOpen(row) && !row.open) void this.forest.open(row);
  }

  private onContextMenu(event: MouseEvent): void {
    const element = (event.target as Element).closest<HTMLElement>(".tree-row");
    const row = element && this.rows[this.elements.indexOf(element)];
    if (!row || isNote(row)) return;
    event.preventDefault();
    this.moveTo(this.elements.indexOf(element), true);
    if (!this.selection.has(row.ref)) this.choose(row);
    this.options.menu(this.target(), { x: event.clientX, y: event.clientY });
  }

  private openMenuByKey(event: KeyboardEvent): void {
    const [row, element] = [this.rows[this.focus], this.elements[this.focus]];
    if (!row || isNote(row) || !element) return;
    event.preventDefault();
    if (!this.selection.has(row.ref)) this.choose(row);
    const box = element.getBoundingClientRect();
    this.options.menu(this.target(), { x: box.left + 24, y: box.bottom });
  }

  /** What is dragged: the selection if the row is part of it, else the row alone. */
  private itemsAt(ref: string, parent: string): Item[] {
    if (this.selection.has(ref)) return this.target().items.slice();
    const row = this.rows.find((other): other is TreeNode => !isNote(other) && other.ref === ref && (other.parent?.ref ?? "") === parent);
    return row ? [itemOf(row)] : [];
  }

  private onDoubleClick(event: MouseEvent): void {
    const element = (event.target as Element).closest<HTMLElement>(".tree-row");
    const row = element && this.rows[this.elements.indexOf(element)];
    if (row && !isNote(row) && !canOpen(row)) this.options.activated(row);
  }
}

function itemOf({ ref, kind, id, name, own, can }: TreeNode): Item {
  return { ref, kind, id, name, own, can };
}
