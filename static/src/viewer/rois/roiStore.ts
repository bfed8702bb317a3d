// The regions of the image as far as they are loaded, a person's changes to them, and which one is chosen.
import { newShape, type Geometry, type Shape } from "../geometry/shapes";
import { CLEAN, redone, settled, undone, withChange, without, withoutShape, withShape, type Draft, type Roi } from "./model";
import type { Refusal, RoiPage, Saved } from "./wire";

/** One shape of one region. */
export interface Choice {
  readonly roi: number;
  readonly shape: number;
}

export type RoiListener = () => void;

export class RoiStore {
  /** Stored regions; those of the list by their place in it, as far as they are known. */
  private readonly stored = new Map<number, Roi>();
  private readonly listed: number[] = [];
  private sighted: ReadonlySet<number> = new Set();
  private storedTotal = 0;
  private draft: Draft = CLEAN;
  private nextId = -1;
  private choice: Choice | null = null;
  private readonly listeners: RoiListener[] = [];
  private sending = false;
  refusals: readonly Refusal[] = [];

  subscribe(listener: RoiListener): void {
    this.listeners.push(listener);
  }

  get chosen(): Choice | null {
    return this.choice;
  }

  get chosenRoi(): Roi | null {
    return this.choice && this.roi(this.choice.roi);
  }

  get chosenShape(): Shape | null {
    return this.chosenRoi?.shapes[this.choice?.shape ?? 0] ?? null;
  }

  /** Number of regions, with the new ones. */
  get total(): number {
    return this.storedTotal + this.created().length;
  }

  get complete(): boolean {
    return this.known >= this.storedTotal;
  }

  private get known(): number {
    return this.listed.reduce((count) => count + 1, 0);
  }

  /** While changes are being saved nothing is changed. */
  get saving(): boolean {
    return this.sending;
  }

  set saving(saving: boolean) {
    this.sending = saving;
    this.changed();
  }

  get unsaved(): number {
    return this.draft.changes.size;
  }

  get changes(): ReadonlyMap<number, Roi | null> {
    return this.draft.changes;
  }

  get canUndo(): boolean {
    return this.draft.past.length > 0;
  }

  get canRedo(): boolean {
    return this.draft.future.length > 0;
  }

  /** As it is with all changes; null for one that is not known, or is to be deleted. */
  roi(id: number): Roi | null {
    const change = this.draft.changes.get(id);
    return change === undefined ? (this.stored.get(id) ?? null) : change;
  }

  /** As it is stored; null for a new one. */
  storedRoi(id: number): Roi | null {
    return this.stored.get(id) ?? null;
  }

  isDeleted(id: number): boolean {
    return this.draft.changes.get(id) === null;
  }

  isChanged(id: number): boolean {
    return this.draft.changes.has(id);
  }

  /** All that are known and not to be deleted, new ones last. */
  all(): Roi[] {
    const stored = [...this.stored.keys()].flatMap((id) => this.roi(id) ?? []);
    return [...stored, ...this.created().flatMap((id) => this.roi(id) ?? [])];
  }

  /** The id at a place of the list, new ones first; undefined as long as it is not loaded. */
  at(index: number): number | undefined {
    const created = this.created();
    return index < created.length ? created[index] : this.listed[index - created.length];
  }

  /** The place in the server's list that belongs to a place of ours. */
  storedIndex(index: number): number {
    return index - this.created().length;
  }

  indexOf(id: number): number {
    const created = this.created();
    const among = created.indexOf(id);
    if (among >= 0) return among;
    const listed = this.listed.indexOf(id);
    return listed < 0 ? -1 : listed + created.length;
  }

  private created(): number[] {
    return [...this.draft.changes.keys()].filter((id) => id < 0).reverse();
  }

  loaded(page: RoiPage, offset: number): void {
    this.storedTotal = page.total;
    page.rois.forEach((roi, index) => {
      this.listed[offset + index] = roi.id;
      this.keep(roi);
    });
    this.changed();
  }

  /** What is in sight now; what was before, and is in no list and not worked with, is let go. */
  seen(rois: readonly Roi[]): void {
    const listed = new Set(this.listed);
    const now = new Set(rois.map(({ id }) => id));
    for (const id of this.sighted) {
      const wanted = now.has(id) || listed.has(id) || this.draft.changes.has(id) || this.choice?.roi === id;
      if (!wanted) this.stored.delete(id);
    }
    this.sighted = now;
    rois.forEach((roi) => this.keep(roi));
    this.changed();
  }

  /** What is changed here keeps the version it was changed from, so that saving tells when somebody was faster. */
  private keep(roi: Roi): void {
    if (!this.draft.changes.has(roi.id)) this.stored.set(roi.id, roi);
  }

  choose(choice: Choice | null): void {
    if (choice?.roi === this.choice?.roi && choice?.shape === this.choice?.shape) return;
    this.choice = choice;
    this.changed();
  }

  add(geometry: Geometry, plane: { z: number; t: number }, stroke: string): void {
    const id = this.nextId--;
    const shapes = [newShape(geometry, plane, stroke)];
    const mine = { owner: { id: 0, name: "" }, can_edit: true, can_delete: true };
    this.edit(withChange(this.draft, id, { id, name: "", description: "", version: "", ...mine, shapes }));
    this.choose({ roi: id, shape: 0 });
  }

  change(roi: Roi, gesture: string | null = null): void {
    this.edit(withChange(this.draft, roi.id, roi, gesture));
  }

  changeShape({ roi: id, shape: index }: Choice, shape: Shape, gesture: string | null = null): void {
    const roi = this.roi(id);
    if (roi?.can_edit && roi.shapes[index] !== shape) this.change(withShape(roi, index, shape), gesture);
  }

  /** The chosen shape; with its last shape the region goes too. */
  deleteShape({ roi: id, shape: index }: Choice): void {
    const roi = this.roi(id);
    if (!roi?.can_edit) return;
    if (roi.shapes.length === 1) return this.delete(id);
    this.change(withoutShape(roi, index));
    this.choose({ roi: id, shape: 0 });
  }

  delete(id: number): void {
    if (this.roi(id)?.can_delete) this.edit(withChange(this.draft, id, null));
  }

  settle(): void {
    this.draft = settled(this.draft);
  }

  undo(): void {
    this.edit(undone(this.draft));
  }

  redo(): void {
    this.edit(redone(this.draft));
  }

  /** After saving: what went well is stored, what was refused stays a change. */
  saved(sent: ReadonlyMap<number, Roi | null>, answer: Saved): void {
    const created = [...sent.keys()].filter((id) => id < 0);
    for (const roi of [...answer.created, ...answer.updated]) this.stored.set(roi.id, roi);
    for (const id of answer.deleted) this.forget(id);
    this.listed.length = Math.max(this.listed.length, this.storedTotal);
    answer.created.forEach((roi, index) => (this.listed[this.storedTotal + index] = roi.id));
    this.storedTotal += answer.created.length;
    const done = [...created, ...answer.updated.map(({ id }) => id), ...answer.deleted];
    this.draft = without(this.draft, new Set(done));
    this.followChoice(created, answer.created);
    this.refusals = answer.refused;
    this.changed();
  }

  private followChoice(created: readonly number[], stored: readonly Roi[]): void {
    const roi = this.choice && stored[created.indexOf(this.choice.roi)];
    if (roi && this.choice) this.choice = { ...this.choice, roi: roi.id };
  }

  private forget(id: number): void {
    this.stored.delete(id);
    const place = this.listed.indexOf(id);
    if (place >= 0) this.listed.splice(place, 1);
    this.storedTotal = Math.max(0, this.storedTotal - 1);
  }

  /** A refusal settled: with `mine` the own change stays and is based on what is stored now, else it is given up. */
  resolve(refusal: Refusal, mine: boolean): void {
    const { id, current } = refusal;
    const change = this.draft.changes.get(id);
    if (current) this.stored.set(id, current);
    this.draft = without(this.draft, new Set([id]));
    if (!current) this.forget(id);
    if (mine && change !== undefined) this.keepMine(change, current, id);
    this.refusals = this.refusals.filter((other) => other !== refusal);
    this.changed();
  }

  private keepMine(change: Roi | null, current: Roi | null, id: number): void {
    if (change && !current) {
      const fresh = this.nextId--;
      const shapes = change.shapes.map((shape) => ({ ...shape, id: null }));
      this.draft = withChange(this.draft, fresh, { ...change, id: fresh, version: "", can_edit: true, can_delete: true, shapes });
    } else if (change && current) {
      const known = new Set(current.shapes.map((shape) => shape.id));
      const shapes = change.shapes.map((shape) => (known.has(shape.id) ? shape : { ...shape, id: null }));
      this.draft = withChange(this.draft, id, { ...change, version: current.version, shapes });
    } else if (current) {
      this.draft = withChange(this.draft, id, null);
    }
  }

  private edit(draft: Draft): void {
    if (draft === this.draft || this.sending) return;
    this.draft = draft;
    if (this.choice && !this.chosenShape) this.choice = null;
    this.changed();
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
