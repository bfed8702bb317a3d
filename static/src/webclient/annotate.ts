// Tags, comments, names and descriptions: forms of the inspector, sent to the JSON end points.
import { create, on } from "../lib/dom";
import { address, getJson, postForm } from "../lib/http";
import { message } from "../lib/messages";
import { toast, toastError } from "../lib/toast";

interface Tag {
  id: number;
  value: string;
  set: boolean;
}

interface Bad {
  bad?: string;
  errs?: unknown;
}

interface Page {
  reload(): Promise<void>;
  renamed(ref: string, name: string): void;
}

export function startAnnotating(page: Page): void {
  reveal(document.body);
  document.addEventListener("htmx:load", (event) => reveal(event.target as HTMLElement));
  on("submit", "[data-tag-form]", (form, event) => void submit(event, form, () => addTag(form, page)));
  on("submit", "[data-comment-form]", (form, event) => void submit(event, form, () => addComment(form, page)));
  on("click", "[data-remove-tag]", (button) => void removeTag(button, page).catch(toastError));
  on("focusin", "#new-tag", (input) => void suggest(input as HTMLInputElement).catch(() => undefined));
  on("click", "[data-edit]", (button) => edit(button, page));
}

/** Controls that need this script are hidden until it is here. */
function reveal(root: HTMLElement): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-tag-form], [data-comment-form], [data-remove-tag], [data-edit]")) {
    element.hidden = false;
  }
}

async function submit(event: Event, form: HTMLElement, work: () => Promise<void>): Promise<void> {
  event.preventDefault();
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (button?.disabled) return;
  if (button) button.disabled = true;
  try {
    await work();
  } catch (error) {
    toastError(error);
  } finally {
    if (button) button.disabled = false;
  }
}

// --- tags ------------------------------------------------------------------------------------------------------

async function addTag(form: HTMLElement, page: Page): Promise<void> {
  const input = form.querySelector("input") as HTMLInputElement;
  const name = input.value.trim();
  if (!name) return;
  const known = (await tagsOf(groupOf(form))).find((tag) => !tag.set && tag.value === name);
  const own = ownTags(form);
  await sendTags(form, known ? [...own, known.id] : own, known ? null : name);
  if (!known) tagCache.clear();
  await page.reload();
  toast(message("tag.added", { name }));
  document.querySelector<HTMLElement>("#new-tag")?.focus();
}

async function removeTag(button: HTMLElement, page: Page): Promise<void> {
  const id = Number(button.dataset["removeTag"]);
  await sendTags(button, ownTags(button).filter((own) => own !== id), null);
  await page.reload();
  toast(message("tag.removed", { name: button.dataset["name"] ?? "" }));
  document.querySelector<HTMLElement>("#new-tag")?.focus();
}

/** `annotate_tags/` takes the complete set of tags that the user wants linked. */
async function sendTags(inside: HTMLElement, ids: number[], newTag: string | null): Promise<void> {
  const fields = { ...targets(inside), tags: ids.join(","), "newtags-TOTAL_FORMS": newTag ? 1 : 0, "newtags-INITIAL_FORMS": 0 };
  await postForm(address("/webclient/annotate_tags/"), newTag ? { ...fields, "newtags-0-tag": newTag } : fields);
}

function ownTags(inside: HTMLElement): number[] {
  const own = inside.closest<HTMLElement>("[data-tags]")?.dataset["own"] ?? "";
  return own ? own.split(",").map(Number) : [];
}

const tagCache = new Map<string, Promise<Tag[]>>();

function tagsOf(group: string): Promise<Tag[]> {
  const found = tagCache.get(group);
  if (found) return found;
  const asked = getJson<{ tags: Tag[] }>(address("/webclient/api/tags/", { group, page: 0 })).then((answer) => answer.tags);
  tagCache.set(group, asked);
  asked.catch(() => tagCache.delete(group));
  return asked;
}

async function suggest(input: HTMLInputElement): Promise<void> {
  const tags = await tagsOf(groupOf(input));
  const names = new Set(tags.filter((tag) => !tag.set).map((tag) => tag.value));
  input.list?.replaceChildren(...[...names].sort().map((value) => create("option", { value })));
}

// --- comments --------------------------------------------------------------------------------------------------

async function addComment(form: HTMLElement, page: Page): Promise<void> {
  const text = form.querySelector("textarea") as HTMLTextAreaElement;
  if (!text.value.trim()) return;
  await postForm(address("/webclient/annotate_comment/"), { ...targets(form), comment: text.value.trim() });
  await page.reload();
  toast(message("comment.added"));
  document.querySelector<HTMLElement>("#new-comment")?.focus();
}

// --- name and description --------------------------------------------------------------------------------------

function edit(button: HTMLElement, page: Page): void {
  const place = button.closest<HTMLElement>("[data-editable]");
  const shown = place?.querySelector<HTMLElement>("[data-text]");
  if (!place || !shown) return;
  const field = place.dataset["editable"] === "name" ? "name" : "description";
  const form = buildForm(field, shown.classList.contains("is-empty") ? "" : (shown.textContent ?? ""));
  const before = [...place.childNodes];
  const leave = (): void => {
    place.replaceChildren(...before);
    button.focus();
  };
  place.replaceChildren(form);
  const input = form.querySelector<HTMLInputElement | HTMLTextAreaElement>(".input");
  input?.focus();
  input?.select();
  form.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  form.querySelector("[data-cancel]")?.addEventListener("click", leave);
  form.addEventListener("submit", (event) => void submit(event, form, () => save(form, field, input?.value.trim() ?? "", page)));
}

function buildForm(field: "name" | "description", value: string): HTMLFormElement {
  const label = message(field === "name" ? "edit.name" : "edit.description");
  const attributes = { class: "input", name: field, "aria-label": label };
  const input = field === "name" ? create("input", { ...attributes, required: true, maxlength: 255 }) : create("textarea", { ...attributes, rows: 4 });
  input.value = value;
  return create(
    "form",
    { class: "edit-form" },
    input,
    create(
      "div",
      { class: "input-row" },
      create("button", { class: "button button-primary button-small", type: "submit" }, message("edit.save")),
      create("button", { class: "button button-small", type: "button", "data-cancel": true }, message("edit.cancel")),
    ),
  );
}

async function save(form: HTMLElement, field: "name" | "description", value: string, page: Page): Promise<void> {
  const { type, id } = form.closest<HTMLElement>("[data-inspector]")?.dataset ?? {};
  const answer = await postForm<Bad>(address(`/webclient/action/save${field}/${type}/${id}/`), { [field]: value });
  if (answer?.bad === "true") throw new Error(String(answer.errs ?? message("error.load")));
  await page.reload();
  if (field === "name") page.renamed(`${type}-${id}`, value);
  document.querySelector<HTMLElement>(`[data-editable="${field}"] [data-edit]`)?.focus();
  toast(message(field === "name" ? "name.saved" : "description.saved"));
}

// --- what a form is about --------------------------------------------------------------------------------------

function targets(inside: HTMLElement): Record<string, number | number[]> {
  const batch = inside.closest<HTMLElement>("[data-batch]")?.dataset["batch"];
  if (batch) return { image: batch.split(",").map(Number) };
  const { type = "image", id = "" } = inside.closest<HTMLElement>("[data-inspector]")?.dataset ?? {};
  return { [type]: Number(id) };
}

function groupOf(inside: HTMLElement): string {
  return inside.closest<HTMLElement>("[data-group]")?.dataset["group"] ?? "-1";
}
