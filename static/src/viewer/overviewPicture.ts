// Where the picture of the overview comes from: the plane itself, the smallest level, or the thumbnail.
import type { ImageFacts } from "./imgdata";
import { layoutOf } from "./layout";
import type { Overview } from "./overview";
import type { Page } from "./page";
import type { ShownPicture } from "./painter";
import { tileAddress, wholeAddress } from "./planeAddress";
import { loadPicture } from "./requests";

/** Small pictures that are kept for going back and forth. */
const KEPT = 40;

export class OverviewPictures {
  private readonly seen = new Map<string, CanvasImageSource>();
  private loading = new AbortController();

  constructor(
    private readonly overview: Overview,
    private readonly facts: ImageFacts,
    private readonly page: Page,
  ) {}

  /** An overview that cannot be loaded stays as it is: the picture itself tells of trouble. */
  show(shown: ShownPicture): void {
    this.loading.abort();
    const address = this.address(shown);
    const picture = shown.overview ?? this.seen.get(address);
    if (picture) return this.keep(address, picture);
    this.loading = new AbortController();
    loadPicture(address, this.loading.signal).then(
      (loaded) => this.keep(address, loaded),
      () => undefined,
    );
  }

  private keep(address: string, picture: CanvasImageSource): void {
    this.seen.delete(address);
    this.seen.set(address, picture);
    for (const oldest of this.seen.keys()) if (this.seen.size > KEPT) this.seen.delete(oldest);
    this.overview.show(picture);
  }

  private address({ plane }: ShownPicture): string {
    const layout = layoutOf(this.facts, plane.rendering.projection !== null);
    if (layout.whole) return wholeAddress(this.page.renderers, plane);
    const smallest = layout.levels.length - 1;
    const size = layout.levels[smallest];
    const fits = smallest > 0 && size && size.width <= layout.tile.width && size.height <= layout.tile.height;
    return fits ? tileAddress(this.page.renderers, plane, layout, [smallest, 0, 0]) : this.page.thumbnail;
  }
}
