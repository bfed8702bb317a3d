// Modal dialogs on <dialog>: focus is kept inside and given back by the browser, Escape and Cancel dismiss.
import { create, icon } from "./dom";
import { RequestFailed } from "./http";
import { message } from "./messages";
import { signInLink } from "./toast";

interface Look {
  title: string;
  body: readonly (Node | string)[];
  /** Label of the button that does it. */
  confirm: string;
  /** For what cannot easily be taken back. */
  danger?: boolean;
  wide?: boolean;
  /** It cannot be done: there is only Close. */
  blocked?: boolean;
}

/** Asks before something is done. Resolves to false when dismissed. */
export function confirmDialog(look: Look): Promise<boolean> {
  return new Promise((resolve) => {
    let agreed = false;
    const dialog = build(look, () => {
      agreed = true;
      dialog.close();
    });
    dialog.addEventListener("close", () => resolve(agreed));
    dialog.showModal();
  });
}

/**
 * A form. `work` gets what was typed; while it runs the form is busy, when it fails the dialog stays open with everything
 * that was typed and says why. Resolves to true once it is done, to false when dismissed.
 */
export function formDialog(look: Look, work: (form: FormData) => Promise<void>): Promise<boolean> {
  return new Promise((resolve) => {
    let done = false;
    const dialog = build(look, async (form) => {
      await busy(form, () => work(new FormData(form)));
      done = true;
      dialog.close();
    });
    dialog.addEventListener("close", () => resolve(done));
    dialog.showModal();
  });
}

function build(look: Look, submitted: (form: HTMLFormElement) => void | Promise<void>): HTMLDialogElement {
  const heading = create("h2", { id: `dialog-${Date.now()}` }, look.title);
  const problem = create("p", { class: "field-error", role: "alert", hidden: true });
  const form = create("form", { class: "dialog-form" }, heading, create("div", { class: "dialog-body" }, ...look.body), problem, buttons(look));
  const dialog = create("dialog", { class: look.wide ? "dialog dialog-wide" : "dialog", "aria-labelledby": heading.id }, form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    problem.hidden = true;
    Promise.resolve(submitted(form)).catch((error: unknown) => say(problem, error));
  });
  form.querySelector("[data-dismiss]")?.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  return dialog;
}

function buttons(look: Look): HTMLElement {
  const dismiss = create("button", { type: "button", class: "button", "data-dismiss": true }, message(look.blocked ? "dialog.close" : "dialog.cancel"));
  if (look.blocked) return create("div", { class: "dialog-buttons" }, dismiss);
  const kind = look.danger ? "button button-danger" : "button button-primary";
  return create(
    "div",
    { class: "dialog-buttons" },
    dismiss,
    create("button", { type: "submit", class: kind }, look.confirm),
  );
}

async function busy(form: HTMLFormElement, work: () => Promise<void>): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
  if (button?.disabled) return;
  form.setAttribute("aria-busy", "true");
  const running = work();
  if (button) button.disabled = true;
  try {
    await running;
  } finally {
    form.removeAttribute("aria-busy");
    if (button) button.disabled = false;
  }
}

function say(problem: HTMLElement, error: unknown): void {
  problem.replaceChildren(icon("error"), error instanceof Error ? error.message : String(error));
  if (error instanceof RequestFailed && error.kind === "session") problem.append(" ", signInLink());
  problem.hidden = false;
}
