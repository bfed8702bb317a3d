// The JSON end points the main page reads.
import { address, getJson } from "../lib/http";

interface Container {
  id: number;
  name: string;
  ownerId: number;
  childCount: number;
  permsCss: string;
}

export interface Containers {
  projects?: Container[];
  datasets?: Container[];
  screens?: Container[];
  plates?: Container[];
  orphaned?: { childCount: number };
}

export interface ImageItem {
  id: number;
  name: string;
  ownerId: number;
  permsCss: string;
}

export interface PathStep {
  type: string;
  id: number;
  childCount?: number;
  childIndex?: number;
}

/** Whose data of which group; -1 means all. Taken from the filter above the tree. */
export interface Scope {
  group: number;
  experimenter: number;
}

export function scopeOf(search: string): Scope {
  const query = new URLSearchParams(search);
  return { group: Number(query.get("group") ?? -1), experimenter: Number(query.get("experimenter") ?? -1) };
}

/** Everything that lies in nothing else. */
export function getTop(scope: Scope): Promise<Containers> {
  return getJson<Containers>(address("/webclient/api/containers/", { id: scope.experimenter, group: scope.group, page: 0 }));
}

export function getChildren(kind: "project" | "screen", id: number, scope: Scope): Promise<Containers> {
  const path = kind === "project" ? "/webclient/api/datasets/" : "/webclient/api/plates/";
  return getJson<Containers>(address(path, { id, page: 0, group: scope.group }));
}

/** One page of the images of a dataset, or of the orphans; `page` counts from 1. */
export async function getImages(
  kind: string,
  id: number,
  page: number,
  limit: number,
  scope: Scope,
  signal?: AbortSignal,
): Promise<ImageItem[]> {
  if (kind === "tag") return (await getTagged(id, page, limit, scope, signal)).images ?? [];
  const place = kind === "dataset" ? { id } : { orphaned: "true" };
  const query = { ...place, experimenter_id: scope.experimenter, group: scope.group, page, limit };
  const answer = await getJson<{ images: ImageItem[] }>(address("/webclient/api/images/", query), signal);
  return answer.images;
}

interface TagItem {
  id: number;
  value: string;
  ownerId: number;
  permsCss: string;
  set: boolean;
  childCount: number;
}

interface WellItem {
  id: number;
  name: string;
  ownerId: number;
  permsCss: string;
}

export interface Tagged extends Containers {
  tags: TagItem[];
  images?: ImageItem[];
  acquisitions?: WellItem[];
  wells?: WellItem[];
}

/** Tag sets and the tags in none. */
export function getTopTags(scope: Scope): Promise<Tagged> {
  const query = { orphaned: "true", experimenter_id: scope.experimenter, group: scope.group, page: 0 };
  return getJson<Tagged>(address("/webclient/api/tags/", query));
}

/** The tags of a tag set, or a page of what carries a tag. */
export function getTagged(id: number, page: number, limit: number, scope: Scope, signal?: AbortSignal): Promise<Tagged> {
  const query = { id, experimenter_id: scope.experimenter, group: scope.group, page, limit };
  return getJson<Tagged>(address("/webclient/api/tags/", query), signal);
}

/** The runs of a plate. */
export async function getRuns(plate: number): Promise<WellItem[]> {
  const answer = await getJson<{ acquisitions: WellItem[] }>(address("/webclient/api/plate_acquisitions/", { id: plate, page: 0 }));
  return answer.acquisitions;
}

export async function getPath(kind: string, id: number): Promise<PathStep[]> {
  const answer = await getJson<{ paths: PathStep[][] }>(address("/webclient/api/paths_to_object/", { [kind]: id }));
  return answer.paths[0] ?? [];
}

/** An image as the grid's own listing says it. */
export interface ListedImage extends ImageItem {
  filesetId?: number;
  date: string;
  sizeX: number;
  sizeY: number;
  sizeZ: number;
  sizeC: number;
  sizeT: number;
  rating: number | null;
}

export interface Listed {
  /** Of all images that were asked for, not only of this piece. */
  total: number;
  images: ListedImage[];
}

export interface Facets {
  tags: { id: number; text: string; count: number }[];
  keys: { key: string; count: number; isNumeric: boolean; low: number | null; high: number | null }[];
}

/** Fields of a query string; arrays become repeated fields. */
export type Query = Record<string, string | number | readonly (string | number)[]>;

/** The address of what a container lists; `part` is "", "facets/" or "values/". */
export function listingUrl(kind: string, id: number, scope: Scope, part: string, query: Query): string {
  const place = { group: scope.group, experimenter: scope.experimenter };
  return address(`/webclient/listing/${kind}/${id}/${part}`, { ...place, ...query });
}
