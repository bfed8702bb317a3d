// The theme switch. The choice is a cookie, so that the server can write it into the page before the first paint.
import { on } from "../lib/dom";

const YEAR = 31_536_000;

export function startTheme(): void {
  mark(document.documentElement.dataset["theme"] ?? "");
  on("click", "[data-set-theme]", (button) => setTheme(button.dataset["setTheme"] ?? ""));
}

/** "light", "dark", "contrast", or "" for the system's choice. */
function setTheme(theme: string): void {
  const root = document.documentElement;
  if (theme) root.dataset["theme"] = theme;
  else delete root.dataset["theme"];
  document.cookie = `theme=${theme}; path=${root.dataset["root"] || "/"}; max-age=${theme ? YEAR : 0}; SameSite=Lax`;
  mark(theme);
}

function mark(theme: string): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset["setTheme"] === theme));
  }
}
