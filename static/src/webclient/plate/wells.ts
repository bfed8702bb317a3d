// The wells of a plate as places in rows and columns: which are neighbours, and which are selected.
export interface Place {
  readonly row: number;
  readonly column: number;
}

export type Keys = Pick<KeyboardEvent, "shiftKey" | "ctrlKey" | "metaKey">;

const STEPS: Readonly<Record<string, Place>> = {
  ArrowRight: { row: 0, column: 1 },
  ArrowLeft: { row: 0, column: -1 },
  ArrowDown: { row: 1, column: 0 },
  ArrowUp: { row: -1, column: 0 },
};

/** `places[i]` is where the well with number `i` is; numbers go row by row. */
export class Wells {
  private chosen = new Set<number>();
  private anchor = 0;
  active = 0;

  constructor(private readonly places: readonly Place[]) {}

  has(index: number): boolean {
    return this.chosen.has(index);
  }

  indexes(): number[] {
    return [...this.chosen].sort((a, b) => a - b);
  }

  set(indexes: readonly number[]): void {
    this.chosen = new Set(indexes);
    this.active = indexes[0] ?? this.active;
    this.anchor = this.active;
  }

  click(index: number, keys: Keys): void {
    if (keys.shiftKey) this.chosen = new Set(this.between(this.anchor, index));
    else if (keys.ctrlKey || keys.metaKey) this.toggle(index);
    else this.set([index]);
    this.active = index;
  }

  /** True if the key was one of ours. */
  key(event: Keys & { key: string }): boolean {
    if (event.key === " ") this.toggle(this.active);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) this.chosen = new Set(this.places.keys());
    else {
      const target = this.target(event);
      if (target === null) return false;
      if (event.shiftKey) this.chosen = new Set(this.between(this.anchor, target));
      else this.set([target]);
      this.active = target;
    }
    return true;
  }

  private target({ key, ctrlKey }: Keys & { key: string }): number | null {
    if (!this.places.length) return null;
    const row = this.places[this.active]?.row;
    const inRow = [...this.places.keys()].filter((index) => ctrlKey || this.places[index]?.row === row);
    if (key === "Home") return inRow[0] ?? null;
    if (key === "End") return inRow.at(-1) ?? null;
    const step = STEPS[key];
    return step ? this.next(step) : null;
  }

  /** The nearest well that way: in the same line if there is one, else the least aside. */
  private next(step: Place): number {
    const from = this.places[this.active] ?? { row: 0, column: 0 };
    let [best, least] = [this.active, Infinity];
    this.places.forEach((place, index) => {
      const [down, right] = [place.row - from.row, place.column - from.column];
      const ahead = down * step.row + right * step.column;
      const aside = Math.abs(down * step.column) + Math.abs(right * step.row);
      if (ahead > 0 && ahead + aside * 100 < least) [best, least] = [index, ahead + aside * 100];
    });
    return best;
  }

  private toggle(index: number): void {
    if (!this.chosen.delete(index)) this.chosen.add(index);
    this.anchor = index;
  }

  /** The rectangle with these two corners. */
  private between(a: number, b: number): number[] {
    const [from, to] = [this.places[a], this.places[b]];
    if (!from || !to) return [b];
    const inside = (value: number, one: number, other: number): boolean => value >= Math.min(one, other) && value <= Math.max(one, other);
    const found = [...this.places.entries()].filter(([, place]) => inside(place.row, from.row, to.row) && inside(place.column, from.column, to.column));
    return found.map(([index]) => index);
  }
}
