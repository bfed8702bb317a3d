// A session that ended is begun again on top of the page: nothing that was typed is lost, and what failed goes on.
import { create } from "./dom";
import { message } from "./messages";

let open: Promise<boolean> | null = null;

/** Asks for the password of whoever was signed in. False when dismissed, or where another page does the signing in. */
export function signInAgain(): Promise<boolean> {
  open ??= ask().finally(() => (open = null));
  return open;
}

async function ask(): Promise<boolean> {
  const name = document.documentElement.dataset["user"] ?? "";
  if (!name || document.documentElement.dataset["signIn"] !== "password") return false;
  const { formDialog } = await import("./dialog");
  const password = create("input", { class: "input", name: "password", type: "password", required: true, autocomplete: "current-password" });
  const user = create("input", { name: "username", type: "text", autocomplete: "username", value: name, hidden: true });
  const look = {
    title: message("signin.title"),
    body: [create("p", {}, message("signin.kept")), user, create("label", { class: "field" }, message("signin.password", { name }), password)],
    confirm: message("sign-in"),
  };
  return formDialog(look, (form) => send(name, String(form.get("password"))));
}

/** Past lib/http, which asks this very question. A page that answers is the login page: it says what was wrong. */
async function send(username: string, password: string): Promise<void> {
  const root = document.documentElement.dataset;
  const { csrfToken } = await import("./http");
  const body = new URLSearchParams({ username, password, server: root["server"] ?? "", noredirect: "1" });
  const headers = { "X-CSRFToken": csrfToken() };
  const response = await fetch(root["login"] ?? "", { method: "POST", body, headers, credentials: "same-origin" }).catch(() => null);
  const text = (await response?.text()) ?? "";
  if (text !== "OK") throw new Error(errorIn(text) || message("signin.failed"));
}

function errorIn(html: string): string {
  return new DOMParser().parseFromString(html, "text/html").querySelector('[role="alert"]')?.textContent?.trim() ?? "";
}
