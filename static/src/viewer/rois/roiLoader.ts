// Brings regions from the server: the pages of the list that are looked at, and what is in sight.
import type { Box } from "../geometry/shapes";
import { toastError } from "../../lib/toast";
import type { RoiStore } from "./roiStore";
import type { RoiServer, Sight } from "./wire";

export const PAGE = 500;
/** The view has to rest so long before what is in sight is asked for. */
const REST = 200;

export class RoiLoader {
  private readonly asked = new Set<number>();
  private sight: AbortController | null = null;
  private timer = 0;
  /** How many regions in sight were left out because they are too many. */
  leftOut = 0;

  constructor(
    private readonly server: RoiServer,
    private readonly store: RoiStore,
  ) {}

  /** The page of the list with a place in it; each is asked for once. */
  async page(index: number): Promise<void> {
    const offset = Math.max(0, Math.floor(index / PAGE) * PAGE);
    if (this.asked.has(offset)) return;
    this.asked.add(offset);
    try {
      this.store.loaded(await this.server.page(offset, PAGE), offset);
    } catch (error) {
      this.asked.delete(offset);
      throw error;
    }
  }

  async one(id: number): Promise<void> {
    if (!this.store.roi(id)) this.store.seen((await this.server.one(id)).rois);
  }

  /** To be called whenever the view or the plane has changed. */
  look(sight: () => Sight): void {
    if (this.store.complete) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.lookNow(sight()), REST);
  }

  private async lookNow(sight: Sight): Promise<void> {
    this.sight?.abort();
    this.sight = new AbortController();
    const { signal } = this.sight;
    try {
      const { rois, total } = await this.server.inSight(sight, signal);
      this.leftOut = total - rois.length;
      this.store.seen(rois);
    } catch (error) {
      if (!signal.aborted) toastError(error);
    }
  }
}

/** The part of the image that is seen. */
export function seenArea(width: number, box: { x: number; y: number; width: number; height: number }): Box {
  return { x: box.x * width, y: box.y * width, width: box.width * width, height: box.height * width };
}
