// The images of a container, page by page, each page fetched once and only when somebody looks at it.
import { getJson } from "../../lib/http";
import { makeItem, type Item } from "../actions/action";
import { listingUrl, type Listed, type ListedImage, type Query, type Scope } from "../api";

/** What the table shows of an image; sizes are x, y, z, c, t. */
export interface ImageFacts {
  readonly date: string;
  readonly size: readonly number[];
  readonly rating: number | null;
}

/** An image of the grid; `facts` are null while only the page's own list is known. */
export interface GridItem extends Item {
  readonly fileset: number | null;
  readonly facts: ImageFacts | null;
}

export interface Place {
  readonly kind: string;
  readonly id: number;
  readonly scope: Scope;
  readonly userId: number;
}

export class Pages {
  private items = new Map<number, GridItem>();
  private asked = new Map<number, Promise<void>>();
  private stop = new AbortController();

  constructor(
    private readonly place: Place,
    private readonly pageSize: number,
    /** Images that there are. */
    public total: number,
    private query: Query = {},
  ) {}

  /** From now on these images are meant; nothing is known of them yet. */
  start(query: Query): void {
    this.stop.abort();
    this.stop = new AbortController();
    this.query = query;
    this.items = new Map();
    this.asked = new Map();
  }

  /** A page that is known already; `page` counts from 1. */
  put(page: number, items: readonly GridItem[]): void {
    items.forEach((item, offset) => this.items.set((page - 1) * this.pageSize + offset, item));
    this.asked.set(page, Promise.resolve());
  }

  at(index: number): GridItem | undefined {
    return this.items.get(index);
  }

  indexOf(id: number): number | null {
    for (const [index, item] of this.items) if (item.id === id) return index;
    return null;
  }

  rename(id: number, name: string): void {
    const index = this.indexOf(id);
    const item = index === null ? undefined : this.items.get(index);
    if (index !== null && item) this.items.set(index, { ...item, name });
  }

  /** Resolves once everything from `first` up to `last` (not included) is there. */
  async load(first: number, last: number): Promise<void> {
    const from = Math.floor(first / this.pageSize) + 1;
    const to = Math.floor(Math.max(first, last - 1) / this.pageSize) + 1;
    await Promise.all(Array.from({ length: to - from + 1 }, (_, offset) => this.page(from + offset)));
  }

  private page(page: number): Promise<void> {
    const found = this.asked.get(page);
    if (found) return found;
    const promise = this.fetch(page).catch((error: unknown) => {
      if (this.asked.get(page) === promise) this.asked.delete(page);
      throw error;
    });
    this.asked.set(page, promise);
    return promise;
  }

  private async fetch(page: number): Promise<void> {
    const { kind, id, scope } = this.place;
    const stop = this.stop;
    const piece = { offset: (page - 1) * this.pageSize, limit: this.pageSize };
    const found = await getJson<Listed>(listingUrl(kind, id, scope, "", { ...this.query, ...piece }), stop.signal);
    if (stop.signal.aborted) return;
    this.total = found.total;
    this.put(page, found.images.map((image) => this.item(image)));
  }

  private item(image: ListedImage): GridItem {
    const { userId } = this.place;
    const own = image.ownerId === userId;
    const size = [image.sizeX, image.sizeY, image.sizeZ, image.sizeC, image.sizeT];
    const facts = { date: image.date, size, rating: image.rating };
    return { ...makeItem(`image-${image.id}`, image.name, own, image.permsCss), fileset: image.filesetId ?? null, facts };
  }
}
