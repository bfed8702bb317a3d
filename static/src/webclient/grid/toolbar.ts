// The controls in the head of the grid: size, order, thumbnails or table, filters. Without them nothing happens.
import { icon } from "../../lib/dom";
import { message } from "../../lib/messages";
import type { Look } from "./cell";
import { sortedBy, type Sorting } from "./look";

export interface ToolbarUse {
  size: number;
  look: Look;
  sorting: Sorting;
  setSize(size: number): void;
  setLook(look: Look): void;
  sort(sorting: Sorting): void;
  toggleFilters(): void;
}

export class Toolbar {
  private readonly tools: HTMLElement | null;

  constructor(
    root: ParentNode | null,
    private readonly use: ToolbarUse,
    signal: AbortSignal,
  ) {
    this.tools = root?.querySelector<HTMLElement>("[data-grid-tools]") ?? null;
    if (!this.tools) return;
    this.tools.hidden = false;
    this.listen(this.tools, signal);
    this.show();
  }

  private listen(tools: HTMLElement, signal: AbortSignal): void {
    const slider = tools.querySelector<HTMLInputElement>("[data-size-slider] input");
    slider?.addEventListener("input", () => this.use.setSize(Number(slider.value)), { signal });
    tools.addEventListener("click", (event) => this.click(event), { signal });
  }

  private click(event: Event): void {
    const button = (event.target as Element).closest<HTMLElement>("button");
    if (!button) return;
    const { look, sortBy } = button.dataset;
    if (sortBy) this.sortBy(sortBy, button);
    else if (look) this.use.setLook(look === "table" ? "table" : "thumbnails");
    else if (button.matches("[data-sort-turn]")) this.sortBy(this.use.sorting.by);
    else if (button.matches("[data-filter-open]")) this.use.toggleFilters();
  }

  private sortBy(column: string, item?: HTMLElement): void {
    this.use.sort(sortedBy(column, this.use.sorting));
    const menu = item?.closest("details");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }

  /** Says how things are now. */
  show(): void {
    const tools = this.tools;
    if (!tools) return;
    const { size, look, sorting } = this.use;
    for (const button of tools.querySelectorAll<HTMLElement>("[data-look]")) {
      button.setAttribute("aria-pressed", String(button.dataset["look"] === look));
    }
    const slider = tools.querySelector<HTMLElement>("[data-size-slider]");
    if (slider) slider.hidden = look === "table";
    const input = slider?.querySelector("input");
    if (input) input.value = String(size);
    for (const item of tools.querySelectorAll<HTMLElement>("[data-sort-by]")) {
      const isChosen = item.dataset["sortBy"] === sorting.by;
      item.setAttribute("aria-pressed", String(isChosen));
      if (isChosen) tools.querySelector("[data-sort-shown]")?.replaceChildren(item.textContent.trim());
    }
    const turn = tools.querySelector<HTMLElement>("[data-sort-turn]");
    const name = message(sorting.descending ? "sort.descending" : "sort.ascending");
    turn?.replaceChildren(icon(sorting.descending ? "descending" : "ascending"));
    turn?.setAttribute("aria-label", name);
    turn?.setAttribute("title", name);
  }

  filtersAreOpen(isOpen: boolean): void {
    this.tools?.querySelector("[data-filter-open]")?.setAttribute("aria-expanded", String(isOpen));
  }
}
