// Requests for pixels: a few at a time, none that nobody waits for any more.
import { getBlob } from "../lib/http";

/** Browsers open about six connections to a host; more requests at once would only wait where we cannot drop them. */
const AT_ONCE = 6;
const TIMEOUT = 60_000;

export class RequestQueue {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(private readonly limit: number = AT_ONCE) {}

  /** Runs `task` when its turn comes; rejects with the signal's reason if that is aborted before. */
  async run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.running >= this.limit) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running++;
    try {
      signal.throwIfAborted();
      return await task();
    } finally {
      this.next();
    }
  }

  /** The place of a finished task goes to the next in line. */
  private next(): void {
    const start = this.waiting.shift();
    if (start) start();
    else this.running--;
  }
}

const queue = new RequestQueue();

/** The decoded picture at `url`. Rejects with RequestFailed, or with an AbortError once `signal` is aborted. */
export async function loadPicture(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  const either = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]);
  return queue.run(async () => {
    const blob = await getBlob(url, either);
    return createImageBitmap(blob, { colorSpaceConversion: "none" });
  }, signal);
}
