// The slider of one axis, Z or T, with its position and its play button.
import { need } from "../lib/dom";
import { message } from "../lib/messages";
import type { Store } from "./store";
import type { State } from "./state";

export type Axis = "z" | "t";

export class PlaneSlider {
  private readonly range: HTMLInputElement;
  private readonly label: HTMLElement;
  private readonly play: HTMLButtonElement;

  constructor(
    root: ParentNode,
    private readonly axis: Axis,
    private readonly size: number,
    private readonly store: Store,
    togglePlay: () => void,
  ) {
    const row = need(`[data-axis="${axis}"]`, root);
    row.hidden = size === 1;
    this.range = need<HTMLInputElement>("input", row);
    this.label = need("[data-position]", row);
    this.play = need<HTMLButtonElement>("button", row);
    this.range.max = String(size);
    this.range.addEventListener("input", () => this.move("drag"));
    this.range.addEventListener("change", () => store.dispatch({ type: "settle" }));
    this.play.addEventListener("click", togglePlay);
    store.subscribe((state) => this.show(state));
    this.show(store.state);
    this.showPlaying(false);
  }

  showPlaying(playing: boolean): void {
    const axis = this.axis.toUpperCase();
    const label = playing ? message("viewer.pause", { axis }) : message("viewer.play", { axis });
    this.play.setAttribute("aria-label", label);
    this.play.title = label;
    this.play.classList.toggle("playing", playing);
  }

  private move(gesture: string): void {
    const index = Number(this.range.value) - 1;
    this.store.dispatch({ type: "plane", [this.axis]: index, gesture: `${this.axis} ${gesture}` });
  }

  private show(state: State): void {
    const [index, size] = [state[this.axis] + 1, this.size];
    const projected = this.axis === "z" && state.rendering.projection !== null;
    this.range.value = String(index);
    this.range.disabled = projected;
    this.play.disabled = projected;
    this.range.setAttribute("aria-valuetext", message("viewer.plane.spoken", { axis: this.axis.toUpperCase(), index, size }));
    this.label.textContent = message("viewer.plane", { index, size });
  }
}
