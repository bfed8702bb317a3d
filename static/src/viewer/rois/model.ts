// Regions, and a person's changes to them before they are saved. Nothing here touches the page.
import type { Shape } from "../geometry/shapes";

/** As the server sends it. Regions that are not stored yet have negative ids and an empty version. */
export interface Roi {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly owner: { readonly id: number; readonly name: string };
  readonly can_edit: boolean;
  readonly can_delete: boolean;
  readonly shapes: readonly Shape[];
}

/** What regions have become; null: to be deleted. */
export type Changes = ReadonlyMap<number, Roi | null>;

/** `past` and `future` are what undo and redo go to, nearest last. */
export interface Draft {
  readonly changes: Changes;
  readonly past: readonly Changes[];
  readonly future: readonly Changes[];
  /** Names the drag that is under way; its many changes are one step for undo. */
  readonly gesture: string | null;
}

const STEPS_KEPT = 200;

export const CLEAN: Draft = { changes: new Map(), past: [], future: [], gesture: null };

export function withChange(draft: Draft, id: number, roi: Roi | null, gesture: string | null = null): Draft {
  const changes = new Map(draft.changes);
  if (roi === null && id < 0) changes.delete(id);
  else changes.set(id, roi);
  const continues = gesture !== null && gesture === draft.gesture;
  const past = continues ? draft.past : [...draft.past, draft.changes].slice(-STEPS_KEPT);
  return { changes, past, future: [], gesture };
}

export function settled(draft: Draft): Draft {
  return draft.gesture === null ? draft : { ...draft, gesture: null };
}

export function undone(draft: Draft): Draft {
  const changes = draft.past.at(-1);
  if (!changes) return draft;
  return { changes, past: draft.past.slice(0, -1), future: [...draft.future, draft.changes], gesture: null };
}

export function redone(draft: Draft): Draft {
  const changes = draft.future.at(-1);
  if (!changes) return draft;
  return { changes, past: [...draft.past, draft.changes], future: draft.future.slice(0, -1), gesture: null };
}

/** Without the changes of some regions, which cannot be undone any more: they are saved, or given up. */
export function without(draft: Draft, ids: ReadonlySet<number>): Draft {
  return { ...CLEAN, changes: new Map([...draft.changes].filter(([id]) => !ids.has(id))) };
}

export function withShape(roi: Roi, index: number, shape: Shape): Roi {
  return { ...roi, shapes: roi.shapes.map((old, at) => (at === index ? shape : old)) };
}

export function withoutShape(roi: Roi, index: number): Roi {
  return { ...roi, shapes: roi.shapes.filter((_, at) => at !== index) };
}
