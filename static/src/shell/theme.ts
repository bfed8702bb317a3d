// The theme switch. base.jinja2 applies the remembered theme before the first paint; here it is changed.
import { on } from "../lib/dom";
import { recall, remember } from "../lib/memory";

export function startTheme(): void {
  show(recall("theme"));
  on("click", "[data-set-theme]", (button) => {
    const theme = button.dataset["setTheme"] || null;
    remember("theme", theme);
    show(theme);
  });
}

function show(theme: string | null): void {
  const root = document.documentElement;
  if (theme) root.dataset["theme"] = theme;
  else delete root.dataset["theme"];
  for (const button of document.querySelectorAll<HTMLElement>("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String((button.dataset["setTheme"] ?? "") === (theme ?? "")));
  }
}
