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
  const place = kind === "dataset" ? { id } : { orphaned: "true" };
  const query = { ...place, experimenter_id: scope.experimenter, group: scope.group, page, limit };
  const answer = await getJson<{ images: ImageItem[] }>(address("/webclient/api/images/", query), signal);
  return answer.images;
}

export async function getPath(kind: string, id: number): Promise<PathStep[]> {
  const answer = await getJson<{ paths: PathStep[][] }>(address("/webclient/api/paths_to_object/", { [kind]: id }));
  return answer.paths[0] ?? [];
}
