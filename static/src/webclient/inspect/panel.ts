// What all parts of the inspector share: which objects it is about, and what happens after a change.
import type { Fields } from "../../lib/http";
import { toastError } from "../../lib/toast";
import { announce, offerUndo } from "../changes";
import { parseRef } from "../refs";

/** Where it is remembered whose annotations are shown. */
export const SHOWN_BY = "annotations.by";

/** The objects that the inspector around an element is about: "image-1". */
export function refsOf(inside: Element): string[] {
  const refs = inside.closest<HTMLElement>("[data-targets]")?.dataset["targets"] ?? "";
  return refs ? refs.split("|") : [];
}

/** Objects as the fields of a form: image=1&image=2&dataset=3. */
export function fieldsOf(refs: readonly string[]): Fields {
  const fields: Record<string, number[]> = {};
  for (const ref of refs) {
    const { kind, id } = parseRef(ref);
    (fields[kind] ??= []).push(id);
  }
  return fields;
}

export function groupOf(inside: Element): string {
  return inside.closest<HTMLElement>("[data-group]")?.dataset["group"] ?? "-1";
}

/** Tells the page and offers Undo; the inspector is loaded again, then `focus` (a selector) gets the focus. */
export function changed(refs: readonly string[], text: string, changes: readonly (number | null)[], focus = ""): void {
  if (focus) focusOnceLoaded(focus);
  announce({ what: "annotated", refs });
  offerUndo(text, changes);
}

/** What the selector finds gets the focus when the inspector has been loaded again and its controls are awake. */
export function focusOnceLoaded(selector: string): void {
  const focus = (): void => document.querySelector<HTMLElement>(`#inspector ${selector}`)?.focus();
  document.getElementById("inspector")?.addEventListener("htmx:load", () => setTimeout(focus), { once: true });
}

/** Sends a form once, whatever is pressed meanwhile; what goes wrong is told. */
export async function submitting(event: Event, form: HTMLElement, work: () => Promise<void>): Promise<void> {
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
