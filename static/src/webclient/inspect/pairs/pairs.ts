// Finds the tables of key-values in the inspector: an empty one is ready to be written in, the others have a button.
import { create, icon } from "../../../lib/dom";
import { message } from "../../../lib/messages";
import type { Pair } from "./delimited";
import { PairsEditor } from "./pairsEditor";

export function startPairs(root: ParentNode): void {
  for (const section of root.querySelectorAll<HTMLElement>("[data-pairs][data-can-edit]:not([data-ready])")) {
    section.dataset["ready"] = "";
    if (section.dataset["ids"]) offerEditing(section);
    else new PairsEditor(section, []);
  }
}

function offerEditing(section: HTMLElement): void {
  const label = message("pairs.edit");
  const button = create("button", { type: "button", class: "button button-quiet button-icon button-small", "aria-label": label, title: label }, icon("edit"));
  button.addEventListener("click", () => {
    const pairs = readPairs(section);
    button.remove();
    new PairsEditor(section, pairs).focus();
  });
  section.querySelector("h3")?.append(button);
}

function readPairs(section: HTMLElement): Pair[] {
  return [...section.querySelectorAll("tbody tr")].map((row): Pair => [row.children[0]?.textContent ?? "", row.children[1]?.textContent ?? ""]);
}
