// The search box of the top bar: while somebody types, how many there are of each kind, and words that begin so.
import { create, icon } from "../lib/dom";
import { address, getJson } from "../lib/http";
import { message, things } from "../lib/messages";

interface Hints {
  total: number;
  complete: boolean;
  counts: Record<string, number>;
  words: string[];
  problem?: string;
}

const REST = 200;

export function startSearch(): void {
  const form = document.querySelector<HTMLFormElement>("[data-search-box]");
  if (form) new SearchBox(form);
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    form?.querySelector("input")?.focus();
  });
}

class SearchBox {
  private readonly input: HTMLInputElement;
  private readonly list = create("div", { class: "menu-panel search-hints", id: "search-hints", role: "listbox", "aria-label": message("search.hints"), hidden: true });
  private readonly heard = create("p", { class: "visually-hidden", role: "status" });
  private timer = 0;
  private asked: AbortController | null = null;

  constructor(private readonly form: HTMLFormElement) {
    this.input = form.querySelector("input") as HTMLInputElement;
    const roles = { role: "combobox", "aria-expanded": "false", "aria-controls": "search-hints", "aria-autocomplete": "list" };
    for (const [name, value] of Object.entries(roles)) this.input.setAttribute(name, value);
    form.append(this.list, this.heard);
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("focus", () => this.later());
    form.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("focusout", (event) => this.form.contains(event.relatedTarget as Node) || this.close());
  }

  private later(): void {
    clearTimeout(this.timer);
    this.asked?.abort();
    if (!this.input.value.trim()) return this.close();
    this.timer = window.setTimeout(() => void this.ask(), REST);
  }

  private async ask(): Promise<void> {
    this.asked = new AbortController();
    const query = { search_query: this.input.value };
    try {
      this.show(await getJson<Hints>(address("/webclient/search/hints/", query), this.asked.signal));
    } catch {
      this.close(); // the page itself says what is wrong
    }
  }

  private show(hints: Hints): void {
    if (!this.form.contains(document.activeElement)) return;
    const text = this.input.value.trim();
    const all = message("search.all", { count: counted(hints.total, hints.complete) });
    const kinds = Object.entries(hints.counts).filter(([, count]) => count > 0);
    const words = hints.words.filter((word) => word.toLowerCase() !== text.toLowerCase());
    this.list.replaceChildren(
      ...(hints.problem ? [create("p", { class: "lead search-problem" }, hints.problem)] : [this.option(all, "search", { search_query: text })]),
      ...kinds.map(([kind, count]) => this.option(things(count, kind) + (hints.complete ? "" : "+"), kind, { search_query: text, type: kind })),
      ...words.map((word) => this.option(word, "pen-line", { search_query: replaceLast(text, word) })),
    );
    this.heard.textContent = hints.problem ?? all;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  private option(label: string, iconName: string, query: Record<string, string>): HTMLElement {
    const href = address("/webclient/search/", query);
    return create("a", { class: "menu-item", role: "option", tabindex: -1, href, "aria-selected": "false" }, icon(iconName), create("span", { class: "truncate" }, label));
  }

  private onKey(event: KeyboardEvent): void {
    const options = [...this.list.querySelectorAll<HTMLElement>("[role=option]")];
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (event.key === "Escape" && !this.list.hidden) {
      this.input.focus();
      this.close();
    } else if (step !== undefined && options.length) {
      event.preventDefault();
      const to = options.indexOf(document.activeElement as HTMLElement) + step;
      (to < 0 ? this.input : options[to % options.length])?.focus();
    }
  }

  private close(): void {
    this.asked?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

function counted(total: number, complete: boolean): string {
  return total.toLocaleString() + (complete ? "" : "+");
}

function replaceLast(text: string, word: string): string {
  return text.slice(0, text.lastIndexOf(" ") + 1) + word;
}
