// What was typed into the inspector and not sent yet outlives its being loaded again, and a look at something else.
import { refsOf } from "./panel";

const typed = new Map<string, string>();
type Field = HTMLInputElement | HTMLTextAreaElement;

export function keepTyped(): void {
  document.addEventListener("input", (event) => note(event.target as HTMLElement));
  document.addEventListener("htmx:load", (event) => bringBack(event.target as HTMLElement));
}

/** The field has been sent: there is nothing to keep. */
export function sent(field: Field): void {
  typed.delete(key(field));
}

function note(element: HTMLElement): void {
  if (!isKept(element)) return;
  if (element.value) typed.set(key(element), element.value);
  else typed.delete(key(element));
}

function bringBack(root: HTMLElement): void {
  for (const field of root.querySelectorAll<Field>("#new-tag, #new-comment")) field.value = typed.get(key(field)) ?? "";
}

function isKept(element: HTMLElement): element is Field {
  return element.id === "new-tag" || element.id === "new-comment";
}

function key(field: Field): string {
  return `${field.id} ${refsOf(field).join("|")}`;
}
