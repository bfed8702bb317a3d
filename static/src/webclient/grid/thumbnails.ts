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

  stop(): void {
    this.wanted = [];
    for (const request of this.running) request.stop.abort();
  }

  private start(): void {
    while (this.running.size < PARALLEL) {
      const busy = new Set([...this.running].flatMap((request) => request.ids));
      const ids = this.wanted.filter((id) => !busy.has(id)).slice(0, BATCH);
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
      // Cancelled or failed: what is still wanted is asked for again with the next scroll, not in a loop.
      this.wanted = this.wanted.filter((id) => !request.ids.includes(id) || request.stop.signal.aborted);
    } finally {
      this.running.delete(request);
    }
    this.start();
  }

  private keep(ids: number[], pictures: Record<string, string | null>): void {
    for (const id of ids) {
      const picture = pictures[id] ?? null;
      this.known.set(id, picture);
      this.ready(id, picture);
    }
    this.wanted = this.wanted.filter((id) => !this.known.has(id));
    for (const id of this.known.keys()) {
      if (this.known.size <= KEPT) break;
      this.known.delete(id);
    }
  }
}
