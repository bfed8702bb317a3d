// The server's end point for regions: pages, what is in sight, saving.
import { getJson, sendJson } from "../../lib/http";
import type { Box } from "../geometry/shapes";
import type { Changes, Roi } from "./model";

export interface RoiPage {
  readonly rois: readonly Roi[];
  readonly total: number;
}

/** Why a change was not saved, and what is stored now. */
export interface Refusal {
  readonly id: number;
  readonly reason: "changed" | "gone" | "forbidden" | "invalid";
  readonly message: string;
  readonly current: Roi | null;
}

export interface Saved {
  /** In the order of the new regions in what was sent. */
  readonly created: readonly Roi[];
  readonly updated: readonly Roi[];
  readonly deleted: readonly number[];
  readonly refused: readonly Refusal[];
}

/** Where one looks; `z` null: on all sections. */
export interface Sight {
  readonly z: number | null;
  readonly t: number;
  readonly area: Box;
}

export const MOST_IN_SIGHT = 2000;

export class RoiServer {
  constructor(private readonly url: string) {}

  page(offset: number, limit: number, signal?: AbortSignal): Promise<RoiPage> {
    return this.get({ offset, limit }, signal);
  }

  one(roi: number): Promise<RoiPage> {
    return this.get({ roi });
  }

  inSight({ z, t, area }: Sight, signal: AbortSignal): Promise<RoiPage> {
    const viewport = [area.x, area.y, area.width, area.height].map((part) => part.toFixed(1)).join(",");
    return this.get({ t, viewport, limit: MOST_IN_SIGHT, ...(z === null ? {} : { z }) }, signal);
  }

  async save(changes: Changes, versions: (id: number) => string): Promise<Saved> {
    const saved = await sendJson<Saved>("POST", this.url, requestOf(changes, versions));
    if (!saved) throw new Error("the server sent no answer");
    return saved;
  }

  private get(query: Record<string, string | number>, signal?: AbortSignal): Promise<RoiPage> {
    const search = new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]));
    return getJson<RoiPage>(`${this.url}?${search.toString()}`, signal);
  }
}

/** The body of a request that saves; `versions` gives that of a stored region. */
export function requestOf(
  changes: Changes,
  versions: (id: number) => string,
): {  create: object[]; update: object[]; delete: object[] } {
  const wishes = [...changes];
  const present = wishes.flatMap(([id, roi]) => (roi ? [{ id, roi }] : []));
  return {
    create: present.filter(({ id }) => id < 0).map(({ roi }) => content(roi)),
    update: present.filter(({ id }) => id >= 0).map(({ roi }) => ({ id: roi.id, version: roi.version, ...content(roi) })),
    delete: wishes.flatMap(([id, roi]) => (roi ? [] : [{ id, version: versions(id) }])),
  };
}

function content({ name, description, shapes }: Roi): object {
  return { name, description, shapes };
}
