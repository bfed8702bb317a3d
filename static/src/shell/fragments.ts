// htmx for fragments of apps: CSRF header, no eval, no inline styles (CSP), failures shown where the content was due.
import htmx from "htmx.org";
import { create, icon } from "../lib/dom";
import { csrfToken } from "../lib/http";
import { message } from "../lib/messages";
import { localiseTimes } from "../lib/times";
import { signInLink } from "../lib/toast";

interface FailedSwap {
  target: HTMLElement;
  xhr: XMLHttpRequest;
  requestConfig: { verb: string; path: string };
}

export function startFragments(): void {
  Object.assign(htmx.config, {
    allowEval: false,
    includeIndicatorStyles: false,
    selfRequestsOnly: true,
    historyEnabled: false,
    scrollBehavior: "auto",
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const headers = (event as CustomEvent<{ headers: Record<string, string> }>).detail.headers;
    headers["X-CSRFToken"] = csrfToken();
    headers["X-Requested-With"] = "XMLHttpRequest";
  });
  document.addEventListener("htmx:load", (event) => localiseTimes(event.target as HTMLElement));
  for (const type of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(type, (event) => showFailure((event as CustomEvent<FailedSwap>).detail));
  }
}

function showFailure({ target, xhr, requestConfig }: FailedSwap): void {
  if (requestConfig.verb !== "get") return;
  const session = xhr.status === 403 && !xhr.responseText;
  const button = session ? signInLink() : create("button", { type: "button" }, message("retry"));
  button.className = "button";
  if (!session) button.addEventListener("click", () => void htmx.ajax("get", requestConfig.path, target));
  const state = create("div", { class: "state", role: "alert" }, icon("error"));
  state.append(create("h2", {}, message("error.load")), create("p", {}, reason(xhr, session)), button);
  target.replaceChildren(state);
}

function reason(xhr: XMLHttpRequest, session: boolean): string {
  if (session) return message("error.session");
  if (!xhr.status) return message("error.offline");
  const said = new DOMParser().parseFromString(xhr.responseText, "text/html").body.textContent?.trim();
  return said && said.length < 400 ? said : message("error.server", { status: xhr.status });
}
