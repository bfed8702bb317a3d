// Above the grid: what can be filtered by, and a chip for every filter that holds. Loaded when somebody opens it.
import { create, icon } from "../../lib/dom";
import { getJson } from "../../lib/http";
import { message, type MessageKey } from "../../lib/messages";
import { toastError } from "../../lib/toast";
import type { Facets, Query } from "../api";
import { describe, withFilter, type Filter, type Operation } from "./filters";

type Key = Facets["keys"][number];
const ON_TEXTS: readonly Operation[] = ["contains", "equals"];
const ON_NUMBERS: readonly Operation[] = ["greater", "less", "number", "contains"];
const REST = 250;

export interface FilterSource {
  /** The address of a part of the listing: facets or values. */
  url(part: string, query: Query): string;
  changed(filters: readonly Filter[]): void;
}

export class FilterBar {
  private filters: readonly Filter[] = [];
  private readonly chips = create("ul", { class: "chips filter-chips", "aria-label": message("filter.label") });
  private readonly form = create("div", { class: "filter-form" });
  private readonly values = create("datalist", { id: "filter-values" });
  private timer = 0;

  constructor(
    private readonly place: HTMLElement,
    private readonly source: FilterSource,
  ) {
    place.replaceChildren(this.form, this.chips, this.values);
    this.form.append(this.nameField(), this.ratingField(), create("span", { class: "filter-note" }, message("filter.loading")));
    void this.loadFacets().catch(toastError);
  }

  focus(): void {
    this.place.querySelector("input")?.focus();
  }

  clear(): void {
    this.set([]);
    for (const field of this.place.querySelectorAll<HTMLInputElement | HTMLSelectElement>(".filter-form :is(input, select)")) {
      if (field instanceof HTMLInputElement) field.value = "";
      else field.selectedIndex = 0;
    }
  }

  private async loadFacets(): Promise<void> {
    const facets = await getJson<Facets>(this.source.url("facets/", {})).finally(() => this.form.lastElementChild?.remove());
    if (facets.tags.length) this.form.append(this.tagField(facets.tags));
    if (facets.keys.length) this.form.append(this.keyFields(facets.keys));
  }

  private add(filter: Filter): void {
    this.set(withFilter(this.filters, filter));
  }

  private set(filters: readonly Filter[]): void {
    this.filters = filters;
    this.showChips();
    this.source.changed(filters);
  }

  private without(by: readonly Filter["by"][]): readonly Filter[] {
    return this.filters.filter((filter) => !by.includes(filter.by));
  }

  private showChips(): void {
    this.chips.replaceChildren(...this.filters.map((filter) => this.chip(filter)));
    if (this.filters.length < 2) return;
    const all = create("button", { type: "button", class: "button button-quiet button-small" }, message("filter.clear"));
    all.addEventListener("click", () => this.clear());
    this.chips.append(create("li", {}, all));
  }

  private chip(filter: Filter): HTMLElement {
    const what = describe(filter);
    const remove = create("button", { type: "button", class: "chip-remove", "aria-label": message("filter.remove", { what }) }, icon("close"));
    remove.addEventListener("click", () => {
      this.set(this.filters.filter((other) => other !== filter));
      this.focus();
    });
    return create("li", { class: "chip" }, what, remove);
  }

  private nameField(): HTMLElement {
    const input = create("input", { class: "input input-small", type: "search", placeholder: message("filter.name.hint") });
    input.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.setName(input.value.trim()), REST);
    });
    return labelled("filter.name", input);
  }

  private setName(words: string): void {
    if (words) this.add({ by: "name", words });
    else this.set(this.without(["name"]));
  }

  private ratingField(): HTMLElement {
    const ratings = [5, 4, 3, 2, 1].map((rating) => option(String(rating), message("filter.chip.rating", { rating })));
    const none = option("none", message("filter.rating.none"));
    const select = create("select", { class: "input input-small" }, option("", message("filter.rating.any")), ...ratings, none);
    select.addEventListener("change", () => {
      if (select.value === "none") this.add({ by: "unrated" });
      else if (select.value) this.add({ by: "rating", rating: Number(select.value) });
      else this.set(this.without(["rating", "unrated"]));
    });
    return labelled("filter.rating", select);
  }

  private tagField(tags: Facets["tags"]): HTMLElement {
    const choices = tags.map((tag) => option(String(tag.id), `${tag.text} (${tag.count.toLocaleString()})`));
    const select = create("select", { class: "input input-small" }, option("", message("filter.tag.choose")), ...choices);
    select.addEventListener("change", () => {
      const tag = tags.find(({ id }) => String(id) === select.value);
      if (tag) this.add({ by: "tag", id: tag.id, text: tag.text });
      select.value = "";
    });
    return labelled("filter.tag", select);
  }

  private keyFields(keys: readonly Key[]): HTMLElement {
    const key = create("select", { class: "input input-small" }, option("", message("filter.key.choose")), ...keys.map(keyOption));
    const op = create("select", { class: "input input-small", "aria-label": message("filter.op"), hidden: true });
    const value = create("input", { class: "input input-small", "aria-label": message("filter.value"), list: this.values.id, hidden: true });
    const add = create("button", { class: "button button-small", hidden: true }, message("filter.add"));
    const form = create("form", { class: "filter-pair" }, labelled("filter.key", key), op, value, add);
    key.addEventListener("change", () => {
      const chosen = keys.find((one) => one.key === key.value);
      for (const field of [op, value, add]) field.hidden = !chosen;
      if (chosen) offer(chosen, op, value);
      if (chosen) void this.suggest(chosen.key, "");
    });
    value.addEventListener("input", () => void this.suggest(key.value, value.value));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!key.value || !value.value.trim()) return value.focus();
      this.add({ by: "pair", key: key.value, op: op.value as Operation, value: value.value.trim() });
      value.value = "";
    });
    return form;
  }

  private async suggest(key: string, text: string): Promise<void> {
    const found = await getJson<string[]>(this.source.url("values/", { key, text })).catch(() => []);
    this.values.replaceChildren(...found.map((value) => option(value, value)));
  }
}

function keyOption(key: Key): HTMLOptionElement {
  return option(key.key, `${key.key} (${key.count.toLocaleString()})`);
}

/** Numbers are compared, and the field says between which ends they lie. */
function offer(key: Key, op: HTMLSelectElement, value: HTMLInputElement): void {
  const operations = key.isNumeric ? ON_NUMBERS : ON_TEXTS;
  op.replaceChildren(...operations.map((name) => option(name, message(`filter.op.${name}` as MessageKey))));
  const known = key.isNumeric && key.low !== null && key.high !== null;
  value.placeholder = known ? message("filter.range", { low: key.low ?? "", high: key.high ?? "" }) : "";
}

function option(value: string, text: string): HTMLOptionElement {
  return create("option", { value }, text);
}

function labelled(key: MessageKey, field: HTMLElement): HTMLElement {
  return create("label", { class: "filter-field" }, create("span", {}, message(key)), field);
}
