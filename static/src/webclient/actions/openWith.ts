// "Open with": viewers of apps and of the configuration, in the context menu. Scripts of viewers may say for which
// selection they are enabled and where they lead; the names of these functions are those existing viewers call.
import { address } from "../../lib/http";
import { message } from "../../lib/messages";
import { addAction, type Action, type Target } from "./action";

interface Entry {
  id: string;
  url: string;
  supported_objects: string[] | null;
  target: string | null;
  script_url: string | null;
  label: string | null;
}

interface Selected {
  id: number;
  name: string;
  type: string;
}

/** Answers at once, later by calling back, or both. */
type EnabledHandler = (selected: Selected[], callback: (enabled: boolean) => void) => boolean | void;
type UrlProvider = (selected: Selected[], url: string) => string | (() => void);

const enabledHandlers = new Map<string, EnabledHandler>();
const urlProviders = new Map<string, UrlProvider>();
const answers = new Map<string, boolean>();

export function addOpenWith(): void {
  offerHooks();
  const entries = readEntries();
  addAction({
    id: "open-with",
    label: message("action.openWith"),
    icon: "open-with",
    group: 0,
    shown: ({ items }) => entries.length > 0 && items.length > 0,
    enabled: (target) => entries.some((entry) => isEnabled(entry, target)),
    run: () => undefined,
    children: () => entries.map(actionOf),
  });
}

function actionOf(entry: Entry): Action {
  return {
    id: `open-with-${entry.id}`,
    label: entry.label ?? entry.id,
    group: 0,
    enabled: (target) => isEnabled(entry, target),
    run: (target) => open(entry, target),
  };
}

/** "images" also covers "image"; several objects need the plural. A script of the viewer has the last word. */
function isEnabled(entry: Entry, target: Target): boolean {
  const handler = enabledHandlers.get(entry.id);
  if (handler) return ask(entry.id, handler, selectedIn(target));
  const kind = target.items[0]?.kind ?? "";
  const wanted = target.items.length > 1 ? `${kind}s` : kind;
  return entry.supported_objects?.some((supported) => supported.includes(wanted)) ?? true;
}

/** A fault of a script leaves its viewer disabled, and the menu as it is. */
function ask(id: string, handler: EnabledHandler, selected: Selected[]): boolean {
  const key = `${id}|${JSON.stringify(selected)}`;
  try {
    const now = handler(selected, (enabled) => void answers.set(key, enabled));
    return now === undefined ? (answers.get(key) ?? false) : now;
  } catch (error) {
    console.warn(`open with ${id}`, error);
    return false;
  }
}

function open(entry: Entry, target: Target): void {
  const query = target.items.map((item) => `${item.kind}=${item.id}`).join("&");
  const provider = urlProviders.get(entry.id);
  const to = provider ? provider(selectedIn(target), entry.url) : entry.url + (entry.url.includes("?") ? "&" : "?") + query;
  if (typeof to === "function") return to();
  window.open(new URL(to, location.href), entry.target ?? "_blank", "noopener");
}

function selectedIn({ items }: Target): Selected[] {
  return items.map(({ id, name, kind }) => ({ id, name, type: kind }));
}

function offerHooks(): void {
  const page = window as unknown as { OME?: Record<string, unknown> };
  page.OME = Object.assign(page.OME ?? {}, {
    setOpenWithEnabledHandler: (id: string, handler: EnabledHandler) => void enabledHandlers.set(id, handler),
    setOpenWithUrlProvider: (id: string, provider: UrlProvider) => void urlProviders.set(id, provider),
  });
}

/** The page names them, and its scripts are loaded now that they can register. */
function readEntries(): Entry[] {
  const place = document.querySelector<HTMLScriptElement>("#open-with");
  const entries = JSON.parse(place?.textContent ?? "[]") as Entry[];
  for (const url of entries.map((entry) => entry.script_url).filter((url) => url !== null)) {
    const script = document.createElement("script");
    script.src = url.startsWith("http") || url.startsWith("/") ? url : address(`/${url}`);
    script.nonce = place?.nonce ?? "";
    document.head.append(script);
  }
  return entries;
}
