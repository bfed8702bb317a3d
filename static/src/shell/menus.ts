// <details class="menu"> opens without a script; this closes it on Escape, on a click outside, when focus leaves,
// and when an action was chosen.
import { on } from "../lib/dom";

export function startMenus(): void {
  document.addEventListener("click", (event) => closeOthers(event.target as Node));
  on("click", ".menu-item[data-action]", (item) => item.closest("details")?.removeAttribute("open"));
  document.addEventListener("focusin", (event) => closeOthers(event.target as Node));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

function closeOthers(target: Node): void {
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
}

function openMenus(): NodeListOf<HTMLDetailsElement> {
  return document.querySelectorAll<HTMLDetailsElement>("details.menu[open]");
}
