// All channels side by side and merged, as one picture from the server that lies over the stage.
import { create, need } from "../lib/dom";
import { getBlob } from "../lib/http";
import { message } from "../lib/messages";
import { toastError } from "../lib/toast";
import type { ImageFacts } from "./imgdata";
import { planeKey } from "./planeAddress";
import { planeOf } from "./painting";
import type { Store } from "./store";

const REST = 80;

export class SplitView {
  private readonly picture = create("img", { class: "viewer-split", alt: message("viewer.split.alt"), hidden: true });
  private readonly button: HTMLElement;
  private loading: AbortController | null = null;
  private timer = 0;
  private on = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly url: string,
    facts: ImageFacts,
    private readonly store: Store,
  ) {
    this.button = need("[data-act=split]", root);
    need(".viewer-stage", root).append(this.picture);
    if (facts.levels.length > 1) {
      this.button.setAttribute("disabled", "");
      this.button.title = message("viewer.split.tiled");
    }
    this.button.addEventListener("click", () => this.toggle());
    store.subscribe(() => this.on && this.later());
  }

  toggle(): void {
    if (this.button.hasAttribute("disabled")) return;
    this.on = !this.on;
    this.button.setAttribute("aria-pressed", String(this.on));
    if (this.on) void this.load();
    else this.hide();
  }

  private hide(): void {
    this.loading?.abort();
    this.picture.hidden = true;
    this.root.classList.remove("split");
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.load(), REST);
  }

  private async load(): Promise<void> {
    this.loading?.abort();
    this.loading = new AbortController();
    const { signal } = this.loading;
    this.picture.setAttribute("aria-busy", "true");
    try {
      const blob = await getBlob(`${this.url}${planeKey(planeOf(this.store.state))}`, signal);
      if (!signal.aborted) this.show(blob);
    } catch (error) {
      if (!signal.aborted) toastError(error);
    }
  }

  private show(blob: Blob): void {
    if (this.picture.src) URL.revokeObjectURL(this.picture.src);
    this.picture.src = URL.createObjectURL(blob);
    this.picture.hidden = !this.on;
    this.picture.removeAttribute("aria-busy");
    this.root.classList.toggle("split", this.on);
  }
}
