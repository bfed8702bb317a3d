// What can be done with a selection: one list for context menu, toolbar and keys. Apps add theirs with `addAction`.
import { parseRef } from "../refs";

export type Right = "edit" | "annotate" | "delete" | "link" | "chgrp" | "chown";

export interface Item {
  /** "image-12" */
  readonly ref: string;
  readonly kind: string;
  readonly id: number;
  readonly name: string;
  readonly own: boolean;
  readonly can: ReadonlySet<Right>;
}

/** What an action is for: the selected objects of one kind, and the container they are looked at in ("" at the top). */
export interface Target {
  readonly items: readonly Item[];
  readonly container: string;
  readonly place: "tree" | "grid" | "plate";
}

export interface Action {
  readonly id: string;
  readonly label: string;
  readonly icon?: string;
  /** Actions of equal group stand together; groups in ascending order, a rule between them. */
  readonly group: number;
  /** As it is shown: "Del", "Ctrl+C". */
  readonly shortcut?: string;
  /** False: not in the menu at all. A disabled action stays visible. */
  shown?(target: Target): boolean;
  enabled(target: Target): boolean;
  run(target: Target): void | Promise<void>;
  /** A menu below this one instead of `run`. */
  children?(target: Target): readonly Action[];
}

const known: Action[] = [];

export function addAction(action: Action): void {
  const old = known.findIndex((other) => other.id === action.id);
  if (old >= 0) known.splice(old, 1, action);
  else known.push(action);
}

export function actionById(id: string): Action | undefined {
  return known.find((action) => action.id === id);
}

/** Those that are shown for a target, in the order of the menu. */
export function actionsFor(target: Target): Action[] {
  const shown = known.filter((action) => action.shown?.(target) ?? true);
  return shown.map((action, at) => ({ action, at })).sort(inGroups).map(({ action }) => action);
}

function inGroups(a: { action: Action; at: number }, b: { action: Action; at: number }): number {
  return a.action.group - b.action.group || a.at - b.at;
}

const RIGHTS: Readonly<Record<string, Right>> = {
  canEdit: "edit",
  canAnnotate: "annotate",
  canDelete: "delete",
  canLink: "link",
  canChgrp: "chgrp",
  canChown: "chown",
};

/** "canEdit canLink isOwned", as the JSON end points say it. */
export function rightsOf(permsCss: string): ReadonlySet<Right> {
  return new Set(permsCss.split(" ").map((word) => RIGHTS[word]).filter((right): right is Right => right !== undefined));
}

export function makeItem(ref: string, name: string, own: boolean, permsCss: string): Item {
  return { ref, ...parseRef(ref), name, own, can: rightsOf(permsCss) };
}
