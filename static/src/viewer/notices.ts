// What went wrong, on the stage, without covering it: what happened, what to do, the incident for the administrator.
import { create, icon } from "../lib/dom";
import { RequestFailed } from "../lib/http";
import { message } from "../lib/messages";
import { signInLink } from "../lib/toast";

/** The server's answer when it knows the image but cannot have its pixels. */
const UNREADABLE = 404;

export class Notices {
  private shown: string | null = null;

  constructor(
    private readonly host: HTMLElement,
    private readonly retry: () => void,
  ) {
    window.addEventListener("online", () => {
      if (this.shown === "offline") retry();
    });
  }

  clear(): void {
    this.shown = null;
    this.host.replaceChildren();
  }

  /** Several failures of one kind are one notice. */
  failed(error: unknown): void {
    const kind = error instanceof RequestFailed ? error.kind : "server";
    if (this.shown === kind) return;
    this.shown = kind;
    this.host.replaceChildren(this.build(kind, explanation(error)));
  }

  private build(kind: string, text: string): HTMLElement {
    const again = create("button", { type: "button", class: "button button-small" }, icon("refresh"), message("retry"));
    again.addEventListener("click", () => this.retry());
    const close = create("button", { type: "button", class: "button button-quiet button-icon button-small" }, icon("close"));
    close.setAttribute("aria-label", message("dismiss"));
    close.addEventListener("click", () => this.clear());
    const actions = create("span", { class: "viewer-notice-actions" }, again, close);
    if (kind === "session") actions.prepend(buttonLink(signInLink()));
    return create("div", { class: "notice notice-error" }, icon("warning"), create("p", {}, text), actions);
  }
}

function buttonLink(link: HTMLAnchorElement): HTMLAnchorElement {
  link.className = "button button-small";
  return link;
}

function explanation(error: unknown): string {
  if (!(error instanceof RequestFailed)) return message("viewer.failed");
  if (error.kind === "offline") return message("viewer.offline");
  if (error.kind === "session") return message("viewer.session");
  if (error.status === UNREADABLE) return message("viewer.unreadable");
  const incident = error.incident ? ` ${message("error.incident", { incident: error.incident })}` : "";
  return `${message("viewer.failed")} ${error.message}${incident}`;
}
