// The buttons of the regions' panel: tools to draw with, undo, redo, save, and whether regions are shown.
import { create, icon, need } from "../../lib/dom";
import { message, type MessageKey } from "../../lib/messages";
import { recall, remember } from "../../lib/memory";
import { DRAWN, type DrawnType } from "../geometry/shapes";
import type { DrawTool } from "./drawTool";
import type { RoiStore } from "./roiStore";

const COLOR_MEMORY = "viewer.roi.color";
/** Yellow is seen on dark and on coloured pixels. */
const FIRST_COLOR = "#ffff00";

export interface RoiToolEvents {
  readonly plane: () => { z: number; t: number };
  readonly save: () => void;
  readonly show: (shown: boolean) => void;
  /** A shape has just been drawn. */
  readonly drawn: (type: DrawnType) => void;
}

export class RoiTools {
  private readonly buttons = new Map<DrawnType | null, HTMLButtonElement>();

  constructor(
    private readonly root: HTMLElement,
    private readonly store: RoiStore,
    private readonly tool: DrawTool,
    private readonly events: RoiToolEvents,
    private readonly canDraw: boolean,
  ) {
    const bar = need("[data-roi-tools]", root);
    bar.hidden = !canDraw;
    bar.append(this.button(null), ...DRAWN.map((type) => this.button(type)));
    tool.onChange((inHand) => this.show(inHand?.type ?? null));
    this.startActions();
    store.subscribe(() => this.showState());
    this.showState();
    this.show(null);
  }

  /** Takes the tool for a kind of shape; null takes the arrow. False where the user may not draw. */
  take(type: DrawnType | null): boolean {
    if (!this.canDraw) return false;
    if (type === null) this.tool.take(null);
    else this.takeFor(type);
    return true;
  }

  private takeFor(type: DrawnType): void {
    this.tool.take({ type, done: (geometry) => {
      this.store.add(geometry, this.events.plane(), this.color + "ff");
      this.tool.take(null);
      this.events.drawn(type);
    } });
  }

  private get color(): string {
    return recall(COLOR_MEMORY) ?? FIRST_COLOR;
  }

  private button(type: DrawnType | null): HTMLButtonElement {
    const label = message((type ? `viewer.draw.${type}` : "viewer.draw.choose") as MessageKey);
    const attributes = { type: "button", class: "button button-quiet button-icon", title: label, "aria-label": label };
    const button = create("button", attributes, icon(type ? `draw-${type}` : "pointer"));
    button.addEventListener("click", () => this.take(type));
    this.buttons.set(type, button);
    return button;
  }

  private show(inHand: DrawnType | null): void {
    for (const [type, button] of this.buttons) button.setAttribute("aria-pressed", String(type === inHand));
    const hint = need("[data-roi-hint]", this.root);
    hint.textContent = inHand ? message(`viewer.hint.${inHand}` as MessageKey) : "";
  }

  private startActions(): void {
    this.act("roi-undo", () => this.store.undo());
    this.act("roi-redo", () => this.store.redo());
    this.act("roi-save", this.events.save);
    const shown = need("[data-act=roi-show]", this.root);
    shown.addEventListener("click", () => {
      const now = shown.getAttribute("aria-pressed") !== "true";
      shown.setAttribute("aria-pressed", String(now));
      this.events.show(now);
    });
  }

  private act(name: string, call: () => void): void {
    need(`[data-act=${name}]`, this.root).addEventListener("click", call);
  }

  private showState(): void {
    const { store } = this;
    need<HTMLButtonElement>("[data-act=roi-undo]", this.root).disabled = !store.canUndo || store.saving;
    need<HTMLButtonElement>("[data-act=roi-redo]", this.root).disabled = !store.canRedo || store.saving;
    need<HTMLButtonElement>("[data-act=roi-save]", this.root).disabled = !store.unsaved || store.saving;
    const color = store.chosenShape?.stroke;
    if (color && store.chosenRoi?.can_edit) remember(COLOR_MEMORY, color.slice(0, 7));
    const { unsaved, total, saving } = store;
    const counted = message(total === 1 ? "viewer.roi.count.one" : "viewer.roi.count", { count: total.toLocaleString("en") });
    const state = saving ? message("viewer.roi.saving") : unsaved ? message("viewer.roi.unsaved", { count: unsaved }) : "";
    need("[data-roi-count]", this.root).textContent = total ? counted : message("viewer.roi.none");
    need("[data-roi-state]", this.root).textContent = state;
  }
}
