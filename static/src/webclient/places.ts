// Loads fragments into the centre and the inspector; a newer request replaces an older one.
import htmx from "htmx.org";
import { create } from "../lib/dom";

const SKELETON_AFTER = 150;

export async function loadInto(place: HTMLElement, url: string): Promise<void> {
  place.setAttribute("hx-sync", "this:replace");
  const timer = setTimeout(() => showSkeleton(place), SKELETON_AFTER);
  place.setAttribute("aria-busy", "true");
  try {
    await htmx.ajax("get", url, { source: place, target: place, swap: "innerHTML" });
  } catch {
    // Cancelled by a newer request, or failed: shell/fragments.ts has said so in the place itself.
  } finally {
    clearTimeout(timer);
    place.removeAttribute("aria-busy");
  }
}

function showSkeleton(place: HTMLElement): void {
  const lines = ["medium", "short", "", "medium", "short", "medium"];
  const bars = lines.map((width) => create("div", { class: `skeleton skeleton-line ${width}` }));
  place.replaceChildren(create("div", { class: "fragment-skeleton" }, create("div", { class: "skeleton skeleton-picture" }), ...bars));
}
