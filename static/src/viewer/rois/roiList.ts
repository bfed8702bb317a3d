// The list of regions: as many as there are, of which only those in sight are elements of the page.
import { create, icon } from "../../lib/dom";
import { message } from "../../lib/messages";
import { planesText, roiName } from "./names";
import type { RoiStore } from "./roiStore";

const ROW = 32;
const SPARE = 6;

export interface RoiListEvents {
  readonly chosen: (roi: number) => void;
  /** Work with the shape on the image. */
  readonly entered: () => void;
  readonly needed: (index: number) => void;
}

export class RoiList {
  private readonly rows = create("div", { class: "roi-rows" });
  private active = 0;
  /** The active row was to be chosen, and is not loaded yet. */
  private waiting = false;

  constructor(
    private readonly box: HTMLElement,
    private readonly store: RoiStore,
    private readonly events: RoiListEvents,
  ) {
    box.append(this.rows);
    box.addEventListener("scroll", () => this.draw());
    box.addEventListener("keydown", (event) => this.key(event));
    box.addEventListener("click", (event) => this.click(event));
    box.addEventListener("dblclick", () => events.entered());
    new ResizeObserver(() => this.draw()).observe(box);
    store.subscribe(() => this.changed());
  }

  /** Scrolls to the chosen region. */
  reveal(): void {
    const index = this.store.chosen ? this.store.indexOf(this.store.chosen.roi) : -1;
    if (index < 0) return;
    this.active = index;
    this.scrollTo(index);
    this.draw();
  }

  private changed(): void {
    if (this.waiting && this.store.at(this.active) !== undefined) this.chooseActive();
    this.draw();
  }

  private draw(): void {
    const { total } = this.store;
    const first = Math.max(0, Math.floor(this.box.scrollTop / ROW) - SPARE);
    const last = Math.min(total, Math.ceil((this.box.scrollTop + this.box.clientHeight) / ROW) + SPARE);
    this.rows.style.setProperty("height", `${total * ROW}px`);
    this.rows.replaceChildren(...Array.from({ length: Math.max(0, last - first) }, (_, at) => this.row(first + at)));
    this.box.hidden = total === 0;
    this.box.setAttribute("aria-activedescendant", `roi-row-${this.active}`);
  }

  private row(index: number): HTMLElement {
    const id = this.store.at(index);
    const chosen = id !== undefined && this.store.chosen?.roi === id;
    const row = create("div", {
      class: "roi-row",
      role: "option",
      id: `roi-row-${index}`,
      "data-index": index,
      "aria-selected": String(chosen),
      "aria-posinset": index + 1,
      "aria-setsize": this.store.total,
    });
    row.style.setProperty("top", `${index * ROW}px`);
    row.classList.toggle("roi-row-active", index === this.active);
    if (id === undefined) this.events.needed(this.store.storedIndex(index));
    else this.fill(row, id);
    return row;
  }

  private fill(row: HTMLElement, id: number): void {
    const deleted = this.store.isDeleted(id);
    const roi = deleted ? this.store.storedRoi(id) : this.store.roi(id);
    if (!roi) return;
    const swatch = create("span", { class: "roi-swatch" });
    swatch.style.setProperty("background", roi.shapes[0]?.stroke ?? roi.shapes[0]?.fill ?? "currentcolor");
    const count = roi.shapes.length > 1 ? message("viewer.roi.shapes", { count: roi.shapes.length }) : "";
    row.append(swatch, create("span", { class: "roi-name truncate", title: roiName(roi) }, roiName(roi)));
    row.append(create("span", { class: "roi-note numeric" }, [count, planesText(roi)].filter(Boolean).join(" · ")));
    if (!roi.can_edit) row.append(note("lock", message("viewer.roi.fixed", { owner: roi.owner.name })));
    row.classList.toggle("roi-deleted", deleted);
    if (deleted) row.append(note("trash", message("viewer.roi.deleted")));
    else if (this.store.isChanged(id)) row.append(note("edit", message("viewer.roi.changed")));
  }

  private click(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-index]") : null;
    if (row) this.choose(Number(row.dataset["index"]));
  }

  private key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.box.clientHeight / ROW) - 1);
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    const { chosen } = this.store;
    if (step !== undefined) this.choose(Math.min(this.store.total - 1, Math.max(0, this.active + step)));
    else if (event.key === "Enter" && chosen) this.events.entered();
    else if (event.key === "Delete" && chosen) this.store.delete(chosen.roi);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private choose(index: number): void {
    this.active = index;
    this.scrollTo(index);
    this.chooseActive();
    this.draw();
  }

  private chooseActive(): void {
    const id = this.store.at(this.active);
    this.waiting = id === undefined;
    if (id !== undefined && !this.store.isDeleted(id)) this.events.chosen(id);
  }

  private scrollTo(index: number): void {
    const { scrollTop, clientHeight } = this.box;
    if (index * ROW < scrollTop) this.box.scrollTop = index * ROW;
    else if ((index + 1) * ROW > scrollTop + clientHeight) this.box.scrollTop = (index + 1) * ROW - clientHeight;
  }
}

function note(name: string, text: string): HTMLElement {
  return create("span", { class: "roi-flag", title: text }, icon(name), create("span", { class: "visually-hidden" }, text));
}
