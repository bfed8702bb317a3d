// What the grid says of itself: how many images, how many chosen, that none fits, that something failed.
import { create, icon } from "../../lib/dom";
import { message } from "../../lib/messages";

/** "37 of 120 images · 3 selected"; one selected image is told by the list itself. */
export function countText(shown: number, all: number, chosen: number): string {
  const count = shown.toLocaleString();
  const one = shown === 1 ? message("grid.count.one") : message("grid.count", { count });
  const what = shown === all ? one : message("grid.count.some", { count, total: all.toLocaleString() });
  return chosen > 1 ? message("grid.chosen", { what, count: chosen.toLocaleString() }) : what;
}

export function nothingFits(clear: () => void): HTMLElement {
  const button = create("button", { type: "button", class: "button" }, message("filter.clear"));
  button.addEventListener("click", clear);
  const words = [create("h2", {}, message("grid.none")), create("p", {}, message("grid.none.hint"))];
  return create("div", { class: "state grid-note" }, icon("filter"), ...words, button);
}

export function failed(why: string, retry: () => void): HTMLElement {
  const button = create("button", { type: "button", class: "button" }, message("retry"));
  button.addEventListener("click", retry);
  return create("div", { class: "state grid-note", role: "alert" }, icon("error"), create("p", {}, message("grid.failed", { why })), button);
}
