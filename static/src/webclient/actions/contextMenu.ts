// The context menu: an ARIA menu at the pointer, or at the focused object for the menu key and Shift+F10.
import { create, icon } from "../../lib/dom";
import { message } from "../../lib/messages";
import { toastError } from "../../lib/toast";
import { actionsFor, type Action, type Target } from "./action";

interface Place {
  x: number;
  y: number;
}

let shut: (() => void) | null = null;

/** Opens at `at` (pixels of the window); the focus goes back to where it was. */
export function openContextMenu(target: Target, at: Place): void {
  openMenu(actionsFor(target), target, at, document.activeElement as HTMLElement | null);
}

/** True if the event asks for a context menu by keyboard. */
export function asksForMenu(event: KeyboardEvent): boolean {
  return event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
}

function openMenu(actions: readonly Action[], target: Target, at: Place, back: HTMLElement | null): void {
  shut?.();
  const menu = create("div", { class: "context-menu", role: "menu", "aria-label": nameOf(target) });
  const stop = new AbortController();
  const close = (): void => {
    shut = null;
    stop.abort();
    menu.remove();
    back?.focus();
  };
  shut = close;
  menu.append(...rows(actions, target, (action) => {
    if (action.children) return openMenu(action.children(target), target, at, back);
    close();
    void Promise.resolve(action.run(target)).catch(toastError);
  }));
  document.body.append(menu);
  put(menu, at);
  listen(menu, close, stop.signal);
  items(menu)[0]?.focus();
}

function nameOf(target: Target): string {
  const [first] = target.items;
  const one = target.items.length === 1 && first;
  return message("menu.label", { what: one ? one.name : message("menu.several", { count: target.items.length }) });
}

function rows(actions: readonly Action[], target: Target, chosen: (action: Action) => void): HTMLElement[] {
  return actions.flatMap((action, at) => {
    const before = actions[at - 1];
    const rule = before && before.group !== action.group ? [create("div", { class: "menu-rule", role: "separator" })] : [];
    return [...rule, row(action, target, chosen)];
  });
}

function row(action: Action, target: Target, chosen: (action: Action) => void): HTMLElement {
  const enabled = action.enabled(target);
  const element = create(
    "button",
    { class: "menu-item", type: "button", role: "menuitem", tabindex: -1, "data-action": action.id, "aria-disabled": enabled ? null : "true" },
    ...(action.icon ? [icon(action.icon)] : []),
    create("span", {}, action.label),
  );
  if (action.children) element.setAttribute("aria-haspopup", "menu");
  if (action.children) element.append(icon("chevron-right"));
  if (action.shortcut) element.append(create("kbd", { class: "menu-keys" }, action.shortcut));
  element.addEventListener("click", () => enabled && chosen(action));
  return element;
}

function put(menu: HTMLElement, { x, y }: Place): void {
  const { width, height } = menu.getBoundingClientRect();
  menu.style.setProperty("left", `${Math.max(4, Math.min(x, innerWidth - width - 4))}px`);
  menu.style.setProperty("top", `${Math.max(4, Math.min(y, innerHeight - height - 4))}px`);
}

function listen(menu: HTMLElement, close: () => void, signal: AbortSignal): void {
  menu.addEventListener("keydown", (event) => onKey(menu, event, close));
  document.addEventListener("pointerdown", (event) => menu.contains(event.target as Node) || close(), { signal, capture: true });
  window.addEventListener("blur", close, { signal });
  window.addEventListener("resize", close, { signal });
}

function onKey(menu: HTMLElement, event: KeyboardEvent, close: () => void): void {
  const all = items(menu);
  const now = all.indexOf(document.activeElement as HTMLElement);
  const steps: Record<string, number> = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: all.length - 1 };
  const to = steps[event.key] ?? startingWith(all, now, event.key);
  if (event.key === "Escape" || event.key === "Tab") close();
  else if (to === null) return;
  else all[(to + all.length) % all.length]?.focus();
  event.preventDefault();
  event.stopPropagation();
}

function startingWith(all: readonly HTMLElement[], now: number, key: string): number | null {
  if (key.length !== 1 || key === " ") return null;
  const order = [...all.keys()].map((at) => (now + 1 + at) % all.length);
  return order.find((at) => all[at]?.textContent?.trim().toLocaleLowerCase().startsWith(key.toLocaleLowerCase())) ?? null;
}

function items(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role="menuitem"]')];
}
