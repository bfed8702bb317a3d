// Short messages in the corner; a live region, so that they are heard as well as seen.
import { create, icon } from "./dom";
import { RequestFailed } from "./http";
import { message } from "./messages";

const MOST = 4;
const SHOWN_FOR = 4000;
const SHOWN_WITH_BUTTON = 15000;

export function toast(text: string): void {
  const note = build("toast", "check", text);
  setTimeout(() => note.remove(), SHOWN_FOR);
}

/** Stays until dismissed; a session that ended brings a link to sign in, in another tab so that nothing typed is lost. */
export function toastError(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  const note = build("toast toast-error", "error", text);
  const body = note.querySelector("p");
  if (error instanceof RequestFailed && error.kind === "session") body?.append(" ", signInLink());
  if (error instanceof RequestFailed && error.incident) {
    body?.append(` ${message("error.incident", { incident: error.incident })}`);
  }
}

/** A message with one thing to do about it, e.g. Undo; it stays long enough to be read and reached by keyboard. */
export function toastWith(text: string, label: string, act: () => Promise<void>): void {
  const note = build("toast", "check", text);
  const button = create("button", { type: "button", class: "button button-small" }, label);
  button.addEventListener("click", () => {
    note.remove();
    void act().catch(toastError);
  });
  note.querySelector("p")?.after(button);
  setTimeout(() => note.contains(document.activeElement) || note.remove(), SHOWN_WITH_BUTTON);
}

export function signInLink(): HTMLAnchorElement {
  const href = document.documentElement.dataset["login"] ?? "/";
  return create("a", { href, target: "_blank" }, message("sign-in"));
}

function build(className: string, iconName: string, text: string): HTMLElement {
  const close = create("button", { type: "button", class: "button button-quiet button-icon button-small" }, icon("close"));
  close.setAttribute("aria-label", message("dismiss"));
  const note = create("div", { class: className }, icon(iconName), create("p", {}, text), close);
  close.addEventListener("click", () => note.remove());
  const place = corner();
  while (place.childElementCount >= MOST) place.firstElementChild?.remove();
  place.append(note);
  return note;
}

function corner(): HTMLElement {
  const found = document.querySelector<HTMLElement>(".toasts");
  if (found) return found;
  const made = create("div", { class: "toasts", role: "status", "aria-live": "polite" });
  document.body.append(made);
  return made;
}
