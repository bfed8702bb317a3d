// The inspector comes to life: forms and buttons are bound here, what is rarely needed is fetched when it is.
import { on } from "../lib/dom";
import { remember } from "../lib/memory";
import { toastError } from "../lib/toast";
import { announce } from "./changes";
import { addComment, rate, rateSoon, removeAnnotation } from "./inspect/comments";
import { SHOWN_BY, submitting } from "./inspect/panel";
import { addTag, suggestTags } from "./inspect/tags";
import { edit } from "./inspect/texts";
import { keepTyped } from "./inspect/typed";

/** Controls that need this script are hidden until it is here. */
const SCRIPTED = [
  "[data-tag-form]",
  "[data-comment-form]",
  "[data-rating-form]",
  "[data-remove]",
  "[data-edit]",
  "[data-attach]",
  "[data-shown-by]",
  "[data-name-channels]",
  "[data-filter-rows]",
].join();

export function startAnnotating(): void {
  keepTyped();
  wake(document.body);
  document.addEventListener("htmx:load", (event) => wake(event.target as HTMLElement));
  on("submit", "[data-tag-form]", (form, event) => void submitting(event, form, () => addTag(form)));
  on("submit", "[data-comment-form]", (form, event) => void submitting(event, form, () => addComment(form)));
  on("change", "[data-rating-form]", (form) => rateSoon(form as HTMLFormElement));
  on("focusin", "#new-tag", (input) => void suggestTags(input as HTMLInputElement).catch(() => undefined));
  on("click", "[data-edit]", edit);
  on("change", "[data-shown-by]", (select) => showBy((select as HTMLSelectElement).value));
  on("input", "[data-filter-rows]", (input) => filterRows(input as HTMLInputElement));
  press("[data-remove]", removeAnnotation);
  press("[data-no-rating]", (button) => rate(button, 0));
  press("[data-attach]", async (button) => (await import("./inspect/attachDialog")).attach(button));
  press("[data-choose-tags]", async (button) => (await import("./inspect/tagging/tagDialog")).chooseTags(button));
  press("[data-name-channels]", async (button) => (await import("./inspect/channelNames")).nameChannels(button));
}

function press(selector: string, act: (button: HTMLElement) => Promise<void>): void {
  on("click", selector, (button) => void act(button).catch(toastError));
}

function wake(root: HTMLElement): void {
  for (const element of root.querySelectorAll<HTMLElement>(SCRIPTED)) element.hidden = false;
  if (root.querySelector("[data-pairs][data-can-edit]")) void import("./inspect/pairs/pairs").then(({ startPairs }) => startPairs(root)).catch(toastError);
  const preview = root.querySelector<HTMLElement>("[data-preview]");
  if (preview) void import("./inspect/preview").then(({ startPreview }) => startPreview(preview)).catch(toastError);
}

/** Whose annotations are shown is remembered for the next object too. */
function showBy(by: string): void {
  remember(SHOWN_BY, by);
  announce({ what: "annotated", refs: [] });
}

function filterRows(input: HTMLInputElement): void {
  const words = input.value.toLowerCase().split(/\s+/);
  for (const row of input.closest("[data-filtered]")?.querySelectorAll<HTMLElement>("tbody tr") ?? []) {
    const text = row.textContent?.toLowerCase() ?? "";
    row.hidden = !words.every((word) => text.includes(word));
  }
}
