// Keeps the address of the page in step with what is shown.
import { message } from "../lib/messages";
import { toast, toastError } from "../lib/toast";
import { writeAddress } from "./address";
import type { RoiStore } from "./rois/roiStore";
import type { Stage } from "./stage";
import type { Store } from "./store";

/** Browsers refuse more than about a hundred changes of the address in half a minute. */
const INTERVAL = 350;

export class AddressBar {
  private timer = 0;

  constructor(
    private readonly store: Store,
    private readonly stage: Stage,
    private readonly regions: RoiStore,
  ) {
    store.subscribe(() => this.later());
    regions.subscribe(() => this.later());
    stage.onView(() => this.later());
    window.addEventListener("pagehide", () => this.write());
  }

  async copy(): Promise<void> {
    this.write();
    try {
      await navigator.clipboard.writeText(window.location.href);
      toast(message("copied", { what: message("viewer.link") }));
    } catch {
      toastError(new Error(message("copy.failed")));
    }
  }

  private later(): void {
    if (!this.timer) this.timer = window.setTimeout(() => this.write(), INTERVAL);
  }

  /** One that others can find too: it is saved. */
  private chosenRegion(): number | null {
    const id = this.regions.chosen?.roi ?? null;
    return id !== null && id > 0 ? id : null;
  }

  private write(): void {
    window.clearTimeout(this.timer);
    this.timer = 0;
    const search = writeAddress(window.location.search, this.store.state, this.stage.view(), this.chosenRegion());
    if (search === window.location.search) return;
    history.replaceState(history.state, "", window.location.pathname + search + window.location.hash);
  }
}
