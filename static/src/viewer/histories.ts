// One pair of keys for several things that can be undone: they act on what was changed last.

export interface Undoable {
  readonly canUndo: () => boolean;
  readonly canRedo: () => boolean;
  readonly undo: () => void;
  readonly redo: () => void;
}

export class Histories {
  private last: Undoable;

  constructor(private readonly all: readonly [Undoable, ...Undoable[]]) {
    this.last = all[0];
  }

  /** To be called when something has been changed. */
  touched(one: Undoable): void {
    this.last = one;
  }

  undo(): void {
    this.choose((one) => one.canUndo())?.undo();
  }

  redo(): void {
    this.choose((one) => one.canRedo())?.redo();
  }

  private choose(can: (one: Undoable) => boolean): Undoable | undefined {
    return can(this.last) ? this.last : this.all.find(can);
  }
}
