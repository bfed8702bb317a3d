// <plate-grid>: the table of wells that the server wrote becomes a grid to select in, with pictures in batches.
import { create, need } from "../../lib/dom";
import { recallNumber, remember } from "../../lib/memory";
import { message } from "../../lib/messages";
import { toastError } from "../../lib/toast";
import { makeItem, type Item, type Target } from "../actions/action";
import { runShortcut } from "../actions/all";
import { asksForMenu, openContextMenu } from "../actions/contextMenu";
import { drawBands } from "../grid/band";
import type { Box } from "../grid/layout";
import { Thumbnails } from "../grid/thumbnails";
import { FieldPanel } from "./fieldPanel";
import { HeatMap } from "./heatMap";
import { Wells } from "./wells";

const SIZE = "well-size";
const DEFAULT_SIZE = 64;
const MARGIN = "200px";

export interface WellChoice {
  /** The chosen field of each selected well. */
  images: number[];
  open: boolean;
}

export class PlateGrid extends HTMLElement {
  private links: HTMLElement[] = [];
  private wells = new Wells([]);
  private table!: HTMLElement;
  private scroller!: HTMLElement;
  private thumbnails!: Thumbnails;
  private panel: FieldPanel | null = null;
  private readonly seen = new Set<number>();
  private kept: readonly number[] = [];
  private stop = new AbortController();

  connectedCallback(): void {
    this.stop = new AbortController();
    this.table = need("table", this);
    this.scroller = need(".plate-scroll", this);
    this.links = [...this.querySelectorAll<HTMLElement>("a.well")];
    this.wells = new Wells(this.links.map(({ dataset }) => ({ row: Number(dataset["row"]), column: Number(dataset["column"]) })));
    this.thumbnails = new Thumbnails(128, (id, picture) => this.picture(id, picture));
    this.dress();
    this.watch();
    this.listen();
    this.tools();
    this.addPanel();
    this.mark(this.links.flatMap((link) => (link.classList.contains("is-selected") ? [idOf(link)] : [])));
  }

  disconnectedCallback(): void {
    this.stop.abort();
    this.thumbnails.stop();
    this.panel?.close();
  }

  /** Selects the wells of these images; what is another field keeps the wells that are selected. */
  mark(images: readonly number[]): void {
    const wanted = new Set(images);
    const found = [...this.links.keys()].filter((index) => wanted.has(idOf(this.links[index])));
    if (found.length || !images.length) this.wells.set(found);
    this.paint();
    if (found[0] !== undefined) this.links[found[0]]?.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.showFields(images);
  }

  private get id_(): number {
    return Number(this.dataset["id"]);
  }

  // --- looks ---------------------------------------------------------------------------------------------------

  private dress(): void {
    this.table.setAttribute("role", "grid");
    this.table.setAttribute("aria-multiselectable", "true");
    this.table.setAttribute("aria-label", this.scroller.getAttribute("aria-label") ?? "");
    this.scroller.removeAttribute("tabindex");
    this.scroller.removeAttribute("role");
    this.scroller.removeAttribute("aria-label");
    for (const link of this.links) {
      link.closest("td")?.setAttribute("role", "gridcell");
      link.setAttribute("draggable", "false");
    }
  }

  /** Pictures are asked for as wells come into view. */
  private watch(): void {
    const watcher = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        const id = idOf(target as HTMLElement);
        if (isIntersecting) this.seen.add(id);
        else this.seen.delete(id);
      }
      this.thumbnails.want([...this.seen]);
    }, { root: this.scroller, rootMargin: MARGIN });
    for (const link of this.links) watcher.observe(link);
    this.stop.signal.addEventListener("abort", () => watcher.disconnect());
  }

  private picture(id: number, picture: string | null): void {
    const link = this.links.find((one) => idOf(one) === id);
    if (picture !== null) link?.replaceChildren(create("img", { src: picture, alt: "", draggable: "false" }));
    else if (link) link.textContent = message("grid.missing");
  }

  private tools(): void {
    const tools = this.parentElement?.querySelector<HTMLElement>("[data-plate-tools]");
    if (!tools) return;
    tools.hidden = false;
    const input = need<HTMLInputElement>("[data-size-slider] input", tools);
    input.value = String(recallNumber(SIZE, DEFAULT_SIZE));
    this.setSize(Number(input.value));
    input.addEventListener("input", () => this.setSize(Number(input.value)));
    const heat = new HeatMap(Number(this.dataset["plate"]), this, this.links);
    void heat.offer(need("[data-heat]", tools), this.stop.signal).catch((error: unknown) => this.stop.signal.aborted || toastError(error));
  }

  /** Keeps in the middle what is in the middle. */
  private setSize(size: number): void {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.scroller;
    const [width, height] = [this.scroller.scrollWidth, this.scroller.scrollHeight];
    remember(SIZE, size);
    this.table.style.setProperty("--well", `${size}px`);
    this.scroller.scrollLeft = ((scrollLeft + clientWidth / 2) / width) * this.scroller.scrollWidth - clientWidth / 2;
    this.scroller.scrollTop = ((scrollTop + clientHeight / 2) / height) * this.scroller.scrollHeight - clientHeight / 2;
  }

  private addPanel(): void {
    if (Number(this.dataset["fields"]) < 2 && this.dataset["positions"] !== "true") return;
    this.panel = new FieldPanel(this.dataset["kind"] ?? "", this.id_, {
      chosen: (images) => this.announce([...images], false),
      opened: (image) => this.announce([image], true),
    });
    this.append(this.panel.element);
  }

  private showFields(images: readonly number[]): void {
    const ids = this.wells.indexes().map((index) => Number(this.links[index]?.dataset["well"]));
    void this.panel?.show(ids, images).catch((error: unknown) => error instanceof DOMException || toastError(error));
  }

  private paint(): void {
    this.links.forEach((link, index) => {
      const isChosen = this.wells.has(index);
      link.classList.toggle("is-selected", isChosen);
      link.closest("td")?.setAttribute("aria-selected", String(isChosen));
      link.tabIndex = index === this.wells.active ? 0 : -1;
    });
    const status = this.parentElement?.querySelector("[data-plate-status]");
    const [all, chosen] = [this.links.length, this.wells.indexes().length];
    const text = message(chosen > 1 ? "plate.chosen" : all === 1 ? "plate.count.one" : "plate.count", { count: all, chosen });
    if (status && status.textContent !== text) status.textContent = text;
  }

  // --- what people do ------------------------------------------------------------------------------------------

  private listen(): void {
    this.table.addEventListener("click", (event) => this.onClick(event));
    this.table.addEventListener("dblclick", (event) => this.onOpen(event));
    this.table.addEventListener("keydown", (event) => this.onKey(event));
    this.table.addEventListener("contextmenu", (event) => this.onContextMenu(event));
    const use = { drawn: (box: Box, adding: boolean) => this.onBand(box, adding), ended: () => this.onBandEnd() };
    drawBands(this.table, this.scroller, use, this.stop.signal);
  }

  private indexOf(event: Event): number {
    const link = (event.target as Element).closest<HTMLElement>("td")?.querySelector<HTMLElement>("a.well");
    return link ? this.links.indexOf(link) : -1;
  }

  private onClick(event: MouseEvent): void {
    const index = this.indexOf(event);
    if (index < 0) return;
    event.preventDefault();
    this.wells.click(index, event);
    this.changed();
  }

  private onOpen(event: Event): void {
    const link = this.links[this.indexOf(event)];
    if (link) this.announce([idOf(link)], true);
  }

  private onKey(event: KeyboardEvent): void {
    if (asksForMenu(event)) return this.openMenuByKey(event);
    if (event.key === "Enter") this.announce(this.images(), true);
    else if (this.wells.key(event)) this.changed();
    else return runShortcut(event, this.target());
    event.preventDefault();
  }

  private onBand(box: Box, adding: boolean): void {
    if (!this.kept.length && adding) this.kept = this.wells.indexes();
    const edge = this.table.getBoundingClientRect();
    const found = [...this.links.keys()].filter((index) => touches(this.links[index], box, edge));
    this.wells.set([...new Set([...this.kept, ...found])]);
    this.paint();
  }

  private onBandEnd(): void {
    this.kept = [];
    this.changed();
  }

  private onContextMenu(event: MouseEvent): void {
    const index = this.indexOf(event);
    if (index < 0) return;
    event.preventDefault();
    if (!this.wells.has(index)) {
      this.wells.set([index]);
      this.changed();
    }
    openContextMenu(this.target(), { x: event.clientX, y: event.clientY });
  }

  private openMenuByKey(event: KeyboardEvent): void {
    const box = this.links[this.wells.active]?.getBoundingClientRect();
    if (!box) return;
    event.preventDefault();
    openContextMenu(this.target(), { x: box.left + box.width / 2, y: box.top + box.height / 2 });
  }

  private changed(): void {
    this.paint();
    this.links[this.wells.active]?.focus({ preventScroll: false });
    this.showFields(this.images());
    this.announce(this.images(), false);
  }

  private images(): number[] {
    return this.wells.indexes().map((index) => idOf(this.links[index]));
  }

  /** The images of the chosen field stand for their wells: that is what can be viewed, tagged and rated. */
  private target(): Target {
    const own = this.dataset["own"] === "true";
    const perms = this.dataset["perms"] ?? "";
    const items = this.wells.indexes().flatMap((index): Item[] => {
      const link = this.links[index];
      return link ? [makeItem(`image-${idOf(link)}`, link.title, own, perms)] : [];
    });
    return { items, container: `${this.dataset["kind"] ?? ""}-${this.id_}`, place: "plate" };
  }

  private announce(images: number[], open: boolean): void {
    this.dispatchEvent(new CustomEvent<WellChoice>("wells", { bubbles: true, detail: { images, open } }));
  }
}

function idOf(link: HTMLElement | undefined): number {
  return Number(link?.dataset["id"] ?? -1);
}

function touches(link: HTMLElement | undefined, box: Box, edge: DOMRect): boolean {
  const at = link?.getBoundingClientRect();
  if (!at) return false;
  const across = at.left - edge.left < box.right && at.right - edge.left > box.left;
  return across && at.top - edge.top < box.bottom && at.bottom - edge.top > box.top;
}

customElements.define("plate-grid", PlateGrid);
