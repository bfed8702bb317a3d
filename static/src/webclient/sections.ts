// Open and closed sections and the chosen tab are remembered; sections and tabs load what they show when it is looked at.
import { on } from "../lib/dom";
import { recall, remember } from "../lib/memory";
import { loadInto } from "./places";

export function startSections(): void {
  document.addEventListener("toggle", (event) => toggled(event.target as HTMLElement), true);
  document.addEventListener("htmx:load", (event) => restore(event.target as HTMLElement));
  on("click", '[role="tab"]', (tab) => selectTab(tab));
  on("keydown", '[role="tab"]', (tab, event) => onKey(tab, event));
  restore(document.body);
}

/** A section with data-lazy is filled when it is first opened. */
function toggled(element: HTMLElement): void {
  const { section: name, lazy } = element.dataset ?? {};
  const place = element.querySelector<HTMLElement>("[data-lazy-place]");
  if (lazy && place && (element as HTMLDetailsElement).open && !place.childElementCount) void loadInto(place, lazy);
  if (name) remember(`section.${name}`, (element as HTMLDetailsElement).open ? "open" : "closed");
}

function restore(root: HTMLElement): void {
  for (const section of root.querySelectorAll<HTMLDetailsElement>("details[data-section]")) {
    const state = recall(`section.${section.dataset["section"] ?? ""}`);
    if (state) section.open = state === "open";
  }
  for (const tabs of root.querySelectorAll<HTMLElement>("[data-tabs]")) {
    const chosen = tabs.querySelector<HTMLElement>(`#${CSS.escape(recall(`tabs.${tabs.dataset["tabs"] ?? ""}`) ?? "none")}`);
    if (chosen) selectTab(chosen);
  }
}

function onKey(tab: HTMLElement, event: KeyboardEvent): void {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const tabs = [...(tab.parentElement?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [])];
  const next = step && tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
  if (!next) return;
  event.preventDefault();
  next.focus();
  selectTab(next);
}

function selectTab(tab: HTMLElement): void {
  const tabs = tab.parentElement?.dataset["tabs"];
  if (tabs) remember(`tabs.${tabs}`, tab.id);
  for (const other of tab.parentElement?.querySelectorAll<HTMLElement>('[role="tab"]') ?? []) {
    const chosen = other === tab;
    other.setAttribute("aria-selected", String(chosen));
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute("aria-controls") ?? "");
    if (panel) panel.hidden = !chosen;
    if (chosen && panel?.dataset["panelUrl"] && !panel.childElementCount) void loadInto(panel, panel.dataset["panelUrl"]);
  }
}
