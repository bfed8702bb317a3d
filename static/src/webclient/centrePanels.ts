// What apps show in the centre in place of thumbnails: chosen in its head, remembered for the next container.
import { create, on } from "../lib/dom";
import { recall, remember } from "../lib/memory";
import { loadInto } from "./places";

const CHOSEN = "centre-panel";

/** `contents` is the place that the fragments of the centre are loaded into. */
export function startCentrePanels(contents: HTMLElement): void {
  on("click", "[data-centre-panel]", (button) => {
    remember(CHOSEN, button.dataset["centrePanel"] || null);
    void choose(contents, button);
  });
  contents.addEventListener("htmx:load", (event) => event.target === contents && restore(contents));
  restore(contents);
}

/** A fragment is new: whoever chose a panel sees it again, where there is one of that name. */
function restore(contents: HTMLElement): void {
  contents.classList.remove("shows-panel");
  const choice = contents.querySelector<HTMLElement>("[data-centre-panels]");
  if (choice) choice.hidden = false;
  const name = recall(CHOSEN);
  const button = name === null ? null : choice?.querySelector<HTMLElement>(`[data-centre-panel="${CSS.escape(name)}"]`);
  if (button) void choose(contents, button);
}

async function choose(contents: HTMLElement, button: HTMLElement): Promise<void> {
  for (const other of button.parentElement?.children ?? []) other.setAttribute("aria-pressed", String(other === button));
  const url = button.dataset["url"];
  contents.querySelector(".centre-panel")?.remove();
  contents.classList.toggle("shows-panel", url !== undefined);
  if (url === undefined) return;
  const panel = create("section", { class: "app-panel centre-panel", "aria-label": button.textContent?.trim() ?? "" });
  contents.append(panel);
  await loadInto(panel, url);
}
