// The image is there but cannot be shown: says why, and tries again where waiting helps.
import { create, icon } from "../lib/dom";
import { RequestFailed } from "../lib/http";
import { message } from "../lib/messages";
import { signInLink } from "../lib/toast";
import type { NoPicture } from "./imgdata";

export function showNoPicture(host: HTMLElement, why: NoPicture): void {
  if (why.retryAfter !== null) {
    const seconds = Math.round(why.retryAfter / 1000);
    show(host, "clock", message("viewer.preparing", { seconds }));
    window.setTimeout(() => window.location.reload(), why.retryAfter);
  } else {
    show(host, "info", message("viewer.nopixels"), why.reason ?? "");
  }
}

export function showFailure(host: HTMLElement, error: unknown): void {
  const state = show(host, "error", message("error.load"), error instanceof Error ? error.message : String(error));
  if (error instanceof RequestFailed && error.incident) {
    state.append(create("p", {}, message("error.incident", { incident: error.incident })));
  }
  if (error instanceof RequestFailed && error.kind === "session") state.append(signInLink());
  const again = create("button", { type: "button", class: "button" }, icon("refresh"), message("retry"));
  again.addEventListener("click", () => window.location.reload());
  state.append(again);
}

function show(host: HTMLElement, iconName: string, title: string, text = ""): HTMLElement {
  const state = create("div", { class: "state", role: "alert" }, icon(iconName), create("h2", {}, title));
  if (text) state.append(create("p", {}, text));
  host.replaceChildren(state);
  return state;
}
