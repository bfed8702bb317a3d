// Names and descriptions, edited in place; what somebody else wrote meanwhile is never replaced unseen.
import { create, icon } from "../../lib/dom";
import { address, postChange } from "../../lib/http";
import { message } from "../../lib/messages";
import { announce, offerUndo } from "../changes";
import { focusOnceLoaded, refsOf, submitting } from "./panel";

type Field = "name" | "description";

interface Answer {
  bad?: string;
  errs?: unknown;
  /** What somebody else has made of it meanwhile. */
  current?: string;
}

export function edit(button: HTMLElement): void {
  const place = button.closest<HTMLElement>("[data-editable]");
  const shown = place?.querySelector<HTMLElement>("[data-text]");
  if (!place || !shown) return;
  const field: Field = place.dataset["editable"] === "name" ? "name" : "description";
  const editing = new TextEditing(refsOf(button)[0] ?? "", field, shown.classList.contains("is-empty") ? "" : (shown.textContent ?? ""));
  const before = [...place.childNodes];
  editing.leave = () => {
    place.replaceChildren(...before);
    button.focus();
  };
  place.replaceChildren(editing.form);
  editing.input.focus();
  editing.input.select();
}

class TextEditing {
  readonly input: HTMLInputElement | HTMLTextAreaElement;
  readonly form: HTMLFormElement;
  leave: () => void = () => undefined;
  private readonly problem = create("div", { class: "field-error", role: "alert", hidden: true });

  constructor(
    private readonly ref: string,
    private readonly field: Field,
    private expected: string,
  ) {
    const attributes = { class: "input", name: field, "aria-label": message(field === "name" ? "edit.name" : "edit.description") };
    this.input = field === "name" ? create("input", { ...attributes, required: true, maxlength: 255 }) : create("textarea", { ...attributes, rows: 4 });
    this.input.value = expected;
    this.form = create("form", { class: "edit-form" }, this.input, this.problem, buttons());
    this.form.addEventListener("keydown", (event) => event.key === "Escape" && this.leave());
    this.form.querySelector("[data-cancel]")?.addEventListener("click", () => this.leave());
    this.form.addEventListener("submit", (event) => void submitting(event, this.form, () => this.save()));
  }

  private async save(): Promise<void> {
    const value = this.input.value.trim();
    const url = address(`/webclient/action/save${this.field}/${this.ref.replace("-", "/")}/`);
    const { body, change } = await postChange<Answer>(url, { [this.field]: value, expected: this.expected });
    if (body?.bad === "true") return this.refused(body);
    const name = this.field === "name" ? { name: value } : {};
    focusOnceLoaded(`[data-editable="${this.field}"] [data-edit]`);
    announce({ what: this.field === "name" ? "renamed" : "annotated", refs: [this.ref], ...name });
    offerUndo(message(this.field === "name" ? "name.saved" : "description.saved"), [change]);
  }

  private refused({ errs, current }: Answer): void {
    if (current === undefined) throw new Error(typeof errs === "string" ? errs : message("error.load"));
    this.expected = current;
    const theirs = create("blockquote", { class: "theirs" }, current || message("edit.nothing"));
    this.problem.replaceChildren(icon("warning"), create("p", {}, String(errs)), theirs);
    this.problem.hidden = false;
    this.input.focus();
  }
}

function buttons(): HTMLElement {
  return create(
    "div",
    { class: "input-row" },
    create("button", { class: "button button-primary button-small", type: "submit" }, message("edit.save")),
    create("button", { class: "button button-small", type: "button", "data-cancel": true }, message("edit.cancel")),
  );
}
