// Edits the key-values of a selection: saved shortly after typing, with Undo, and never over what somebody else wrote.
import { create, icon } from "../../../lib/dom";
import { address, postForm, RequestFailed } from "../../../lib/http";
import { message, type MessageKey } from "../../../lib/messages";
import { toast, toastError } from "../../../lib/toast";
import { announce, offerUndo } from "../../changes";
import { refsOf } from "../panel";
import { isBlock, parsePairs, writeBlock, writeCsv, type Pair } from "./delimited";
import { PairRows } from "./pairRows";

const PAUSE = 900;
/** What could not be saved, by the objects and annotations it is for. */
const drafts = new Map<string, readonly Pair[]>();

interface Answer {
  readonly ids: number[];
  readonly pairs: Pair[];
  readonly changes: number[];
}

export class PairsEditor {
  private readonly rows: PairRows;
  private readonly state = create("span", { class: "pairs-state", "aria-live": "polite" });
  private readonly problem = create("div", { class: "notice notice-warning", role: "alert", hidden: true });
  private expected: readonly Pair[];
  private changes: number[] = [];
  private timer = 0;
  private saving: Promise<void> = Promise.resolve();

  constructor(
    private readonly section: HTMLElement,
    pairs: readonly Pair[],
  ) {
    this.expected = pairs;
    this.rows = new PairRows(drafts.get(this.key) ?? pairs, () => this.typed());
    const title = section.querySelector("h3");
    section.replaceChildren(...(title ? [title] : []), this.rows.element, this.toolbar(), this.problem);
    section.addEventListener("paste", (event) => this.paste(event));
    section.addEventListener("focusout", (event) => this.left(event));
    if (drafts.has(this.key)) this.say("pairs.unsaved");
  }

  focus(): void {
    this.rows.focus(0);
  }

  /** New pairs for several objects are added by a button: objects that have some already keep them. */
  private get addsToMany(): boolean {
    return !this.section.dataset["ids"] && Number(this.section.dataset["count"]) > 1;
  }

  private get refs(): string[] {
    return (this.section.dataset["from"] ?? "").split("|");
  }

  private get key(): string {
    return `${this.section.dataset["from"] ?? ""} ${this.section.dataset["ids"] ?? ""}`;
  }

  private toolbar(): HTMLElement {
    const file = create("input", { type: "file", accept: ".csv,.tsv,.txt,text/csv", hidden: true });
    file.addEventListener("change", () => void this.readFile(file).catch(toastError));
    const tools: [MessageKey, string, () => void][] = [
      ["pairs.add", "add-row", () => this.rows.addRow()],
      ["pairs.remove", "delete", () => this.rows.remove()],
      ["pairs.up", "up", () => this.rows.move(-1)],
      ["pairs.down", "down", () => this.rows.move(1)],
      ["pairs.copy", "copy", () => void this.copy().catch(toastError)],
      ["pairs.in", "upload", () => file.click()],
      ["pairs.out", "download", () => this.writeFile()],
    ];
    const bar = create("div", { class: "pairs-tools", role: "group", "aria-label": message("pairs.tools") }, ...tools.map(([name, look, run]) => tool(name, look, run)), file, this.state);
    if (this.addsToMany) bar.append(this.addButton());
    return bar;
  }

  private addButton(): HTMLElement {
    const text = message("pairs.addToAll", { count: this.section.dataset["count"] ?? "" });
    const button = create("button", { type: "button", class: "button button-small", "data-add-pairs": true }, text);
    button.addEventListener("click", () => void this.save().then(() => this.finish()));
    return button;
  }

  private paste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!isBlock(text)) return;
    event.preventDefault();
    this.rows.insert(parsePairs(text, "\t"));
  }

  private async copy(): Promise<void> {
    const pairs = this.rows.chosen();
    await navigator.clipboard.writeText(writeBlock(pairs));
    toast(message("pairs.copied", { count: pairs.length }));
  }

  private async readFile(file: HTMLInputElement): Promise<void> {
    const [chosen] = file.files ?? [];
    file.value = "";
    if (chosen) this.rows.insert(parsePairs(await chosen.text()));
  }

  private writeFile(): void {
    const url = URL.createObjectURL(new Blob([writeCsv(this.rows.pairs)], { type: "text/csv" }));
    create("a", { href: url, download: `${refsOf(this.section)[0] ?? "key-values"}.csv` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  // --- saving ----------------------------------------------------------------------------------------------------

  private typed(): void {
    if (this.addsToMany) return;
    clearTimeout(this.timer);
    drafts.set(this.key, this.rows.pairs);
    this.say("pairs.typing");
    this.timer = window.setTimeout(() => void this.save(), PAUSE);
  }

  /** The table was left for something else: what was typed is saved at once, and can be taken back. */
  private left(event: FocusEvent): void {
    if (this.section.contains(event.relatedTarget as Node | null) || this.addsToMany || !document.hasFocus()) return;
    clearTimeout(this.timer);
    void this.save().then(() => this.offer());
  }

  private offer(): void {
    if (!this.changes.length) return;
    offerUndo(message("pairs.saved"), this.changes);
    this.changes = [];
  }

  private finish(): void {
    const saved = this.changes.length > 0;
    this.offer();
    if (saved) announce({ what: "annotated", refs: this.refs });
  }

  /** One after the other, so that each begins with what the one before left. */
  private save(): Promise<void> {
    this.saving = this.saving.then(() => this.send()).catch((error: unknown) => this.failed(error));
    return this.saving;
  }

  private async send(): Promise<void> {
    const pairs = this.rows.pairs;
    const before = this.key;
    if (same(pairs, this.expected)) return this.clean(before);
    const fields = { refs: this.refs.join("|"), ids: this.section.dataset["ids"] ?? "", pairs: JSON.stringify(pairs), expected: JSON.stringify(this.expected) };
    this.say("pairs.saving");
    const answer = await postForm<Answer>(address("/webclient/pairs/"), fields);
    if (!answer) return;
    this.changes = [...answer.changes, ...this.changes];
    if (!this.addsToMany) this.section.dataset["ids"] = answer.ids.join(",");
    this.expected = answer.pairs;
    if (!same(answer.pairs, pairs) && !this.addsToMany) this.rows.set(answer.pairs);
    this.clean(before);
    this.say("pairs.kept");
  }

  private clean(key: string): void {
    drafts.delete(key);
    drafts.delete(this.key);
    this.problem.hidden = true;
  }

  private failed(error: unknown): void {
    this.say("pairs.unsaved");
    const said = error instanceof RequestFailed ? (error.said as { current?: Pair[] } | null) : null;
    const buttons = error instanceof RequestFailed && error.status === 409 && said?.current ? this.choices(said.current) : [this.again()];
    const text = create("p", {}, error instanceof Error ? error.message : String(error));
    this.problem.replaceChildren(icon("warning"), create("div", { class: "pairs-problem" }, text, create("div", { class: "input-row" }, ...buttons)));
    this.problem.hidden = false;
    if (!this.section.isConnected) toastError(error);
  }

  private choices(current: readonly Pair[]): HTMLElement[] {
    const take = (pairs: readonly Pair[]): void => {
      this.expected = current;
      this.rows.set(pairs);
      void this.save();
    };
    return [press("pairs.mine", () => take(this.rows.pairs)), press("pairs.theirs", () => take(current))];
  }

  private again(): HTMLElement {
    return press("retry", () => void this.save());
  }

  private say(key: MessageKey): void {
    this.state.textContent = message(key);
  }
}

function same(one: readonly Pair[], other: readonly Pair[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function press(key: MessageKey, run: () => void): HTMLElement {
  const button = create("button", { type: "button", class: "button button-small" }, message(key));
  button.addEventListener("click", run);
  return button;
}

/** Does not take the focus, so that the row where the cursor is stays known. */
function tool(key: MessageKey, look: string, run: () => void): HTMLElement {
  const label = message(key);
  const button = create("button", { type: "button", class: "button button-quiet button-icon button-small", "aria-label": label, title: label }, icon(look));
  button.addEventListener("click", run);
  return button;
}
