// Values of pixels as they are in the file, a block at a time: the pointer needs no request for every step.
import { getJson } from "../../lib/http";
import type { Point } from "../geometry/shapes";

const SIDE = 32;
const KEPT = 100;
/** The pointer has to rest so long over an unknown block. */
const REST = 60;

interface Block {
  readonly x: number;
  readonly y: number;
  /** By channel, row and column; null for what is no number. */
  readonly values: readonly (readonly (readonly (number | null)[])[])[];
}

export interface Plane {
  readonly z: number;
  readonly t: number;
}

export class PixelValues {
  private readonly blocks = new Map<string, Block>();
  private asked: AbortController | null = null;
  private coming = "";
  private timer = 0;

  constructor(private readonly url: string) {}

  /** The values of all channels at a pixel; null if they are not known yet. Then `loaded` is called once they are. */
  at(pixel: Point, plane: Plane, loaded: () => void): readonly (number | null)[] | null {
    const [x, y] = [pixel.x - (pixel.x % SIDE), pixel.y - (pixel.y % SIDE)];
    const key = `${plane.z}/${plane.t}/${x}/${y}`;
    const block = this.blocks.get(key);
    if (block) return block.values.map((rows) => rows[pixel.y - block.y]?.[pixel.x - block.x] ?? null);
    this.ask(key, { x, y, ...plane }, loaded);
    return null;
  }

  private ask(key: string, place: Point & Plane, loaded: () => void): void {
    if (key === this.coming) return;
    this.coming = key;
    this.asked?.abort();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(key, place, loaded), REST);
  }

  /** A value that cannot be had is not shown; the picture tells of a server that is out of reach. */
  private async load(key: string, { x, y, z, t }: Point & Plane, loaded: () => void): Promise<void> {
    this.asked = new AbortController();
    const { signal } = this.asked;
    try {
      const block = await getJson<Block>(`${this.url}?x=${x}&y=${y}&width=${SIDE}&height=${SIDE}&z=${z}&t=${t}`, signal);
      if (this.blocks.size >= KEPT) this.blocks.delete(this.blocks.keys().next().value as string);
      this.blocks.set(key, block);
      if (key === this.coming) loaded();
    } catch {
      if (!signal.aborted) window.setTimeout(() => (this.coming = ""), 2000);
      return;
    }
    if (key === this.coming) this.coming = "";
  }
}
