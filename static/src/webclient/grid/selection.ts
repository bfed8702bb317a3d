// Which cells are selected: mouse and keyboard as in a file manager, in terms of positions only.
export class GridSelection {
  private chosen = new Set<number>();
  private anchor = 0;
  /** The cell that keys start from; -1: none yet. */
  active = -1;

  constructor(readonly total: number) {}

  has(index: number): boolean {
    return this.chosen.has(index);
  }

  /** Ascending. */
  indexes(): number[] {
    return [...this.chosen].sort((a, b) => a - b);
  }

  set(indexes: readonly number[]): void {
    this.chosen = new Set(indexes);
    this.active = indexes[0] ?? this.active;
    this.anchor = Math.max(0, this.active);
  }

  click(index: number, keys: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }): void {
    if (keys.shiftKey) this.extend(index);
    else if (keys.ctrlKey || keys.metaKey) this.toggle(index);
    else this.set([index]);
    this.active = index;
  }

  /** True if the key was one of ours. */
  key(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey">, columns: number, rows: number): boolean {
    if (event.key === " ") this.toggle(Math.max(0, this.active));
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) this.all();
    else return this.move(this.step(event.key, columns, rows), event.shiftKey);
    return true;
  }

  private step(key: string, columns: number, rows: number): number | null {
    const last = this.total - 1;
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      PageDown: columns * rows,
      PageUp: -columns * rows,
      Home: -last,
      End: last,
    };
    return steps[key] ?? null;
  }

  private move(step: number | null, extend: boolean): boolean {
    if (step === null || this.total === 0) return false;
    // The first step of all only enters the grid, unless it goes to the very end.
    const entering = this.active < 0 && step < this.total - 1;
    const target = entering ? 0 : Math.max(0, Math.min(Math.max(this.active, 0) + step, this.total - 1));
    if (extend) this.extend(target);
    else this.set([target]);
    this.active = target;
    return true;
  }

  private toggle(index: number): void {
    if (!this.chosen.delete(index)) this.chosen.add(index);
    this.anchor = index;
  }

  private extend(index: number): void {
    const [from, to] = [Math.min(this.anchor, index), Math.max(this.anchor, index)];
    this.chosen = new Set(Array.from({ length: to - from + 1 }, (_, offset) => from + offset));
  }

  private all(): void {
    this.chosen = new Set(Array.from({ length: this.total }, (_, index) => index));
  }
}
