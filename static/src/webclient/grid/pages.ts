// The images of a container, page by page, each page fetched once and only when somebody looks at it.
import { makeItem, type Item } from "../actions/action";
import { getImages, type Scope } from "../api";

/** An image of the grid. */
export type GridItem = Item;

export class Pages {
  private readonly items = new Map<number, GridItem>();
  private readonly asked = new Map<number, Promise<void>>();

  constructor(
    private readonly kind: string,
    private readonly id: number,
    private readonly pageSize: number,
    private readonly scope: Scope,
    private readonly userId: number,
  ) {}

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
      this.asked.delete(page);
      throw error;
    });
    this.asked.set(page, promise);
    return promise;
  }

  private async fetch(page: number): Promise<void> {
    const images = await getImages(this.kind, this.id, page, this.pageSize, this.scope);
    this.put(page, images.map((image) => makeItem(`image-${image.id}`, image.name, image.ownerId === this.userId, image.permsCss)));
  }
}
