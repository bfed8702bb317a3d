// One upload from the first byte to the last image: transfer, import as a job, outcomes.
import { address, postForm, RequestFailed, sendJson } from "../../lib/http";
import { message } from "../../lib/messages";
import { signInAgain } from "../../lib/signInAgain";
import { toast, toastError } from "../../lib/toast";
import { follow, type Job } from "../../shell/jobs";
import { announce } from "../changes";
import type { Chosen } from "./chosen";
import type { Place } from "./place";
import { Transfer } from "./transfer";
import { Tray, type Outcome } from "./tray";

let current: Uploading | null = null;

export async function upload(chosen: readonly Chosen[], place: Place): Promise<void> {
  if (current?.isRunning) throw new Error(message("upload.busy"));
  current?.dismiss();
  current = new Uploading(chosen, place);
  await current.run();
}

class Uploading {
  isRunning = true;
  private readonly tray: Tray;
  private readonly transfer: Transfer;
  private readonly over = new AbortController();
  private notSent = 0;
  private waitsForConnection = false;

  constructor(
    chosen: readonly Chosen[],
    private readonly place: Place,
  ) {
    this.tray = new Tray(place.name, (deed) => void this.act(deed).catch(toastError));
    this.transfer = new Transfer(chosen, place.ref || place.name, {
      progress: (progress) => this.tray.progress(progress),
      refused: (path, reason) => this.refused(path, reason),
      stopped: (error) => void this.stopped(error),
    });
    const { signal } = this.over;
    window.addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
    window.addEventListener("online", () => this.waitsForConnection && this.resume(), { signal });
  }

  async run(): Promise<void> {
    await this.transfer.run();
    this.over.abort();
    this.tray.importing();
    try {
      follow(await this.beginImport(), { done: (job) => this.imported(job), failed: (job) => this.failed(job.error ?? job.state) });
      await this.transfer.forget();
    } catch (error) {
      this.failed(error instanceof Error ? error.message : String(error));
    }
  }

  dismiss(): void {
    this.tray.remove();
  }

  private async beginImport(): Promise<Job> {
    const fields = this.place.ref ? { target: this.place.ref } : { dataset: this.place.name };
    const job = await postForm<Job>(address(`/webclient/uploads/${this.transfer.drop}/import/`), fields);
    if (!job) throw new RequestFailed("server", message("error.load"));
    return job;
  }

  private async act(deed: string): Promise<void> {
    if (deed === "dismiss") this.dismiss();
    else if (deed === "resume") this.resume();
    else if (deed === "cancel") await this.cancel();
    else {
      this.transfer.pause();
      this.tray.paused();
    }
  }

  private resume(): void {
    this.waitsForConnection = false;
    this.tray.running();
    this.transfer.resume();
  }

  private async cancel(): Promise<void> {
    this.transfer.cancel();
    this.isRunning = false;
    this.over.abort();
    this.dismiss();
    toast(message("upload.cancelled"));
    await this.transfer.forget();
    await sendJson("DELETE", address(`/webclient/uploads/${this.transfer.drop}/`), {}).catch(() => undefined); // nothing may have come
  }

  private async stopped(error: RequestFailed): Promise<void> {
    this.tray.stopped(error.message);
    this.waitsForConnection = error.kind === "offline";
    if (error.kind === "session" && (await signInAgain())) this.resume();
  }

  private refused(path: string, reason: string): void {
    this.notSent += 1;
    this.tray.refused(path, reason);
  }

  private imported(job: Job): void {
    this.isRunning = false;
    const outcomes = (job.result["outcomes"] as Outcome[] | undefined) ?? [];
    const image = outcomes.find((one) => one.images.length)?.images[0];
    this.tray.finished(outcomes, this.notSent, this.place.ref || (image ? `image-${image}` : ""));
    announce({ what: "added", refs: [], parents: this.place.ref ? [this.place.ref] : [""] });
  }

  private failed(error: string): void {
    this.isRunning = false;
    this.tray.failed(message("upload.failed", { error }));
  }
}
