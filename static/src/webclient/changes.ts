// What happened to objects, told to every part of the page (and to the scripts of apps: event "omeropyr:change").
import { message } from "../lib/messages";
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

/** Says what was done; with the number of a change (`postChange`) there is a button that takes it back. */
export function offerUndo(text: string, change: number | null): void {
  if (change === null) return toast(text);
  toastWith(text, message("undo"), () => undo(change, message("undone")));
}

async function undo(change: number, text: string): Promise<void> {
  const { body } = await postChange<{ id: number; refs: string[] }>(address(`/webclient/undo/${change}/`));
  announce({ what: "reloaded", refs: body?.refs ?? [] });
  if (body) toastWith(text, message("redo"), () => undo(body.id, message("redo")));
}
