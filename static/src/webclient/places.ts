// Loads fragments into the centre, the inspector and the panels of apps; a newer request replaces an older one.
import htmx from "htmx.org";
import { create, icon } from "../lib/dom";
import { getHtml, RequestFailed, type Fields } from "../lib/http";
import { message } from "../lib/messages";
import { signInLink } from "../lib/toast";

const SKELETON_AFTER = 150;
const running = new WeakMap<HTMLElement, AbortController>();

/**
 * Resolves to true once the fragment is there, to false if it failed or a newer request took its place. With `fields` they
 * are posted; `quiet`: what is there stays until the new is.
 */
export async function loadInto(place: HTMLElement, url: string, fields?: Fields, quiet = false): Promise<boolean> {
  running.get(place)?.abort();
  const request = new AbortController();
  running.set(place, request);
  const timer = setTimeout(() => quiet || showSkeleton(place), SKELETON_AFTER);
  request.signal.addEventListener("abort", () => clearTimeout(timer));
  place.setAttribute("aria-busy", "true");
  try {
    fill(place, await getHtml(url, request.signal, fields));
  } catch (error) {
    if (!request.signal.aborted) showFailure(place, () => loadInto(place, url, fields), error);
    return false;
  } finally {
    clearTimeout(timer);
    if (running.get(place) === request) place.removeAttribute("aria-busy");
  }
  return true;
}

/** Parsed as a document of its own, where no script runs and no handler fires; then its elements move into the place. */
function fill(place: HTMLElement, html: string): void {
  place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  htmx.process(place);
  place.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}

function showSkeleton(place: HTMLElement): void {
  const lines = ["medium", "short", "", "medium", "short", "medium"];
  const bars = lines.map((width) => create("div", { class: `skeleton skeleton-line ${width}` }));
  const picture = create("div", { class: "skeleton skeleton-picture" });
  place.replaceChildren(create("div", { class: "fragment-skeleton" }, picture, ...bars));
}

function showFailure(place: HTMLElement, again: () => Promise<boolean>, error: unknown): void {
  const failed = error instanceof RequestFailed ? error : null;
  const button = failed?.kind === "session" ? signInLink() : create("button", { type: "button" }, message("retry"));
  button.className = "button";
  if (failed?.kind !== "session") button.addEventListener("click", () => void again());
  const text = failed?.message ?? message("error.load");
  const state = create("div", { class: "state", role: "alert" }, icon("error"), create("h2", {}, message("error.load")));
  state.append(create("p", {}, text));
  if (failed?.incident) state.append(create("p", {}, message("error.incident", { incident: failed.incident })));
  state.append(button);
  place.replaceChildren(state);
}
