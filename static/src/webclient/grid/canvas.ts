// Draws the cells that are in view, and scrolls to those that should be.
import { buildCell, fillCell, markSibling, placeCell, showPicture, type Look } from "./cell";
import { placeOf, visibleRange, type GridLayout } from "./layout";
import type { Pages } from "./pages";
import type { GridSelection } from "./selection";

export class Canvas {
  private cells = new Map<number, HTMLElement>();

  constructor(
    private readonly list: HTMLElement,
    private readonly scroller: HTMLElement,
    private readonly pages: Pages,
    private readonly pictureOf: (id: number) => string | null | undefined,
  ) {}

  clear(): void {
    for (const cell of this.cells.values()) cell.remove();
    this.cells.clear();
  }

  arrange(layout: GridLayout): void {
    this.list.style.height = `${layout.height}px`;
    for (const [index, cell] of this.cells) placeCell(cell, layout, index);
  }

  /** First and one past the last cell in view. */
  range(layout: GridLayout): [number, number] {
    const room = this.scroller.getBoundingClientRect();
    const top = room.top - this.list.getBoundingClientRect().top;
    return visibleRange(layout, top, top + room.height);
  }

  draw(layout: GridLayout, look: Look, [first, last]: [number, number]): void {
    for (const [index, cell] of this.cells) {
      if (index >= first && index < last) continue;
      cell.remove();
      this.cells.delete(index);
    }
    for (let index = first; index < last; index++) this.drawOne(layout, look, index);
  }

  private drawOne(layout: GridLayout, look: Look, index: number): void {
    const item = this.pages.at(index);
    let cell = this.cells.get(index);
    if (!cell) {
      cell = buildCell(index, layout.total, look);
      placeCell(cell, layout, index);
      this.cells.set(index, cell);
      this.list.append(cell);
    }
    if (!item || (cell.dataset["id"] === String(item.id) && cell.title === item.name)) return;
    fillCell(cell, item);
    const picture = this.pictureOf(item.id);
    if (picture !== undefined) showPicture(cell, picture);
  }

  picture(id: number, picture: string | null): void {
    for (const cell of this.cells.values()) if (cell.dataset["id"] === String(id)) showPicture(cell, picture);
  }

  /** Marks what is selected, what is active, and what comes from the same files. */
  paint(choice: GridSelection, filesets: ReadonlySet<number>): void {
    for (const [index, cell] of this.cells) {
      const isChosen = choice.has(index);
      const fileset = this.pages.at(index)?.fileset;
      cell.setAttribute("aria-selected", String(isChosen));
      cell.classList.toggle("is-active", index === choice.active);
      markSibling(cell, !isChosen && typeof fileset === "number" && filesets.has(fileset));
    }
    const active = this.cells.get(choice.active);
    if (active) this.list.setAttribute("aria-activedescendant", active.id);
    else this.list.removeAttribute("aria-activedescendant");
  }

  boxOf(index: number): DOMRect | undefined {
    return this.cells.get(index)?.getBoundingClientRect();
  }

  centreOn(layout: GridLayout, index: number): void {
    this.scroller.scrollTop = Math.max(0, this.list.offsetTop + placeOf(layout, index).y - this.scroller.clientHeight / 3);
  }

  /** Scrolls as little as needed; `head` pixels of the column are covered at its upper edge. */
  reveal(layout: GridLayout, index: number, head: number): void {
    const top = this.list.offsetTop + placeOf(layout, index).y;
    const room = this.scroller;
    if (top - head < room.scrollTop) room.scrollTop = top - head;
    const bottom = top + layout.cellHeight + 12;
    if (bottom > room.scrollTop + room.clientHeight) room.scrollTop = bottom - room.clientHeight;
  }
}
