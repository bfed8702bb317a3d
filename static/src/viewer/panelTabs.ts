// The tabs of the panel, as the ARIA pattern has them: arrows change the tab, Tab goes into it.
import { recall, remember } from "../lib/memory";

const MEMORY = "viewer.tab";

export class PanelTabs {
  private readonly tabs: readonly HTMLElement[];

  constructor(private readonly root: HTMLElement) {
    this.tabs = [...root.querySelectorAll<HTMLElement>("[role=tab]")];
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.show(tab.dataset["tab"] ?? ""));
      tab.addEventListener("keydown", (event) => this.key(event, tab));
    }
    this.show(recall(MEMORY) ?? this.tabs[0]?.dataset["tab"] ?? "");
  }

  show(name: string): void {
    const known = this.tabs.some((tab) => tab.dataset["tab"] === name);
    if (!known) return this.show(this.tabs[0]?.dataset["tab"] ?? "");
    for (const tab of this.tabs) {
      const chosen = tab.dataset["tab"] === name;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      const panel = this.root.querySelector<HTMLElement>(`[data-tab-panel="${tab.dataset["tab"]}"]`);
      if (panel) panel.hidden = !chosen;
    }
    remember(MEMORY, name);
  }

  private key(event: KeyboardEvent, tab: HTMLElement): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = this.tabs[(this.tabs.indexOf(tab) + step + this.tabs.length) % this.tabs.length];
    next?.click();
    next?.focus();
  }
}
