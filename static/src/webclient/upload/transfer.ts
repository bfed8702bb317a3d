// Sends the files of one drop by the tus protocol: a few at once, each resumable, also after the page was closed.
import { defaultOptions, Upload, type DetailedError } from "tus-js-client";
import { address, csrfToken, RequestFailed } from "../../lib/http";
import { message } from "../../lib/messages";
import type { Chosen } from "./chosen";

export interface Progress {
  readonly sent: number;
  readonly total: number;
  readonly done: number;
  readonly files: number;
}

export interface Watcher {
  progress(progress: Progress): void;
  /** A file that the server will not take; the others go on. */
  refused(path: string, reason: string): void;
  /** Nothing goes on until `resume` is called. */
  stopped(error: RequestFailed): void;
}

const CHUNK = 16 * 2 ** 20;
const AT_ONCE = 3;
const WAITS = [0, 1000, 3000, 6000, 12000];
const FULL = 507;

export class Transfer {
  /** Hexadecimal; names the files that are imported together. */
  drop = freshDrop();
  private readonly running = new Set<Upload>();
  private readonly sent = new Map<string, number>();
  private readonly fingerprints: string[] = [];
  private done = 0;
  private isCancelled = false;
  private isPaused = false;

  constructor(
    private readonly chosen: readonly Chosen[],
    private readonly goal: string,
    private readonly watcher: Watcher,
  ) {}

  /** Resolves once every file has arrived or was refused. Pausing and stopping delay it; after `cancel` it never does. */
  async run(): Promise<void> {
    await this.findEarlier();
    const queue = [...this.chosen];
    await Promise.all(Array.from({ length: AT_ONCE }, () => this.work(queue)));
  }

  pause(): void {
    this.isPaused = true;
    for (const upload of this.running) void upload.abort();
  }

  resume(): void {
    this.isPaused = false;
    for (const upload of this.running) upload.start();
  }

  cancel(): void {
    this.isCancelled = true;
    this.pause();
  }

  /** After the import there is nothing left to resume. */
  async forget(): Promise<void> {
    for (const print of this.fingerprints) {
      for (const { urlStorageKey } of await defaultOptions.urlStorage.findUploadsByFingerprint(print)) {
        await defaultOptions.urlStorage.removeUpload(urlStorageKey);
      }
    }
  }

  private async work(queue: Chosen[]): Promise<void> {
    for (let next = queue.shift(); next && !this.isCancelled; next = queue.shift()) await this.send(next);
  }

  /** A drop of the same files that was broken off goes on where it was. */
  private async findEarlier(): Promise<void> {
    for (const chosen of this.chosen.filter(isLarge)) {
      const [earlier] = await defaultOptions.urlStorage.findUploadsByFingerprint(this.fingerprint(chosen));
      const drop = earlier?.metadata["drop"];
      if (drop) return void (this.drop = drop);
    }
  }

  private send(chosen: Chosen): Promise<void> {
    return new Promise((resolve) => {
      const upload = new Upload(chosen.file, {
        ...this.options(chosen),
        onSuccess: () => this.finish(upload, chosen, resolve),
        onError: (error) => this.fail(upload, chosen, error, resolve),
      });
      this.running.add(upload);
      void upload.findPreviousUploads().then(([earlier]) => {
        if (earlier) upload.resumeFromPreviousUpload(earlier);
        if (!this.isPaused) upload.start();
      });
    });
  }

  private options(chosen: Chosen): ConstructorParameters<typeof Upload>[1] {
    const print = this.fingerprint(chosen);
    if (isLarge(chosen)) this.fingerprints.push(print);
    return {
      endpoint: address("/webclient/uploads/"),
      metadata: { filename: chosen.file.name, relativePath: chosen.path, drop: this.drop },
      chunkSize: CHUNK,
      retryDelays: WAITS,
      headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" },
      fingerprint: () => Promise.resolve(print),
      storeFingerprintForResuming: isLarge(chosen),
      onBeforeRequest: (request) => request.setHeader("X-CSRFToken", csrfToken()),
      // Else the library takes the refusal for an upload that is gone, and begins it anew.
      onAfterResponse: (_request, response) => {
        if (response.getStatus() === 403 && !response.getBody()) throw new RequestFailed("session", message("error.session"), 403);
      },
      onProgress: (sent) => this.tell(chosen, sent),
      onShouldRetry: (error) => !(causeOf(error) instanceof RequestFailed) && isPassing(statusOf(error)),
    };
  }

  private finish(upload: Upload, chosen: Chosen, resolve: () => void): void {
    this.running.delete(upload);
    this.done += 1;
    this.tell(chosen, chosen.file.size);
    resolve();
  }

  private fail(upload: Upload, chosen: Chosen, error: Error | DetailedError, resolve: () => void): void {
    const failure = failureOf(error);
    if (failure.kind === "refused" && failure.status !== FULL) {
      this.watcher.refused(chosen.path, failure.message);
      return this.finish(upload, chosen, resolve);
    }
    if (this.isPaused) return;
    this.pause();
    this.watcher.stopped(failure);
  }

  private tell(chosen: Chosen, sent: number): void {
    this.sent.set(chosen.path, sent);
    this.watcher.progress({
      sent: [...this.sent.values()].reduce((sum, one) => sum + one, 0),
      total: this.chosen.reduce((sum, one) => sum + one.file.size, 0),
      done: this.done,
      files: this.chosen.length,
    });
  }

  private fingerprint({ file, path }: Chosen): string {
    return ["omeropyr", address("/"), this.goal, path, file.size, file.lastModified].join("|");
  }
}

function isLarge({ file }: Chosen): boolean {
  return file.size > CHUNK;
}

function freshDrop(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function causeOf(error: Error | DetailedError): Error | null {
  return ("causingError" in error && error.causingError) || null;
}

function statusOf(error: Error | DetailedError): number {
  return ("originalResponse" in error && error.originalResponse?.getStatus()) || 0;
}

/** Worth another try without asking anybody: no answer, another request at the same time, a server that restarts. */
function isPassing(status: number): boolean {
  if (status === 0) return navigator.onLine;
  return status === 409 || status === 423 || (status >= 500 && status !== FULL);
}

function failureOf(error: Error | DetailedError): RequestFailed {
  const status = statusOf(error);
  const body = ("originalResponse" in error && error.originalResponse?.getBody()) || "";
  const cause = causeOf(error);
  if (cause instanceof RequestFailed) return cause;
  if (!status) return new RequestFailed("offline", message("error.offline"));
  return new RequestFailed(status < 500 || status === FULL ? "refused" : "server", saidIn(body) || message("error.server", { status }), status);
}

function saidIn(body: string): string {
  try {
    return String((JSON.parse(body) as { message?: string }).message ?? "");
  } catch {
    return "";
  }
}
