// Fetches the histograms of the channels that are on, of the plane that is shown; what nobody needs any more is dropped.
import { getJson } from "../../lib/http";
import type { ImageFacts } from "../imgdata";
import type { State } from "../state";
import type { Store } from "../store";
import type { Histogram } from "./curve";

const BINS = 256;
/** The plane has to rest so long: nobody reads histograms while playing. */
const REST = 250;
const KEPT = 64;

export class Histograms {
  /** By channel and plane; null where the server has none to give. */
  private readonly known = new Map<string, Histogram | null>();
  private asked: AbortController | null = null;
  private timer = 0;

  constructor(
    private readonly url: string,
    private readonly facts: ImageFacts,
    private readonly store: Store,
    private readonly show: (channel: number, histogram: Histogram | null) => void,
  ) {
    store.subscribe((state, before) => {
      if (needs(state) !== needs(before)) this.later();
    });
    this.later();
  }

  private later(): void {
    this.asked?.abort();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(), REST);
  }

  private async load(): Promise<void> {
    this.asked = new AbortController();
    const { signal } = this.asked;
    const { state } = this.store;
    const active = state.rendering.channels.flatMap(({ active }, index) => (active ? [index] : []));
    await Promise.all(active.map((channel) => this.one(channel, state, signal)));
  }

  private async one(channel: number, { z, t }: State, signal: AbortSignal): Promise<void> {
    const key = `${channel}/${z}/${t}`;
    if (!this.known.has(key)) {
      const found = await this.fetched(channel, z, t, signal);
      if (signal.aborted) return;
      this.keep(key, found);
    }
    this.show(channel, this.known.get(key) ?? null);
  }

  /** A histogram helps; without one the window can be set all the same, so its failure is not told. */
  private async fetched(channel: number, z: number, t: number, signal: AbortSignal): Promise<Histogram | null> {
    const { min = 0, max = 1 } = this.facts.channels[channel] ?? {};
    try {
      const url = `${this.url}${channel}/?theZ=${z}&theT=${t}&bins=${BINS}`;
      const { data } = await getJson<{ data: number[] }>(url, signal);
      return { counts: data, min, max };
    } catch {
      return null;
    }
  }

  private keep(key: string, histogram: Histogram | null): void {
    if (this.known.size >= KEPT) this.known.delete(this.known.keys().next().value as string);
    this.known.set(key, histogram);
  }
}

/** What decides which histograms are wanted, as a value that can be compared. */
function needs({ z, t, rendering }: State): string {
  return [z, t, ...rendering.channels.map(({ active }) => active)].join();
}
