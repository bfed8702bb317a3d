// Saving, resetting, copying and pasting the rendering, and looking at the image as others have saved it.
import { create, need } from "../../lib/dom";
import { message } from "../../lib/messages";
import { toast, toastError } from "../../lib/toast";
import type { ImageFacts } from "../imgdata";
import { sameRendering, type Rendering } from "../rendering";
import type { Store } from "../store";
import { SettingsServer, type Definition } from "./settingsServer";

export interface SettingsPlace {
  readonly root: HTMLElement;
  readonly gateway: string;
  /** Ids of the image's owner and of the user. */
  readonly owner: number;
  readonly me: number;
  /** The one dataset that the image is in, e.g. `dataset-5`; empty if there is none. */
  readonly parent: string;
}

export class SettingsPanel {
  private readonly server: SettingsServer;
  private saved: Rendering;
  private definitions: readonly Definition[] = [];
  private busy = false;

  constructor(
    private readonly place: SettingsPlace,
    private readonly facts: ImageFacts,
    private readonly store: Store,
  ) {
    this.server = new SettingsServer(place.gateway, facts);
    this.saved = facts.saved;
    this.act("reset", () => this.apply(this.saved));
    this.act("settings-save", () => void this.save());
    this.act("settings-imported", () => this.doing(() => this.applyImported()));
    this.act("settings-copy", () => this.doing(() => this.copy()));
    this.act("settings-paste", () => this.doing(() => this.paste()));
    this.act("settings-all", () => this.doing(() => this.saveToAll()));
    this.button("settings-all").hidden = !facts.canAnnotate || !place.parent;
    store.subscribe(() => this.show());
    this.show();
    void this.load();
  }

  async save(): Promise<void> {
    if (!this.facts.canAnnotate || !this.unsaved) return;
    await this.doing(async () => {
      const { rendering, z, t } = this.store.state;
      if (!(await this.server.save(rendering, { z, t }))) throw new Error(message("viewer.settings.refused"));
      this.saved = plain(rendering);
      toast(message("viewer.settings.saved"));
      await this.load();
    });
  }

  private get unsaved(): boolean {
    return !sameRendering(plain(this.store.state.rendering), this.saved);
  }

  private async applyImported(): Promise<void> {
    const rendering = await this.server.imported();
    if (rendering) this.apply(rendering);
  }

  private async copy(): Promise<void> {
    const { rendering, z, t } = this.store.state;
    await this.server.copy(rendering, { z, t });
    toast(message("copied", { what: message("viewer.settings") }));
  }

  private async paste(): Promise<void> {
    const copied = await this.server.copied();
    if (!copied) throw new Error(message("viewer.settings.nothing"));
    const rendering = this.server.pasted(copied, this.store.state.rendering);
    if (!rendering) throw new Error(message("viewer.settings.unfit"));
    this.apply(rendering);
  }

  private async saveToAll(): Promise<void> {
    const [kind = "", id = ""] = this.place.parent.split("-");
    const { rendering, z, t } = this.store.state;
    const answer = await this.server.saveToAll(rendering, { z, t }, kind, Number(id));
    if (!answer) throw new Error(message("viewer.settings.refused"));
    const [done, refused] = answer;
    this.saved = plain(rendering);
    toast(message(refused ? "viewer.settings.some" : "viewer.settings.all", { done, refused }));
    await this.load();
  }

  /** The projection is no part of saved settings and stays. */
  private apply(rendering: Rendering): void {
    const { projection } = this.store.state.rendering;
    this.store.dispatch({ type: "rendering", rendering: { ...rendering, projection } });
  }

  /** One thing at a time; what fails is told. */
  private async doing(act: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.setBusy(true);
    try {
      await act();
    } catch (error) {
      toastError(error);
    } finally {
      this.setBusy(false);
    }
  }

  private setBusy(busy: boolean): void {
    this.busy = busy;
    need("[data-settings]", this.place.root).setAttribute("aria-busy", String(busy));
    this.show();
  }

  private async load(): Promise<void> {
    try {
      this.definitions = await this.server.definitions();
      this.list();
    } catch (error) {
      toastError(error);
    }
  }

  private list(): void {
    const list = need("[data-definitions]", this.place.root);
    list.replaceChildren(...this.definitions.map((one) => this.entry(one)));
    need("[data-definitions-field]", this.place.root).hidden = !this.definitions.length;
    this.show();
  }

  private entry(one: Definition): HTMLElement {
    const src = `${this.place.gateway}render_thumbnail/${this.facts.id}/96/?rdefId=${one.id}&at=${Date.now()}`;
    const image = create("img", { src, alt: "", width: 56, height: 56 });
    const button = create("button", { type: "button", class: "definition", "data-id": one.id }, image, create("span", { class: "truncate" }, this.who(one)));
    button.addEventListener("click", () => this.apply(one.rendering));
    return create("li", {}, button);
  }

  private who({ owner }: Definition): string {
    if (owner.id === this.place.me) return message("viewer.settings.mine");
    return owner.id === this.place.owner ? message("viewer.settings.owner", { name: owner.name }) : owner.name;
  }

  private show(): void {
    const { unsaved } = this;
    const current = plain(this.store.state.rendering);
    this.button("reset").disabled = !unsaved;
    this.button("settings-save").disabled = !unsaved || !this.facts.canAnnotate || this.busy;
    need("[data-settings-state]", this.place.root).textContent = unsaved ? message("viewer.settings.unsaved") : "";
    for (const button of this.place.root.querySelectorAll<HTMLElement>("[data-definitions] [data-id]")) {
      const one = this.definitions.find(({ id }) => String(id) === button.dataset["id"]);
      button.setAttribute("aria-pressed", String(one !== undefined && sameRendering(one.rendering, current)));
    }
  }

  private act(name: string, call: () => void): void {
    this.button(name).addEventListener("click", call);
  }

  private button(name: string): HTMLButtonElement {
    return need<HTMLButtonElement>(`[data-act="${name}"]`, this.place.root);
  }
}

function plain(rendering: Rendering): Rendering {
  return rendering.projection ? { ...rendering, projection: null } : rendering;
}
