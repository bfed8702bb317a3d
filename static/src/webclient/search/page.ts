// The search page: results select like thumbnails and drive the inspector.
import { need } from "../../lib/dom";
import { address } from "../../lib/http";
import { toastError } from "../../lib/toast";
import { onChange } from "../changes";
import { showPart } from "../columns";
import { showInspector } from "../inspect/place";
import { parseRef } from "../refs";

export class SearchPage {
  private readonly rows: HTMLElement[];
  private readonly inspector: HTMLElement;
  private chosen = new Set<string>();
  private anchor = 0;

  constructor(root: HTMLElement) {
    this.rows = [...root.querySelectorAll<HTMLElement>("[data-hit]")];
    this.inspector = need("#inspector", root);
    const body = root.querySelector<HTMLElement>(".search-results tbody");
    body?.addEventListener("click", (event) => this.onClick(event));
    body?.addEventListener("keydown", (event) => this.onKey(event));
    body?.addEventListener("dblclick", (event) => this.open(this.rowAt(event)));
    need<HTMLFormElement>(".search-form", root).addEventListener("change", (event) => this.onChange(event));
    onChange(() => void this.reload().catch(toastError));
    showPart(root, this.rows.length || root.querySelector("#contents .state") ? "contents" : "tree");
  }

  async reload(): Promise<void> {
    if (this.chosen.size) await showInspector(this.inspector, [...this.chosen]);
  }

  /** Boxes and choices search at once; texts wait for Enter. */
  private onChange(event: Event): void {
    const field = event.target as HTMLInputElement;
    if (field.type === "checkbox" || field.tagName === "SELECT") field.form?.requestSubmit();
  }

  private onClick(event: MouseEvent): void {
    const row = this.rowAt(event);
    const onLink = event.target instanceof Element && event.target.closest("a:not([data-select])");
    if (!row || onLink) return;
    event.preventDefault();
    const at = this.rows.indexOf(row);
    if (event.shiftKey) this.choose(this.rows.slice(Math.min(at, this.anchor), Math.max(at, this.anchor) + 1));
    else if (event.ctrlKey || event.metaKey) this.toggle(row, at);
    else this.chooseOne(at);
  }

  private onKey(event: KeyboardEvent): void {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    const row = this.rowAt(event);
    if (step === undefined || !row) return;
    event.preventDefault();
    this.chooseOne(Math.max(0, Math.min(this.rows.length - 1, this.rows.indexOf(row) + step)));
  }

  private chooseOne(at: number): void {
    const row = this.rows[at];
    if (!row) return;
    this.anchor = at;
    row.querySelector<HTMLElement>("[data-select]")?.focus();
    this.choose([row]);
  }

  private toggle(row: HTMLElement, at: number): void {
    this.anchor = at;
    this.choose(this.rows.filter((other) => (other === row) !== this.chosen.has(other.dataset["hit"] ?? "")));
  }

  private choose(rows: readonly HTMLElement[]): void {
    this.chosen = new Set(rows.map((row) => row.dataset["hit"] ?? ""));
    for (const row of this.rows) {
      const is = this.chosen.has(row.dataset["hit"] ?? "");
      row.classList.toggle("is-selected", is);
      row.querySelector("[data-select]")?.setAttribute("aria-current", String(is));
    }
    void this.reload();
  }

  private open(row: HTMLElement | null): void {
    const { kind, id } = parseRef(row?.dataset["hit"] ?? "-0");
    if (kind === "image") location.assign(address(`/webclient/img_detail/${id}/`));
  }

  private rowAt(event: Event): HTMLElement | null {
    return event.target instanceof Element ? event.target.closest<HTMLElement>("[data-hit]") : null;
  }
}
