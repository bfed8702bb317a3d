// The table in which key-values are edited: rows of two fields, the last one always empty.
import { create } from "../../../lib/dom";
import { message } from "../../../lib/messages";
import type { Pair } from "./delimited";

interface Row {
  readonly element: HTMLTableRowElement;
  readonly chosen: HTMLInputElement;
  readonly key: HTMLTextAreaElement;
  readonly value: HTMLTextAreaElement;
}

export class PairRows {
  readonly element: HTMLTableElement;
  private readonly body = create("tbody");
  private rows: Row[] = [];
  private current = 0;

  constructor(pairs: readonly Pair[], private readonly typed: () => void) {
    const heads = ["pairs.chosen", "pairs.key", "pairs.value"] as const;
    const head = create("thead", { class: "visually-hidden" }, create("tr", {}, ...heads.map((name) => create("th", { scope: "col" }, message(name)))));
    this.element = create("table", { class: "pairs-edit" }, head, this.body);
    this.body.addEventListener("focusin", (event) => (this.current = Math.max(0, this.rowOf(event.target))));
    this.body.addEventListener("keydown", (event) => this.onKey(event));
    this.set(pairs);
  }

  /** Without empty rows. */
  get pairs(): Pair[] {
    return this.all().filter(([key, value]) => key.trim() || value.trim());
  }

  set(pairs: readonly Pair[]): void {
    this.rows = pairs.map(([key, value]) => this.makeRow(key, value));
    this.show();
  }

  /** Into the row where the cursor is if that is empty, else below it. */
  insert(pairs: readonly Pair[]): void {
    const [key = "", value = ""] = this.all()[this.current] ?? [];
    const isEmpty = !key && !value;
    this.rows.splice(isEmpty ? this.current : this.current + 1, isEmpty ? 1 : 0, ...pairs.map(([one, other]) => this.makeRow(one, other)));
    this.show();
    this.focus(this.current + pairs.length - (isEmpty ? 1 : 0));
    this.typed();
  }

  addRow(): void {
    this.rows.splice(this.current + 1, 0, this.makeRow("", ""));
    this.show();
    this.focus(this.current + 1);
  }

  /** The rows that are ticked, else the one where the cursor is. */
  chosen(): Pair[] {
    const chosen = this.chosenRows();
    return this.all().filter(([key, value], at) => (key || value) && chosen.includes(this.rows[at] as Row));
  }

  remove(): void {
    const gone = this.chosenRows();
    this.rows = this.rows.filter((row) => !gone.includes(row));
    this.show();
    this.focus(Math.min(this.current, this.rows.length - 1));
    this.typed();
  }

  /** Moves the chosen rows by one place; the empty row stays the last. */
  move(step: -1 | 1): void {
    const moved = this.chosenRows();
    const order = step < 0 ? moved : moved.toReversed();
    for (const row of order) {
      const at = this.rows.indexOf(row);
      const other = this.rows[at + step];
      if (!other || moved.includes(other) || at + step >= this.rows.length - 1 || at === this.rows.length - 1) continue;
      [this.rows[at], this.rows[at + step]] = [other, row];
    }
    const focused = moved[0];
    this.show();
    this.focus(focused ? this.rows.indexOf(focused) : this.current);
    this.typed();
  }

  focus(at: number): void {
    this.rows[Math.max(0, at)]?.key.focus();
  }

  private all(): Pair[] {
    return this.rows.map(({ key, value }) => [key.value, value.value]);
  }

  private chosenRows(): Row[] {
    const ticked = this.rows.filter((row) => row.chosen.checked);
    const current = this.rows[this.current];
    return ticked.length ? ticked : current ? [current] : [];
  }

  private rowOf(target: EventTarget | null): number {
    return this.rows.findIndex((row) => target instanceof Node && row.element.contains(target));
  }

  private makeRow(key: string, value: string): Row {
    const [one, other] = [key, value].map((text) => {
      const input = create("textarea", { class: "input input-small", rows: 1, autocomplete: "off", spellcheck: "false" });
      input.value = text;
      input.addEventListener("input", () => this.onInput());
      return input;
    }) as [HTMLTextAreaElement, HTMLTextAreaElement];
    const chosen = create("input", { type: "checkbox" });
    const element = create("tr", {}, create("td", { class: "pairs-tick" }, chosen), create("td", {}, one), create("td", {}, other));
    return { element, chosen, key: one, value: other };
  }

  private onInput(): void {
    if (this.rows.at(-1)?.key.value || this.rows.at(-1)?.value.value) this.show();
    this.typed();
  }

  /** Puts the rows on the page as far as they are not there, and an empty one below them. */
  private show(): void {
    const last = this.rows.at(-1);
    if (!last || last.key.value || last.value.value) this.rows.push(this.makeRow("", ""));
    this.rows.forEach((row, at) => {
      if (this.body.children[at] !== row.element) this.body.insertBefore(row.element, this.body.children[at] ?? null);
      this.name(row, at + 1);
    });
    while (this.body.children.length > this.rows.length) this.body.lastElementChild?.remove();
  }

  private name(row: Row, number: number): void {
    row.chosen.setAttribute("aria-label", message("pairs.chosen.row", { number }));
    row.key.setAttribute("aria-label", message("pairs.key.row", { number }));
    row.value.setAttribute("aria-label", message("pairs.value.row", { number }));
    row.key.placeholder = number === this.rows.length ? message("pairs.key") : "";
    row.value.placeholder = number === this.rows.length ? message("pairs.value") : "";
  }

  private onKey(event: KeyboardEvent): void {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement)) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (event.altKey && step) this.move(step as 1 | -1);
    else if (step && !field.value.includes("\n")) this.step(field, step);
    else if (event.key === "Enter" && !event.shiftKey && field instanceof HTMLTextAreaElement) this.enter(field);
    else return;
    event.preventDefault();
  }

  /** From the key to its value, from there to the next key. */
  private enter(field: HTMLTextAreaElement): void {
    const row = this.rows[this.current];
    if (row && field === row.key) return row.value.focus();
    this.focus(Math.min(this.current + 1, this.rows.length - 1));
  }

  private step(field: HTMLElement, step: number): void {
    const [row, next] = [this.rows[this.current], this.rows[this.current + step]];
    if (!row || !next) return;
    (field === row.value ? next.value : field === row.chosen ? next.chosen : next.key).focus();
  }
}
