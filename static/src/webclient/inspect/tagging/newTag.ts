// A new tag: its text, a description, and the tag set it goes into.
import { create } from "../../../lib/dom";
import { message, type MessageKey } from "../../../lib/messages";
import { toastError } from "../../../lib/toast";
import type { Tag } from "./tagData";

/** What the form says: `inside` holds the id of the tag set, if one was chosen. */
export type TagWish = Omit<Tag, "id" | "owner">;

export class NewTagForm {
  readonly element: HTMLElement;
  private readonly text = input("tags.new.text");
  private readonly description = input("tags.new.description");
  private readonly set = create("select", { class: "input input-small", "aria-label": message("tags.new.set") });

  constructor(private readonly wanted: (tag: TagWish) => Promise<boolean>) {
    const button = create("button", { type: "button", class: "button button-small" }, message("tags.new.add"));
    button.addEventListener("click", () => void this.add().catch(toastError));
    for (const field of [this.text, this.description]) field.addEventListener("keydown", (event) => this.onKey(event));
    const legend = create("legend", { class: "field-label" }, message("tags.new.title"));
    this.element = create("fieldset", { class: "new-tag" }, legend, create("div", { class: "input-row" }, this.text, this.description, this.set, button));
    this.setSets([]);
  }

  setSets(sets: readonly Tag[]): void {
    const none = create("option", { value: "" }, message("tags.new.noSet"));
    this.set.replaceChildren(none, ...sets.map((set) => create("option", { value: set.id }, set.text)));
    this.set.hidden = !sets.length;
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void this.add().catch(toastError);
  }

  private async add(): Promise<void> {
    const text = this.text.value.trim();
    if (!text) return this.text.focus();
    const inside = this.set.value ? [Number(this.set.value)] : null;
    await this.wanted({ text, description: this.description.value.trim(), inside });
    [this.text.value, this.description.value] = ["", ""];
    this.text.focus();
  }
}

function input(key: MessageKey): HTMLInputElement {
  return create("input", { class: "input input-small", maxlength: 255, autocomplete: "off", "aria-label": message(key), placeholder: message(key) });
}
