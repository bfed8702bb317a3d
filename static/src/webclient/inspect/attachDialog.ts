// Attaching: files from the own computer, with progress, and files that hang on something else already.
import { create, icon } from "../../lib/dom";
import { formDialog } from "../../lib/dialog";
import { address, getJson, postChange } from "../../lib/http";
import { message } from "../../lib/messages";
import { bytes } from "../../lib/sizes";
import { uploadForm } from "../../lib/upload";
import { changed, fieldsOf, groupOf, refsOf } from "./panel";

interface Existing {
  readonly id: number;
  readonly name: string;
  readonly size: number;
  readonly owner: string;
}

export async function attach(button: HTMLElement): Promise<void> {
  const refs = refsOf(button);
  const uploads = new Uploads();
  const existing = new ExistingFiles(refs, groupOf(button));
  const look = { title: message("attach.title"), body: [uploads.element, existing.element], confirm: message("attach.do"), wide: true };
  await formDialog(look, async () => {
    if (!uploads.count && !existing.chosen.size) throw new Error(message("attach.nothing"));
    const count = uploads.count + existing.chosen.size;
    const changes = [...(await existing.send(refs)), ...(await uploads.send(refs))];
    changed(refs, message(count === 1 ? "attach.done.one" : "attach.done", { count }), changes, "[data-attach]");
  });
}

/** Files that are chosen or dropped; what has been sent is not sent again when the dialog is tried once more. */
class Uploads {
  readonly element: HTMLElement;
  private readonly list = create("ul", { class: "files", "aria-live": "polite" });
  private waiting: { file: File; row: HTMLElement; bar: HTMLProgressElement }[] = [];
  private readonly sent: (number | null)[] = [];

  constructor() {
    const input = create("input", { type: "file", multiple: true, class: "input", "aria-label": message("attach.files") });
    input.addEventListener("change", () => {
      this.add(input.files);
      input.value = "";
    });
    const place = create("div", { class: "drop-place" }, icon("upload"), create("p", {}, message("attach.drop")), input);
    place.addEventListener("dragover", (event) => event.preventDefault());
    place.addEventListener("drop", (event) => {
      event.preventDefault();
      this.add(event.dataTransfer?.files ?? null);
    });
    this.element = create("div", {}, place, this.list);
  }

  get count(): number {
    return this.waiting.length;
  }

  async send(refs: readonly string[]): Promise<(number | null)[]> {
    for (const one of [...this.waiting]) {
      const form = new FormData();
      for (const [kind, ids] of Object.entries(fieldsOf(refs))) for (const id of [ids].flat()) form.append(kind, String(id));
      form.append("annotation_file", one.file);
      one.bar.hidden = false;
      const { change } = await uploadForm(address("/webclient/annotate_file/"), form, (part) => (one.bar.value = part));
      this.sent.unshift(change);
      this.remove(one.row);
    }
    return this.sent;
  }

  private add(files: FileList | null): void {
    for (const file of files ?? []) {
      const bar = create("progress", { max: 1, value: 0, hidden: true, "aria-label": file.name });
      const remove = create("button", { type: "button", class: "button button-quiet button-icon button-small", "aria-label": message("attach.not", { name: file.name }) }, icon("close"));
      const row = create("li", {}, icon("file"), create("span", { class: "file-name" }, file.name), create("span", { class: "file-size numeric" }, bytes(file.size)), bar, remove);
      remove.addEventListener("click", () => this.remove(row));
      this.waiting.push({ file, row, bar });
      this.list.append(row);
    }
  }

  private remove(row: HTMLElement): void {
    this.waiting = this.waiting.filter((one) => one.row !== row);
    row.remove();
  }
}

const PAUSE = 250;

class ExistingFiles {
  readonly element: HTMLElement;
  readonly chosen = new Set<number>();
  private readonly list = create("ul", { class: "files existing-files" });
  private readonly words = create("input", { class: "input input-small", type: "search", "aria-label": message("attach.filter"), placeholder: message("attach.filter"), autocomplete: "off" });
  private timer = 0;
  private asked = 0;

  constructor(
    private readonly refs: readonly string[],
    private readonly group: string,
  ) {
    this.words.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.load(), PAUSE);
    });
    this.words.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    this.element = create("fieldset", { class: "existing" }, create("legend", { class: "field-label" }, message("attach.existing")), this.words, this.list);
    void this.load();
  }

  async send(refs: readonly string[]): Promise<(number | null)[]> {
    const changes: (number | null)[] = [];
    for (const id of [...this.chosen]) {
      const { change } = await postChange(address("/webclient/annotate_file/"), { ...fieldsOf(refs), files: id });
      changes.unshift(change);
      this.chosen.delete(id);
    }
    return changes;
  }

  private async load(): Promise<void> {
    const asked = ++this.asked;
    try {
      const query = { group: this.group, q: this.words.value, ...fieldsOf(this.refs.slice(0, 200)) };
      const found = await getJson<{ files: Existing[]; more: boolean }>(address("/webclient/attachments/", query));
      if (asked === this.asked) this.show(found.files, found.more);
    } catch (error) {
      this.list.replaceChildren(create("li", { class: "field-error", role: "alert" }, error instanceof Error ? error.message : String(error)));
    }
  }

  private show(files: readonly Existing[], more: boolean): void {
    const rows = files.map((file) => this.row(file));
    if (!files.length) rows.push(create("li", { class: "lead" }, message("attach.none")));
    if (more) rows.push(create("li", { class: "lead" }, message("attach.more")));
    this.list.replaceChildren(...rows);
  }

  private row(file: Existing): HTMLElement {
    const tick = create("input", { type: "checkbox" });
    tick.checked = this.chosen.has(file.id);
    tick.addEventListener("change", () => (tick.checked ? this.chosen.add(file.id) : this.chosen.delete(file.id)));
    const label = create("label", { class: "check" }, tick, create("span", { class: "file-name" }, file.name), create("span", { class: "file-size" }, `${file.owner}, ${bytes(file.size)}`));
    return create("li", {}, label);
  }
}
