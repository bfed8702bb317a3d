// <image-grid>: the images of a container as a listbox that draws only what is in view.
import { create } from "../../lib/dom";
import { recallNumber, remember } from "../../lib/memory";
import { message } from "../../lib/messages";
import { toastError } from "../../lib/toast";
import { makeItem, type Item, type Target } from "../actions/action";
import { runShortcut } from "../actions/all";
import { asksForMenu, openContextMenu } from "../actions/contextMenu";
import { scopeOf } from "../api";
import { buildCell, nameCell, placeCell, showPicture } from "./cell";
import { layOut, placeOf, visibleRange, type GridLayout } from "./layout";
import { Pages } from "./pages";
import { GridSelection } from "./selection";
import { Thumbnails } from "./thumbnails";

const SIZE = "thumbnail-size";
const DEFAULT_SIZE = 112;
const REST = 60;

export interface GridChoice {
  ids: number[];
  /** True when a person asked to open the image. */
  open: boolean;
}

export class ImageGrid extends HTMLElement {
  private pages!: Pages;
  private thumbnails!: Thumbnails;
  private layout!: GridLayout;
  private choice!: GridSelection;
  private list!: HTMLElement;
  private scroller!: HTMLElement;
  private cells = new Map<number, HTMLElement>();
  private size = recallNumber(SIZE, DEFAULT_SIZE);
  private stop = new AbortController();
  private frame = 0;
  private rest = 0;

  connectedCallback(): void {
    const total = Number(this.dataset["total"]);
    this.stop = new AbortController();
    this.pages = new Pages(this.dataset["kind"] ?? "", Number(this.dataset["id"]), this.pageSize, scopeOf(location.search), this.userId);
    this.choice = new GridSelection(total);
    this.takeOver();
    this.scroller = this.closest<HTMLElement>(".column") ?? document.documentElement;
    this.listen();
    this.resize();
    if (this.choice.active >= 0) this.centreOn(this.choice.active);
  }

  disconnectedCallback(): void {
    this.stop.abort();
    clearTimeout(this.rest);
    this.thumbnails.stop();
  }

  /** Selects images that are known by id; `index` helps to find one that is not loaded yet. */
  async choose(ids: readonly number[], index: number | null = null): Promise<void> {
    if (index !== null) await this.pages.load(index, index + 1).catch(toastError);
    this.choice.set(ids.map((id) => this.pages.indexOf(id)).filter((found): found is number => found !== null));
    this.paint();
    if (this.choice.active >= 0) this.reveal(this.choice.active);
  }

  rename(id: number, name: string): void {
    this.pages.rename(id, name);
    this.update();
  }

  private get userId(): number {
    return Number(this.closest<HTMLElement>("[data-user]")?.dataset["user"] ?? -1);
  }

  /** What is selected, for actions. */
  private target(): Target {
    const items = this.choice.indexes().flatMap((index) => this.pages.at(index) ?? []);
    return { items, container: `${this.dataset["kind"] ?? ""}-${this.dataset["id"] ?? ""}`, place: "grid" };
  }

  private get pageSize(): number {
    return Number(this.dataset["pageSize"] ?? 200);
  }

  /** The list that the server wrote becomes the first page known. */
  private takeOver(): void {
    const links = [...this.querySelectorAll<HTMLElement>(".cell")];
    const page = Number(this.dataset["page"] ?? 1);
    const first = (page - 1) * this.pageSize;
    this.pages.put(page, links.map((link) => itemOf(link)));
    this.choice.set(links.flatMap((link, at) => (link.classList.contains("is-selected") ? [first + at] : [])));
    this.list = create("div", { class: "grid-scroll", role: "listbox", tabindex: 0, "aria-multiselectable": "true" });
    this.list.setAttribute("aria-label", message("grid.label"));
    this.replaceChildren(this.list);
  }

  private listen(): void {
    const options = { signal: this.stop.signal };
    this.scroller.addEventListener("scroll", () => this.later(), { ...options, passive: true });
    const watcher = new ResizeObserver(() => this.resize());
    watcher.observe(this);
    this.stop.signal.addEventListener("abort", () => watcher.disconnect());
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("click", (event) => this.onClick(event));
    this.list.addEventListener("dblclick", () => this.announce(true));
    this.list.addEventListener("contextmenu", (event) => this.onContextMenu(event));
    const slider = this.parentElement?.querySelector<HTMLElement>("[data-size-slider]");
    const input = slider?.querySelector("input");
    if (!slider || !input) return;
    slider.hidden = false;
    input.value = String(this.size);
    input.addEventListener("input", () => this.setSize(Number(input.value)), options);
  }

  private setSize(size: number): void {
    remember(SIZE, size);
    this.size = size;
    this.resize();
  }

  // --- drawing -------------------------------------------------------------------------------------------------

  private resize(): void {
    const style = getComputedStyle(this.list);
    const width = this.clientWidth - Number.parseFloat(style.marginLeft) - Number.parseFloat(style.marginRight);
    if (width <= 0) return;
    this.layout = layOut(this.choice.total, this.size, width);
    this.style.setProperty("--cell", `${this.size}px`);
    this.list.style.height = `${this.layout.height}px`;
    this.useThumbnails(this.size * devicePixelRatio <= 128 ? 128 : 256);
    for (const [index, cell] of this.cells) placeCell(cell, this.layout, index);
    this.update();
  }

  private useThumbnails(size: number): void {
    if (this.thumbnails?.size === size) return;
    this.thumbnails?.stop();
    this.thumbnails = new Thumbnails(size, (id, picture) => this.showPicture(id, picture));
  }

  private later(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.update());
  }

  private update(): void {
    if (!this.layout) return;
    const [first, last] = this.range();
    for (const [index, cell] of this.cells) {
      if (index >= first && index < last) continue;
      cell.remove();
      this.cells.delete(index);
    }
    for (let index = first; index < last; index++) this.draw(index);
    this.paint();
    this.thumbnails.want(this.idsBetween(first, last));
    if (this.idsBetween(first, last).length < last - first) this.loadMissing(first, last);
  }

  private range(): [number, number] {
    const room = this.scroller.getBoundingClientRect();
    const top = room.top - this.list.getBoundingClientRect().top;
    return visibleRange(this.layout, top, top + room.height);
  }

  /** Waits until scrolling rests, so that pages somebody only flies past are not fetched. */
  private loadMissing(first: number, last: number): void {
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => {
      this.pages.load(first, last).then(() => this.isConnected && this.later(), toastError);
    }, REST);
  }

  private idsBetween(first: number, last: number): number[] {
    const ids: number[] = [];
    for (let index = first; index < last; index++) {
      const item = this.pages.at(index);
      if (item) ids.push(item.id);
    }
    return ids;
  }

  private draw(index: number): void {
    const item = this.pages.at(index);
    let cell = this.cells.get(index);
    if (!cell) {
      cell = buildCell(index, this.choice.total);
      placeCell(cell, this.layout, index);
      this.cells.set(index, cell);
      this.list.append(cell);
    }
    if (!item || cell.title === item.name) return;
    nameCell(cell, item);
    const picture = this.thumbnails.get(item.id);
    if (picture !== undefined) showPicture(cell, picture);
  }

  private showPicture(id: number, picture: string | null): void {
    for (const cell of this.cells.values()) if (cell.dataset["id"] === String(id)) showPicture(cell, picture);
  }

  private paint(): void {
    for (const [index, cell] of this.cells) {
      cell.setAttribute("aria-selected", String(this.choice.has(index)));
      cell.classList.toggle("is-active", index === this.choice.active);
    }
    const active = this.cells.has(this.choice.active) ? `cell-${this.choice.active}` : null;
    if (active) this.list.setAttribute("aria-activedescendant", active);
    else this.list.removeAttribute("aria-activedescendant");
  }

  private centreOn(index: number): void {
    const { y } = placeOf(this.layout, index);
    this.scroller.scrollTop = Math.max(0, y - this.scroller.clientHeight / 3);
    this.update();
  }

  /** Scrolls as little as needed; the head of the column covers its upper edge. */
  private reveal(index: number): void {
    if (!this.layout) return;
    const head = 56;
    const { y } = placeOf(this.layout, index);
    const top = this.list.offsetTop + y;
    const room = this.scroller;
    if (top - head < room.scrollTop) room.scrollTop = top - head;
    const bottom = top + this.layout.cellHeight + 12;
    if (bottom > room.scrollTop + room.clientHeight) room.scrollTop = bottom - room.clientHeight;
    this.update();
  }

  // --- what people do ------------------------------------------------------------------------------------------

  private onKey(event: KeyboardEvent): void {
    const rows = Math.max(1, Math.floor(this.scroller.clientHeight / this.layout.cellHeight));
    if (asksForMenu(event)) return this.openMenuByKey(event);
    if (event.key === "Enter") this.announce(true);
    else if (this.choice.key(event, this.layout.columns, rows)) this.changed();
    else return runShortcut(event, this.target());
    event.preventDefault();
  }

  private onContextMenu(event: MouseEvent): void {
    const index = Number((event.target as Element).closest<HTMLElement>(".cell")?.dataset["index"] ?? -1);
    if (index < 0) return;
    event.preventDefault();
    if (!this.choice.has(index)) {
      this.choice.set([index]);
      this.changed();
    }
    openContextMenu(this.target(), { x: event.clientX, y: event.clientY });
  }

  private openMenuByKey(event: KeyboardEvent): void {
    const cell = this.cells.get(this.choice.active)?.getBoundingClientRect();
    if (!cell) return;
    event.preventDefault();
    openContextMenu(this.target(), { x: cell.left + 24, y: cell.top + 24 });
  }

  private onClick(event: MouseEvent): void {
    const cell = (event.target as Element).closest<HTMLElement>(".cell");
    if (!cell) return;
    this.choice.click(Number(cell.dataset["index"]), event);
    this.changed();
  }

  private changed(): void {
    if (this.choice.active >= 0) this.reveal(this.choice.active);
    void this.loadSelected().then(() => this.announce(false), toastError);
  }

  private async loadSelected(): Promise<void> {
    const indexes = this.choice.indexes();
    if (indexes.length) await this.pages.load(indexes[0] ?? 0, (indexes.at(-1) ?? 0) + 1);
  }

  private announce(open: boolean): void {
    const ids = this.choice.indexes().flatMap((index) => this.pages.at(index)?.id ?? []);
    this.dispatchEvent(new CustomEvent<GridChoice>("choice", { bubbles: true, detail: { ids, open } }));
  }
}

function itemOf({ dataset, title }: HTMLElement): Item {
  return makeItem(`image-${dataset["id"] ?? ""}`, title, dataset["own"] === "true", dataset["perms"] ?? "");
}

customElements.define("image-grid", ImageGrid);
