// The panel of channels and what is common to them: colour model, projection, undo, reset.
import { message } from "../lib/messages";
import { need } from "../lib/dom";
import { ChannelRow, type ColorTools } from "./channelRow";
import { ColorPicker } from "./colors/colorPicker";
import { LutTables } from "./colors/lutTables";
import { Histograms } from "./histogram/histograms";
import { logScaleOn, setLogScale } from "./histogram/histogramView";
import { canProject } from "./layout";
import type { ImageFacts } from "./imgdata";
import { ProjectionRange } from "./projectionRange";
import { isProjectionKind, type Projection } from "./rendering";
import type { State } from "./state";
import type { Store } from "./store";

export class ChannelPanel {
  private readonly rows: readonly ChannelRow[];
  private readonly projection: HTMLSelectElement;
  private readonly range: ProjectionRange;
  private readonly colors: ColorTools;

  constructor(
    private readonly root: ParentNode,
    private readonly facts: ImageFacts,
    private readonly store: Store,
    gateway: string,
  ) {
    const tables = new LutTables(gateway);
    this.colors = { tables, picker: new ColorPicker(need("[data-picker]", root), tables) };
    this.rows = facts.channels.map((channel, index) => this.makeRow(index, channel));
    need("[data-channels]", root).replaceChildren(...this.rows.map((row) => row.element));
    this.projection = need<HTMLSelectElement>("[data-projection]", root);
    this.range = new ProjectionRange(need("[data-projection-range]", root), facts.sizeZ, (range) => this.project(range));
    this.startProjection();
    this.startModel();
    this.startHistory();
    store.subscribe((state) => this.show(state));
    this.show(store.state);
    this.startActiveOnly();
    this.startHistograms(`${gateway}histogram_json/${facts.id}/channel/`);
  }

  private startActiveOnly(): void {
    const only = need<HTMLInputElement>("[data-active-only]", this.root);
    const list = need("[data-channels]", this.root);
    only.addEventListener("change", () => list.classList.toggle("active-only", only.checked));
  }

  private startHistograms(url: string): void {
    new Histograms(url, this.facts, this.store, (channel, histogram) => this.rows[channel]?.showHistogram(histogram));
    const log = need("[data-act=histogram-log]", this.root);
    log.setAttribute("aria-pressed", String(logScaleOn()));
    log.addEventListener("click", () => {
      setLogScale(!logScaleOn());
      log.setAttribute("aria-pressed", String(logScaleOn()));
      for (const row of this.rows) row.redrawHistogram();
    });
  }

  private show(state: State): void {
    const { channels, model, projection } = state.rendering;
    channels.forEach((channel, index) => this.rows[index]?.show(channel, model === "g", state.gesture !== null));
    for (const button of this.modelButtons()) {
      button.setAttribute("aria-pressed", String(button.dataset["model"] === model));
    }
    this.projection.value = projection?.kind ?? "normal";
    this.range.show(projection);
    this.button("undo").disabled = !state.past.length;
    this.button("redo").disabled = !state.future.length;
  }

  private makeRow(index: number, channel: ImageFacts["channels"][number]): ChannelRow {
    return new ChannelRow(this.facts, channel, this.colors, (change, done) => {
      const gesture = `channel ${index} ${Object.keys(change).join()}`;
      this.store.dispatch({ type: "channel", index, change, gesture });
      if (done) this.store.dispatch({ type: "settle" });
      if (!Object.keys(change).length) this.show(this.store.state);
    });
  }

  private startProjection(): void {
    const field = need("[data-projection-field]", this.root);
    field.hidden = this.facts.sizeZ === 1;
    this.projection.disabled = !canProject(this.facts);
    if (this.projection.disabled) this.projection.title = message("viewer.nopyramidprojection");
    this.projection.addEventListener("change", () => {
      this.store.dispatch({ type: "projection", projection: chosen(this.projection.value) });
    });
  }

  private project(range: Projection["range"]): void {
    const { projection } = this.store.state.rendering;
    if (projection) this.store.dispatch({ type: "projection", projection: { ...projection, range } });
  }

  private startModel(): void {
    for (const button of this.modelButtons()) {
      button.addEventListener("click", () => {
        this.store.dispatch({ type: "model", model: button.dataset["model"] === "g" ? "g" : "c" });
      });
    }
  }

  private startHistory(): void {
    this.button("undo").addEventListener("click", () => this.store.dispatch({ type: "undo" }));
    this.button("redo").addEventListener("click", () => this.store.dispatch({ type: "redo" }));
  }

  private modelButtons(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>("[data-model]")];
  }

  private button(name: "undo" | "redo"): HTMLButtonElement {
    return need<HTMLButtonElement>(`[data-act="${name}"]`, this.root);
  }
}

function chosen(kind: string): Projection | null {
  return isProjectionKind(kind) ? { kind, range: null } : null;
}
