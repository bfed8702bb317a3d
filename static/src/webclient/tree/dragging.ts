// Drag and drop in the tree: objects onto containers that can hold them. Cut and paste do the same by keyboard.
import type { Item } from "../actions/action";
import { canHold } from "../actions/holding";

export interface DraggingOptions {
  /** The objects that go along when the row `ref` below `parent` is dragged. */
  dragged(ref: string, parent: string): Item[];
  dropped(items: readonly Item[], from: string, onto: string, link: boolean): void;
}

const FORMAT = "application/x-omeropyr";

export class Dragging {
  private items: readonly Item[] = [];
  private from = "";
  private over: HTMLElement | null = null;

  constructor(
    root: HTMLElement,
    private readonly options: DraggingOptions,
  ) {
    root.addEventListener("dragstart", (event) => this.start(event));
    root.addEventListener("dragover", (event) => this.move(event));
    root.addEventListener("dragleave", () => this.mark(null));
    root.addEventListener("drop", (event) => this.drop(event));
    document.addEventListener("dragend", () => this.end());
  }

  private start(event: DragEvent): void {
    const row = rowOf(event);
    if (!row || !event.dataTransfer) return;
    this.from = row.dataset["parent"] ?? "";
    this.items = this.options.dragged(row.dataset["ref"] ?? "", this.from);
    event.dataTransfer.setData(FORMAT, this.items.map((item) => item.ref).join("|"));
    event.dataTransfer.effectAllowed = "linkMove";
  }

  private move(event: DragEvent): void {
    const row = rowOf(event);
    const ok = row !== null && this.fits(row);
    this.mark(ok ? row : null);
    if (!ok || !event.dataTransfer) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = event.ctrlKey || event.metaKey ? "link" : "move";
  }

  private drop(event: DragEvent): void {
    const row = rowOf(event);
    if (!row || !this.fits(row)) return;
    event.preventDefault();
    this.options.dropped(this.items, this.from, row.dataset["ref"] ?? "", event.ctrlKey || event.metaKey);
    this.end();
  }

  private fits(row: HTMLElement): boolean {
    const onto = row.dataset["ref"] ?? "";
    const able = row.dataset["can"]?.split(" ").includes("link") ?? false;
    return able && onto !== this.from && this.items.length > 0 && this.items.every((item) => canHold(onto, item));
  }

  private mark(row: HTMLElement | null): void {
    if (row === this.over) return;
    this.over?.classList.remove("is-target");
    row?.classList.add("is-target");
    this.over = row;
  }

  private end(): void {
    this.mark(null);
    this.items = [];
  }
}

function rowOf(event: DragEvent): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>(".tree-row[data-ref]") : null;
}
