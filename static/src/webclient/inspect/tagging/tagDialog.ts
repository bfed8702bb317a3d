// The dialog for many tags: those that there are and those that are chosen, and new ones.
import { create } from "../../../lib/dom";
import { confirmDialog, formDialog } from "../../../lib/dialog";
import { message } from "../../../lib/messages";
import { changed, groupOf, refsOf } from "../panel";
import { forgetTags, ownTags, sendTags } from "../tags";
import { fits, grouped, loadTags, type Tag, type TagFilter } from "./tagData";
import { NewTagForm } from "./newTag";
import { TagList } from "./tagList";

export async function chooseTags(button: HTMLElement): Promise<void> {
  const [refs, own] = [refsOf(button), ownTags(button)];
  const chooser = new Chooser(groupOf(button), Number(button.closest<HTMLElement>("[data-user]")?.dataset["user"]), own);
  const look = { title: message("tags.title"), body: [chooser.element], confirm: message("edit.save"), wide: true };
  void chooser.load();
  await formDialog(look, async () => {
    const changes = await chooser.send(refs);
    forgetTags();
    changed(refs, message("tags.saved"), changes, "[data-choose-tags]");
  });
}

class Chooser {
  readonly element: HTMLElement;
  private all: Tag[] = [];
  private chosen: Set<number>;
  private readonly made: Tag[] = [];
  private readonly progress = create("progress", { max: 1, "aria-label": message("tags.loading") });
  private readonly words = create("input", { class: "input input-small", type: "search", "aria-label": message("tags.filter"), placeholder: message("tags.filter"), autocomplete: "off" });
  private readonly from = select("tags.from", [["anywhere", "tags.anywhere"], ["start", "tags.start"]]);
  private readonly owner = select("tags.owner", [["all", "tags.all"], ["me", "tags.me"], ["others", "tags.others"]]);
  private readonly available = new TagList("available", message("tags.available"), (tags) => this.choose(tags));
  private readonly picked = new TagList("picked", message("tags.picked"), (tags) => this.drop(tags));
  private readonly form: NewTagForm;

  constructor(
    private readonly group: string,
    private readonly me: number,
    private readonly own: readonly number[],
  ) {
    this.chosen = new Set(own);
    this.form = new NewTagForm((tag) => this.add(tag));
    this.element = create("div", { class: "tag-chooser" }, this.progress, this.filter(), this.lists(), this.form.element);
  }

  async load(): Promise<void> {
    try {
      this.all = await loadTags(this.group, (done, total) => (this.progress.value = total ? done / total : 1));
      this.progress.remove();
      this.form.setSets(this.all.filter((tag) => tag.inside));
    } catch (error) {
      this.progress.replaceWith(create("p", { class: "field-error", role: "alert" }, error instanceof Error ? error.message : String(error)));
    }
    this.show();
  }

  /** The changes, newest first. New tags are made one by one, so that each can be taken back. */
  async send(refs: readonly string[]): Promise<(number | null)[]> {
    const ids = [...this.chosen].filter((id) => id > 0);
    const changes: (number | null)[] = [];
    if (ids.length !== this.own.length || ids.some((id) => !this.own.includes(id))) changes.unshift(await sendTags(refs, ids, null));
    for (const { id, text, description, inside } of [...this.made]) {
      if (!this.chosen.has(id)) continue;
      const [tagset] = inside ?? [];
      changes.unshift(await sendTags(refs, ids, { text, description, ...(tagset ? { tagset } : {}) }));
      this.chosen.delete(id);
    }
    return changes;
  }

  private filter(): HTMLElement {
    this.words.addEventListener("input", () => this.show());
    this.words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.available.chooseFirst();
      this.words.select();
    });
    for (const choice of [this.from, this.owner]) choice.addEventListener("change", () => this.show());
    const reset = create("button", { type: "button", class: "button button-small" }, message("tags.reset"));
    reset.addEventListener("click", () => {
      this.chosen = new Set(this.own);
      this.show();
    });
    return create("div", { class: "tag-filter" }, this.words, this.from, this.owner, reset);
  }

  private lists(): HTMLElement {
    const column = (label: string, list: TagList): HTMLElement => create("div", { class: "tag-column" }, create("p", { class: "field-label" }, label), list.element);
    return create("div", { class: "tag-lists" }, column(message("tags.available"), this.available), column(message("tags.picked"), this.picked));
  }

  private show(): void {
    const filter: TagFilter = { words: this.words.value, from: this.from.value as TagFilter["from"], owner: this.owner.value as TagFilter["owner"] };
    this.available.show(grouped(this.all, (tag) => !this.chosen.has(tag.id) && fits(tag, filter, this.me)));
    const known = [...this.made, ...this.all].filter((tag) => this.chosen.has(tag.id));
    this.picked.show([{ set: null, tags: known }], (tag) => (tag.id < 0 ? { note: message("tags.new") } : {}));
  }

  private choose(tags: readonly Tag[]): void {
    for (const { id } of tags) this.chosen.add(id);
    this.show();
  }

  private drop(tags: readonly Tag[]): void {
    for (const { id } of tags) this.chosen.delete(id);
    this.show();
  }

  /** The same tag twice is the one that is there; the same text with another description is asked about. */
  private async add(tag: Omit<Tag, "id" | "owner">): Promise<boolean> {
    const alike = this.all.filter((other) => !other.inside && other.text === tag.text);
    const same = alike.find((other) => other.description === tag.description) ?? (alike.length && !(await this.another(tag.text)) ? alike[0] : undefined);
    if (same) this.choose([same]);
    else {
      const made = { ...tag, id: -1 - this.made.length, owner: { id: this.me, name: "" } };
      this.made.push(made);
      this.choose([made]);
    }
    return true;
  }

  private another(name: string): Promise<boolean> {
    return confirmDialog({ title: message("tags.another.title"), body: [message("tags.another", { name })], confirm: message("tags.another.make") });
  }
}

type SelectKey = Parameters<typeof message>[0];

function select(label: SelectKey, options: readonly (readonly [string, SelectKey])[]): HTMLSelectElement {
  const choices = options.map(([value, key]) => create("option", { value }, message(key)));
  return create("select", { class: "input input-small", "aria-label": message(label) }, ...choices);
}
