// One image as an element: a thumbnail with its name, or a row of the table.
import { create, icon } from "../../lib/dom";
import { message } from "../../lib/messages";
import { exactTime, localDay } from "../../lib/times";
import { placeOf, type GridLayout } from "./layout";
import type { GridItem } from "./pages";

export type Look = "thumbnails" | "table";

export function buildCell(index: number, total: number, look: Look): HTMLElement {
  const isRow = look === "table";
  const places = isRow ? { "aria-rowindex": index + 2 } : { "aria-posinset": index + 1, "aria-setsize": total };
  const role = isRow ? "row" : "option";
  const cell = create("div", { class: isRow ? "cell cell-row" : "cell", role, id: `cell-${index}`, "data-index": index, ...places });
  cell.append(
    part(isRow, "cell-picture skeleton"),
    part(isRow, "cell-name truncate"),
    ...(isRow ? facts().map((name) => part(true, `cell-fact numeric fact-${name}`)) : []),
  );
  return cell;
}

function facts(): string[] {
  return ["imported", "size_x", "size_y", "size_z", "size_c", "size_t", "rating"];
}

function part(isRow: boolean, className: string): HTMLElement {
  return create("div", { class: className, role: isRow ? "gridcell" : null });
}

export function placeCell(cell: HTMLElement, layout: GridLayout, index: number): void {
  const { x, y } = placeOf(layout, index);
  cell.style.transform = `translate(${x}px, ${y}px)`;
  cell.style.width = `${layout.cellWidth}px`;
}

export function fillCell(cell: HTMLElement, item: GridItem): void {
  const name = cell.children[1] as HTMLElement;
  name.textContent = item.name;
  cell.title = item.name;
  cell.dataset["id"] = String(item.id);
  if (cell.childElementCount > 2) fillFacts(cell, item);
}

function fillFacts(cell: HTMLElement, item: GridItem): void {
  if (!item.facts) return;
  const { date, size, rating } = item.facts;
  const [, , imported, ...rest] = [...cell.children] as HTMLElement[];
  if (imported) {
    imported.textContent = localDay(date);
    imported.title = exactTime(date);
  }
  size.forEach((extent, at) => rest[at]?.replaceChildren(extent.toLocaleString()));
  rest[size.length]?.replaceChildren(...stars(rating));
}

function stars(rating: number | null): Node[] {
  if (rating === null) return [];
  const said = create("span", { class: "visually-hidden" }, message("table.stars", { rating }));
  const shown = create("span", { class: "stars", "aria-hidden": "true" }, String(rating), icon("star"));
  return [shown, said];
}

/** A data URI or address; null: the image has no picture. */
export function showPicture(cell: HTMLElement, picture: string | null): void {
  const place = cell.firstElementChild as HTMLElement;
  place.classList.remove("skeleton");
  if (picture === null) place.textContent = message("grid.missing");
  else place.replaceChildren(create("img", { src: picture, alt: "", decoding: "async", draggable: "false" }));
}

export function markSibling(cell: HTMLElement, isSibling: boolean): void {
  if (cell.classList.toggle("is-sibling", isSibling)) cell.setAttribute("aria-description", message("grid.sibling"));
  else cell.removeAttribute("aria-description");
}
