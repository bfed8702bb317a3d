// What happened to objects, told to every part of the page (and to the scripts of apps: event "omeropyr:change").
import { message, type MessageKey } from "../lib/messages";
import { toast, toastWith } from "../lib/toast";
import { address, postChange } from "../lib/http";

export interface ObjectsChanged {
  /** added, removed: children of `parents`; moved: to other parents, groups or owners; reloaded: anything may have. */
  readonly what: "added" | "removed" | "renamed" | "moved" | "annotated" | "rendered" | "reloaded";
  readonly refs: readonly string[];
  /** Containers whose listing is another now. */
  readonly parents?: readonly string[];
  /** The new name, for "renamed". */
  readonly name?: string;
}

const EVENT = "omeropyr:change";

export function announce(change: ObjectsChanged): void {
  document.dispatchEvent(new CustomEvent<ObjectsChanged>(EVENT, { detail: change }));
}

export function onChange(listener: (change: ObjectsChanged) => void, signal?: AbortSignal): void {
  const options = signal ? { signal } : {};
  document.addEventListener(EVENT, (event) => listener((event as CustomEvent<ObjectsChanged>).detail), options);
}

/** Says what was done; with the numbers of changes (`postChange`, newest first) there is a button that takes them back. */
export function offerUndo(text: string, changes: readonly (number | null | undefined)[]): void {
  const known = changes.filter((change): change is number => typeof change === "number");
  if (!known.length) return toast(text);
  toastWith(text, message("undo"), () => undo(known, "undone", "redo"));
}

async function undo(changes: readonly number[], said: MessageKey, offered: MessageKey): Promise<void> {
  const back: number[] = [];
  const refs: string[] = [];
  try {
    for (const change of changes) {
      const { body } = await postChange<{ id: number; refs: string[] }>(address(`/webclient/undo/${change}/`));
      if (!body) continue;
      back.unshift(body.id);
      refs.push(...body.refs);
    }
  } finally {
    announce({ what: "reloaded", refs });
  }
  const [next, after] = said === "undone" ? (["redone", "undo"] as const) : (["undone", "redo"] as const);
  toastWith(message(said), message(offered), () => undo(back, next, after));
}
