// Keys of the viewer. Keys without Ctrl can be switched off in the help dialog, for people who speak or slip.
import { recall, remember } from "../lib/memory";

/** What a key does; names are as KeyboardEvent.key gives them, `mod+` stands for Ctrl or Command. */
export type KeyMap = ReadonlyMap<string, () => void>;

const MEMORY = "viewer.keys";

export function singleKeysOn(): boolean {
  return recall(MEMORY) !== "off";
}

export function setSingleKeys(on: boolean): void {
  remember(MEMORY, on ? null : "off");
}

export function startKeyboard(keys: KeyMap): void {
  document.addEventListener("keydown", (event) => {
    const name = keyName(event);
    const act = keys.get(name);
    if (!act || event.defaultPrevented || isTaken(event, name)) return;
    event.preventDefault();
    act();
  });
}

export function keyName(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  if (event.altKey) return "";
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `mod+${event.shiftKey ? "shift+" : ""}${key}`;
  return key;
}

/** The key belongs to what has the focus, a dialog is open, or the person does not want it. */
function isTaken(event: KeyboardEvent, name: string): boolean {
  if (document.querySelector("dialog[open]")) return true;
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=color])")) return true;
  if (name.startsWith("mod+")) return false;
  if (name === " " && target?.closest("button, a, summary, input")) return true;
  if (name.startsWith("Arrow") || name === "Home" || name === "End") return Boolean(target?.closest("input, details.menu"));
  return !singleKeysOn();
}
