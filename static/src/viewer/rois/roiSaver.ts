// Saving regions, and what to do about those that somebody else has changed meanwhile.
import { create, icon } from "../../lib/dom";
import { message, type MessageKey } from "../../lib/messages";
import { toast, toastError } from "../../lib/toast";
import { roiName } from "./names";
import type { RoiStore } from "./roiStore";
import type { Refusal, RoiServer } from "./wire";

export class RoiSaver {
  constructor(
    private readonly store: RoiStore,
    private readonly server: RoiServer,
    private readonly notices: HTMLElement,
  ) {
    store.subscribe(() => this.show());
    window.addEventListener("beforeunload", (event) => {
      if (store.unsaved) event.preventDefault();
    });
  }

  /** Nothing is lost when it fails: changes stay until they are saved. */
  async save(): Promise<void> {
    const { store } = this;
    if (store.saving || !store.unsaved) return;
    const sent = new Map(store.changes);
    store.saving = true;
    try {
      const answer = await this.server.save(sent, (id) => store.storedRoi(id)?.version ?? "");
      store.saving = false;
      store.saved(sent, answer);
      const count = answer.created.length + answer.updated.length + answer.deleted.length;
      if (count) toast(message(count === 1 ? "viewer.roi.saved.one" : "viewer.roi.saved", { count }));
    } catch (error) {
      toastError(error);
    } finally {
      if (store.saving) store.saving = false;
    }
  }

  private show(): void {
    this.notices.replaceChildren(...this.store.refusals.map((refusal) => this.notice(refusal)));
  }

  private notice(refusal: Refusal): HTMLElement {
    const mine = this.store.changes.get(refusal.id) ?? this.store.storedRoi(refusal.id);
    const name = mine ? roiName(mine) : String(refusal.id);
    const known = refusal.reason === "changed" || refusal.reason === "gone";
    const text = known ? message(`viewer.roi.${refusal.reason}.told` as MessageKey, { name }) : refusal.message;
    const box = create("div", { class: "notice notice-warning roi-refusal" }, icon("warning"), create("p", {}, text));
    const actions = create("span", { class: "viewer-notice-actions" });
    if (known) actions.append(this.choice("viewer.roi.mine", refusal, true));
    actions.append(this.choice(known ? "viewer.roi.theirs" : "viewer.roi.discard", refusal, false));
    box.append(actions);
    return box;
  }

  private choice(key: MessageKey, refusal: Refusal, mine: boolean): HTMLElement {
    const button = create("button", { type: "button", class: "button button-small" }, message(key));
    button.addEventListener("click", () => this.store.resolve(refusal, mine));
    return button;
  }
}
