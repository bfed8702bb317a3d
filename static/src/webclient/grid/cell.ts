// One thumbnail with its name as an element.
import { create } from "../../lib/dom";
import { message } from "../../lib/messages";
import { placeOf, type GridLayout } from "./layout";
import type { GridItem } from "./pages";

export function buildCell(index: number, total: number): HTMLElement {
  return create(
    "div",
    { class: "cell", role: "option", id: `cell-${index}`, "data-index": index, "aria-posinset": index + 1, "aria-setsize": total },
    create("div", { class: "cell-picture skeleton" }),
    create("div", { class: "cell-name truncate" }),
  );
}

export function placeCell(cell: HTMLElement, layout: GridLayout, index: number): void {
  const { x, y } = placeOf(layout, index);
  cell.style.transform = `translate(${x}px, ${y}px)`;
  cell.style.width = `${layout.cellWidth}px`;
}

export function nameCell(cell: HTMLElement, item: GridItem): void {
  const name = cell.lastElementChild as HTMLElement;
  name.textContent = item.name;
  cell.title = item.name;
  cell.dataset["id"] = String(item.id);
}

/** A data URI or address; null: the image has no picture. */
export function showPicture(cell: HTMLElement, picture: string | null): void {
  const place = cell.firstElementChild as HTMLElement;
  place.classList.remove("skeleton");
  if (picture === null) place.textContent = message("grid.missing");
  else place.replaceChildren(create("img", { src: picture, alt: "", decoding: "async", draggable: "false" }));
}
