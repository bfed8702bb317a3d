// Thumbnails in batches: only what is wanted now is asked for, what is no longer wanted is given up.
import { address, getJson } from "../../lib/http";

const BATCH = 25;
const PARALLEL = 2;
const KEPT = 1500;

interface Running {
  ids: number[];
  stop: AbortController;
}

/** Thumbnails of one size. `ready` is called for each picture; null means that the image has none. */
export class Thumbnails {
  private readonly known = new Map<number, string | null>();
  private wanted: number[] = [];
  private running = new Set<Running>();
  private readonly alone = new Set<number>();

  constructor(
    readonly size: number,
    private readonly ready: (id: number, picture: string | null) => void,
  ) {}

  /** The picture, null if there is none, undefined if it has not come yet. */
  get(id: number): string | null | undefined {
    return this.known.get(id);
  }

  /** Replaces what is wanted; requests that serve nothing of it are cancelled. */
  want(ids: readonly number[]): void {
    this.wanted = ids.filter((id) => !this.known.has(id));
    const wanted = new Set(this.wanted);
    for (const request of this.running) {
      if (!request.ids.some((id) => wanted.has(id))) request.stop.abort();
    }
    this.start();
  }

  /** Everything is asked for again: it may look different now. */
  forget(): void {
    this.known.clear();
  }

  stop(): void {
    this.wanted = [];
    for (const request of this.running) request.stop.abort();
  }

  private start(): void {
    while (this.running.size < PARALLEL) {
      const busy = new Set([...this.running].flatMap((request) => request.ids));
      const free = this.wanted.filter((id) => !busy.has(id));
      const lone = free.find((id) => this.alone.has(id));
      const ids = lone === undefined ? free.slice(0, BATCH) : [lone];
      if (!ids.length) return;
      void this.fetch({ ids, stop: new AbortController() });
    }
  }

  private async fetch(request: Running): Promise<void> {
    this.running.add(request);
    try {
      const url = address(`/webgateway/get_thumbnails/${this.size}/`, { id: request.ids });
      this.keep(request.ids, await getJson<Record<string, string | null>>(url, request.stop.signal));
    } catch {
      if (!request.stop.signal.aborted) this.giveUp(request.ids);
    } finally {
      this.running.delete(request);
    }
    this.start();
  }

  /** One bad image may have failed its whole batch: they are asked for one by one. What fails alone waits for a scroll. */
  private giveUp(ids: readonly number[]): void {
    if (ids.length > 1) for (const id of ids) this.alone.add(id);
    else this.wanted = this.wanted.filter((id) => !ids.includes(id));
  }

  private keep(ids: number[], pictures: Record<string, string | null>): void {
    for (const id of ids) {
      const picture = pictures[id] ?? null;
      this.known.set(id, picture);
      this.alone.delete(id);
      this.ready(id, picture);
    }
    this.wanted = this.wanted.filter((id) => !this.known.has(id));
    for (const id of this.known.keys()) {
      if (this.known.size <= KEPT) break;
      this.known.delete(id);
    }
  }
}
