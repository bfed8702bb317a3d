// <image-grid>: the images of a container, as thumbnails or as a table, of which only what is in view is drawn.
import { create } from "../../lib/dom";
import { message } from "../../lib/messages";
import { toastError } from "../../lib/toast";
import { makeItem, type Target } from "../actions/action";
import { runShortcut } from "../actions/all";
import { asksForMenu, openContextMenu } from "../actions/contextMenu";
import { listingUrl, scopeOf } from "../api";
import { drawBands } from "./band";
import { Canvas } from "./canvas";
import type { Look } from "./cell";
import type { FilterBar } from "./filterBar";
import { toQuery, type Filter } from "./filters";
import { cellsIn, layOut, layRows, type Box, type GridLayout } from "./layout";
import * as looks from "./look";
import { countText, failed, nothingFits } from "./notes";
import { Pages, type GridItem, type Place } from "./pages";
import { GridSelection } from "./selection";
import { buildHead } from "./tableHead";
import { Thumbnails } from "./thumbnails";
import { Toolbar } from "./toolbar";

const REST = 60;

export interface GridChoice {
  ids: number[];
  /** True when a person asked to open the image. */
  open: boolean;
}

export class ImageGrid extends HTMLElement {
  size = looks.rememberedSize();
  look: Look = looks.rememberedLook();
  sorting = looks.rememberedSorting();
  private filters: readonly Filter[] = [];
  private bar: FilterBar | null = null;
  private pages!: Pages;
  private thumbnails!: Thumbnails;
  private layout!: GridLayout;
  private choice!: GridSelection;
  private canvas!: Canvas;
  private toolbar!: Toolbar;
  private list!: HTMLElement;
  private scroller!: HTMLElement;
  private kept: readonly number[] = [];
  private stop = new AbortController();
  private frame = 0;
  private rest = 0;
  private all = 0;

  connectedCallback(): void {
    this.all = Number(this.dataset["total"]);
    this.stop = new AbortController();
    this.pages = new Pages(this.place, this.pageSize, this.all);
    this.choice = new GridSelection(this.all);
    this.scroller = this.closest<HTMLElement>(".column") ?? document.documentElement;
    this.takeOver();
    this.canvas = new Canvas(this.list, this.scroller, this.pages, (id) => this.thumbnails.get(id));
    this.listen();
    this.toolbar = new Toolbar(this.parentElement, this, this.stop.signal);
    this.dress();
    if (this.choice.active >= 0) this.canvas.centreOn(this.layout, this.choice.active);
    if (!this.isPlain) void this.restart();
    else this.update();
  }

  disconnectedCallback(): void {
    this.stop.abort();
    clearTimeout(this.rest);
    this.thumbnails.stop();
  }

  /** Selects images that are known by id; `index` helps to find one by name that is not loaded yet. */
  async choose(ids: readonly number[], index: number | null = null): Promise<void> {
    if (index !== null && this.isInOrder) await this.pages.load(index, index + 1).catch(toastError);
    this.choice.set(ids.map((id) => this.pages.indexOf(id)).filter((found): found is number => found !== null));
    this.paint();
    if (this.choice.active >= 0) this.reveal(this.choice.active);
  }

  rename(id: number, name: string): void {
    this.pages.rename(id, name);
    this.update();
  }

  /** Asks again for everything, and keeps filters and what is selected. Resolves to the number of images there are. */
  async refresh(): Promise<number> {
    this.thumbnails.forget();
    const shown = await this.restart();
    if (!this.filters.length) this.all = shown;
    this.say();
    return shown || (this.filters.length ? this.all : 0);
  }

  // --- what is shown -------------------------------------------------------------------------------------------

  private get place(): Place {
    const userId = Number(this.closest<HTMLElement>("[data-user]")?.dataset["user"] ?? -1);
    return { kind: this.dataset["kind"] ?? "", id: Number(this.dataset["id"]), scope: scopeOf(location.search), userId };
  }

  private get pageSize(): number {
    return Number(this.dataset["pageSize"] ?? 200);
  }

  private get isInOrder(): boolean {
    return this.sorting.by === "name" && !this.sorting.descending && !this.filters.length;
  }

  /** Whether the list that the server wrote is what is to be shown. */
  private get isPlain(): boolean {
    return this.isInOrder && this.look === "thumbnails";
  }

  /** The list that the server wrote becomes the first page known. */
  private takeOver(): void {
    const links = [...this.querySelectorAll<HTMLElement>(".cell")];
    const page = Number(this.dataset["page"] ?? 1);
    const first = (page - 1) * this.pageSize;
    this.pages.put(page, links.map((link) => itemOf(link)));
    this.choice.set(links.flatMap((link, at) => (link.classList.contains("is-selected") ? [first + at] : [])));
    this.list = create("div", { class: "grid-scroll", tabindex: 0, "aria-multiselectable": "true" });
    this.replaceChildren(this.list);
  }

  setSize(size: number): void {
    looks.rememberSize(size);
    this.size = size;
    this.resize();
  }

  setLook(look: Look): void {
    if (look === this.look) return;
    looks.rememberLook(look);
    this.look = look;
    this.dress();
    void this.restart();
  }

  sort(sorting: looks.Sorting): void {
    looks.rememberSorting(sorting);
    this.sorting = sorting;
    this.dress();
    void this.restart();
  }

  toggleFilters(): void {
    const place = this.parentElement?.querySelector<HTMLElement>("[data-filters]");
    if (!place) return;
    place.hidden = !place.hidden;
    this.toolbar.filtersAreOpen(!place.hidden);
    if (place.hidden) return;
    if (this.bar) this.bar.focus();
    else void this.openFilters(place).catch(toastError);
  }

  private async openFilters(place: HTMLElement): Promise<void> {
    const { FilterBar } = await import("./filterBar");
    const { kind, id, scope } = this.place;
    this.bar = new FilterBar(place, {
      url: (part, query) => listingUrl(kind, id, scope, part, query),
      changed: (filters) => this.filter(filters),
    });
    this.bar.focus();
  }

  private filter(filters: readonly Filter[]): void {
    this.filters = filters;
    void this.restart();
  }

  /** Asks anew; what was selected and is among the first of what is found stays selected. */
  private async restart(): Promise<number> {
    const kept = this.selectedIds();
    this.pages.start({ ...toQuery(this.filters), sort: looks.writeSorting(this.sorting) });
    this.setAttribute("aria-busy", "true");
    try {
      await this.pages.load(0, 1);
    } catch (error) {
      if (!isAbort(error)) this.fail(error);
      return this.pages.total;
    }
    this.removeAttribute("aria-busy");
    this.showFound(kept);
    return this.pages.total;
  }

  private showFound(kept: readonly number[]): void {
    this.choice = new GridSelection(this.pages.total);
    this.choice.set(kept.map((id) => this.pages.indexOf(id)).filter((found): found is number => found !== null));
    this.canvas.clear();
    this.resize();
    this.note(this.pages.total || !this.filters.length ? null : nothingFits(() => this.bar?.clear()));
    if (this.choice.indexes().length < kept.length) this.announce(false);
  }

  private fail(error: unknown): void {
    this.removeAttribute("aria-busy");
    this.note(failed(error instanceof Error ? error.message : String(error), () => void this.restart()));
  }

  private note(note: HTMLElement | null): void {
    this.querySelector(".grid-note")?.remove();
    if (note) this.append(note);
  }

  private say(): void {
    const status = this.parentElement?.querySelector("[data-grid-status]");
    const text = countText(this.pages.total, this.all, this.choice.indexes().length);
    if (status && status.textContent !== text) status.textContent = text;
  }

  /** What is selected, for actions. */
  private target(): Target {
    const items = this.choice.indexes().flatMap((index) => this.pages.at(index) ?? []);
    return { items, container: `${this.dataset["kind"] ?? ""}-${this.dataset["id"] ?? ""}`, place: "grid" };
  }

  private selectedIds(): number[] {
    return this.choice.indexes().flatMap((index) => this.pages.at(index)?.id ?? []);
  }

  // --- drawing -------------------------------------------------------------------------------------------------

  /** Roles and head of thumbnails, or of a table. */
  private dress(): void {
    const isTable = this.look === "table";
    this.canvas.clear();
    this.list.querySelector(".table-head")?.remove();
    this.list.classList.toggle("grid-table", isTable);
    this.list.setAttribute("role", isTable ? "grid" : "listbox");
    this.list.setAttribute("aria-label", message(isTable ? "table.label" : "grid.label"));
    if (isTable) this.list.prepend(buildHead(this.sorting, (column) => this.sort(looks.sortedBy(column, this.sorting))));
    this.toolbar.show();
    this.resize();
  }

  private resize(): void {
    const style = getComputedStyle(this.list);
    const width = this.clientWidth - Number.parseFloat(style.marginLeft) - Number.parseFloat(style.marginRight);
    if (width <= 0) return;
    const { total } = this.choice;
    const isTable = this.look === "table";
    this.layout = isTable ? layRows(total, width) : layOut(total, this.size, width);
    if (isTable) this.list.setAttribute("aria-rowcount", String(total + 1));
    else this.list.removeAttribute("aria-rowcount");
    this.style.setProperty("--cell", `${this.size}px`);
    this.style.setProperty("--head-height", `${this.headHeight}px`);
    this.useThumbnails(isTable || this.size * devicePixelRatio <= 128 ? 128 : 256);
    this.canvas.arrange(this.layout);
    this.update();
  }

  private useThumbnails(size: number): void {
    if (this.thumbnails?.size === size) return;
    this.thumbnails?.stop();
    this.thumbnails = new Thumbnails(size, (id, picture) => this.canvas.picture(id, picture));
  }

  private later(): void {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.update());
  }

  private update(): void {
    if (!this.layout) return;
    const [first, last] = this.canvas.range(this.layout);
    this.canvas.draw(this.layout, this.look, [first, last]);
    this.paint();
    const ids = this.idsBetween(first, last);
    this.thumbnails.want(ids);
    if (ids.length < last - first) this.loadMissing(first, last);
  }

  /** Waits until scrolling rests, so that pages somebody only flies past are not fetched. */
  private loadMissing(first: number, last: number): void {
    clearTimeout(this.rest);
    this.rest = window.setTimeout(() => {
      this.pages.load(first, last).then(
        () => this.isConnected && this.later(),
        (error: unknown) => isAbort(error) || toastError(error),
      );
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

  private paint(): void {
    const chosen = this.choice.indexes().slice(0, 1000);
    const filesets = chosen.flatMap((index) => this.pages.at(index)?.fileset ?? []);
    this.canvas.paint(this.choice, new Set(filesets));
    this.say();
  }

  private reveal(index: number): void {
    if (!this.layout) return;
    this.canvas.reveal(this.layout, index, this.headHeight + this.layout.top + 8);
    this.update();
  }

  /** What the head of the column covers. */
  private get headHeight(): number {
    return this.parentElement?.querySelector<HTMLElement>(".contents-head")?.offsetHeight ?? 0;
  }

  // --- what people do ------------------------------------------------------------------------------------------

  private listen(): void {
    const options = { signal: this.stop.signal };
    this.scroller.addEventListener("scroll", () => this.later(), { ...options, passive: true });
    const watcher = new ResizeObserver(() => this.resize());
    watcher.observe(this);
    this.stop.signal.addEventListener("abort", () => watcher.disconnect());
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("click", (event) => this.onClick(event));
    this.list.addEventListener("dblclick", (event) => this.cellOf(event) && this.announce(true));
    this.list.addEventListener("contextmenu", (event) => this.onContextMenu(event));
    const use = { drawn: (box: Box, adding: boolean) => this.onBand(box, adding), ended: () => this.onBandEnd() };
    drawBands(this.list, this.scroller, use, this.stop.signal);
  }

  private onBand(box: Box, adding: boolean): void {
    if (!this.kept.length && adding) this.kept = this.choice.indexes();
    this.choice.set([...new Set([...this.kept, ...cellsIn(this.layout, box)])]);
    this.paint();
  }

  private onBandEnd(): void {
    this.kept = [];
    this.list.focus({ preventScroll: true });
    void this.loadSelected().then(() => this.announce(false), toastError);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.target !== this.list) return;
    const rows = Math.max(1, Math.floor(this.scroller.clientHeight / this.layout.cellHeight));
    if (asksForMenu(event)) return this.openMenuByKey(event);
    if (event.key === "Enter") this.announce(true);
    else if (this.choice.key(event, this.layout.columns, rows)) this.changed();
    else return runShortcut(event, this.target());
    event.preventDefault();
  }

  private cellOf(event: Event): HTMLElement | null {
    return (event.target as Element).closest<HTMLElement>("[data-index]");
  }

  private onContextMenu(event: MouseEvent): void {
    const index = Number(this.cellOf(event)?.dataset["index"] ?? -1);
    if (index < 0) return;
    event.preventDefault();
    if (!this.choice.has(index)) {
      this.choice.set([index]);
      this.changed();
    }
    openContextMenu(this.target(), { x: event.clientX, y: event.clientY });
  }

  private openMenuByKey(event: KeyboardEvent): void {
    const cell = this.canvas.boxOf(this.choice.active);
    if (!cell) return;
    event.preventDefault();
    openContextMenu(this.target(), { x: cell.left + 24, y: cell.top + 24 });
  }

  private onClick(event: MouseEvent): void {
    const cell = this.cellOf(event);
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
    const detail = { ids: this.selectedIds(), open };
    this.dispatchEvent(new CustomEvent<GridChoice>("choice", { bubbles: true, detail }));
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

function itemOf({ dataset, title }: HTMLElement): GridItem {
  const item = makeItem(`image-${dataset["id"] ?? ""}`, title, dataset["own"] === "true", dataset["perms"] ?? "");
  return { ...item, fileset: dataset["fileset"] ? Number(dataset["fileset"]) : null, facts: null };
}

customElements.define("image-grid", ImageGrid);
