// Comments and ratings, and taking annotations off.
import { address, postChange } from "../../lib/http";
import { message } from "../../lib/messages";
import { toastError } from "../../lib/toast";
import { parseRef } from "../refs";
import { changed, fieldsOf, refsOf } from "./panel";
import { sent } from "./typed";

export async function addComment(form: HTMLElement): Promise<void> {
  const text = form.querySelector("textarea") as HTMLTextAreaElement;
  if (!text.value.trim()) return;
  const refs = refsOf(form);
  const { change } = await postChange(address("/webclient/annotate_comment/"), { ...fieldsOf(refs), comment: text.value.trim() });
  sent(text);
  text.value = "";
  changed(refs, message("comment.added"), [change], "#new-comment");
}

/** A button with data-remove="tag-12", data-from="image-1|image-2": takes the annotation off these objects. */
export async function removeAnnotation(button: HTMLElement): Promise<void> {
  const { kind, id } = parseRef(button.dataset["remove"] ?? "");
  const url = address(`/webclient/action/remove/${kind}/${id}/`);
  const { body, change } = await postChange<{ bad?: string; errs?: unknown }>(url, { parent: button.dataset["from"] ?? "" });
  if (body?.bad === "true") throw new Error(String(body.errs));
  const name = button.dataset["name"] ?? "";
  const text = kind === "tag" ? message("tag.removed", { name }) : name ? message("annotation.removed", { name }) : message("comment.removed");
  changed(refsOf(button), text, [change], kind === "tag" ? "#new-tag" : "");
}

const PAUSE = 500;
let timer = 0;

/** Arrow keys run through the stars: what counts is where they come to rest. */
export function rateSoon(form: HTMLFormElement): void {
  const rating = Number(new FormData(form).get("rating") ?? 0);
  form.querySelectorAll(".star").forEach((star, at) => star.classList.toggle("is-on", at < rating));
  clearTimeout(timer);
  timer = window.setTimeout(() => void rate(form, rating).catch(toastError), PAUSE);
}

/** 0 takes the user's own rating away. */
export async function rate(form: HTMLElement, rating: number): Promise<void> {
  const refs = refsOf(form);
  const { change } = await postChange(address("/webclient/annotate_rating/"), { ...fieldsOf(refs), rating });
  const text = rating ? message("rating.saved", { count: rating }) : message("rating.cleared");
  changed(refs, text, [change], rating ? ".star input:checked" : ".star input");
}
