// How somebody likes to see images: as thumbnails of a size or as a table, and in which order. Remembered.
import { recall, recallNumber, remember } from "../../lib/memory";
import type { Look } from "./cell";

export interface Sorting {
  readonly by: string;
  readonly descending: boolean;
}

const DEFAULT_SIZE = 112;
const KNOWN = new Set(["name", "imported", "id", "rating", "size_x", "size_y", "size_z", "size_c", "size_t"]);
/** What is best seen from the other end first. */
const LARGEST_FIRST = new Set(["imported", "rating"]);

export function rememberedSize(): number {
  return recallNumber("thumbnail-size", DEFAULT_SIZE);
}

export function rememberSize(size: number): void {
  remember("thumbnail-size", size);
}

export function rememberedLook(): Look {
  return recall("grid-look") === "table" ? "table" : "thumbnails";
}

export function rememberLook(look: Look): void {
  remember("grid-look", look);
}

export function rememberedSorting(): Sorting {
  return readSorting(recall("grid-sort") ?? "name");
}

export function rememberSorting(sorting: Sorting): void {
  remember("grid-sort", writeSorting(sorting));
}

/** "-imported" -> by imported, descending; what is not known is by name. */
export function readSorting(text: string): Sorting {
  const by = text.replace(/^-/, "");
  return KNOWN.has(by) ? { by, descending: text.startsWith("-") } : { by: "name", descending: false };
}

export function writeSorting({ by, descending }: Sorting): string {
  return descending ? `-${by}` : by;
}

/** What a click on a column's head means: the same column is turned round. */
export function sortedBy(column: string, now: Sorting): Sorting {
  return { by: column, descending: column === now.by ? !now.descending : LARGEST_FIRST.has(column) };
}
