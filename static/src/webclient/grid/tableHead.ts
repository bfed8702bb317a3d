// The head of the table: each column sorts, again to turn it round.
import { create, icon } from "../../lib/dom";
import { message } from "../../lib/messages";
import type { Sorting } from "./look";

const COLUMNS = ["name", "imported", "size_x", "size_y", "size_z", "size_c", "size_t", "rating"] as const;

export function buildHead(sorting: Sorting, sort: (column: string) => void): HTMLElement {
  const picture = create("span", { class: "visually-hidden" }, message("table.picture"));
  const head = create("div", { class: "cell-row table-head", role: "row", "aria-rowindex": 1 });
  head.append(create("div", { role: "columnheader" }, picture));
  for (const column of COLUMNS) head.append(columnHead(column, sorting, sort));
  return head;
}

function columnHead(column: (typeof COLUMNS)[number], sorting: Sorting, sort: (column: string) => void): HTMLElement {
  const name = message(`table.${column}`);
  const isSorted = sorting.by === column;
  const button = create("button", { type: "button", class: "table-sort", title: message("table.sort", { column: name }) }, name);
  if (isSorted) button.append(icon(sorting.descending ? "descending" : "ascending"));
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    sort(column);
  });
  const order = isSorted ? (sorting.descending ? "descending" : "ascending") : "none";
  return create("div", { class: `fact-${column}`, role: "columnheader", "aria-sort": order }, button);
}
