// Regions by keyboard: arrows move the chosen shape or the handle that has the focus, with Shift they resize.
import { grown, handles, moved, withHandle, withoutPoint, withPointAfter } from "../geometry/handles";
import type { Shape } from "../geometry/shapes";
import { transformed, untransformed } from "../geometry/transforms";
import type { Stage } from "../stage";
import type { Overlay } from "./overlay";
import type { Choice, RoiStore } from "./roiStore";

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Ctrl makes steps this much longer. */
const LONG = 10;

export class RoiKeys {
  constructor(
    private readonly stage: Stage,
    private readonly store: RoiStore,
    private readonly overlay: Overlay,
  ) {
    overlay.element.addEventListener("keydown", (event) => this.key(event));
    overlay.element.addEventListener("keyup", (event) => {
      if (event.key in ARROWS) store.settle();
    });
  }

  private key(event: KeyboardEvent): void {
    const { chosen, chosenShape } = this.store;
    if (!(event.target instanceof SVGElement) || !chosen || !chosenShape) return;
    const grip = event.target.closest<SVGElement>("[data-handle]");
    const taken = grip
      ? this.handleKey(event, chosen, chosenShape, Number(grip.dataset["handle"]))
      : this.shapeKey(event, chosen, chosenShape);
    if (!taken) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private shapeKey(event: KeyboardEvent, choice: Choice, shape: Shape): boolean {
    const arrow = ARROWS[event.key];
    if (arrow) {
      const [dx, dy] = this.step(event, arrow);
      this.store.changeShape(choice, event.shiftKey ? grown(shape, dx, dy) : moved(shape, dx, dy), `keys ${event.shiftKey}`);
    } else if (event.key === "Enter" || event.key === " ") {
      this.overlay.focusHandle(0);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.store.deleteShape(choice);
      this.stage.viewer.canvas.focus();
    } else if (event.key === "Escape") {
      this.store.choose(null);
      this.stage.viewer.canvas.focus();
    } else {
      return false;
    }
    return true;
  }

  private handleKey(event: KeyboardEvent, choice: Choice, shape: Shape, index: number): boolean {
    const arrow = ARROWS[event.key];
    if (arrow) {
      this.store.changeShape(choice, this.pulled(shape, index, this.step(event, arrow)), `handle ${index}`);
    } else if (event.key === "Insert" || event.key === "+") {
      this.store.changeShape(choice, withPointAfter(shape, index));
      this.overlay.focusHandle(index + 1);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.store.changeShape(choice, withoutPoint(shape, index));
      this.overlay.focusHandle(Math.max(0, index - 1));
    } else if (event.key === "Escape") {
      this.overlay.focusChosen();
    } else {
      return false;
    }
    return true;
  }

  private pulled(shape: Shape, index: number, [dx, dy]: readonly [number, number]): Shape {
    const place = handles(shape)[index];
    if (!place) return shape;
    const { x, y } = transformed(shape.transform, place);
    const local = untransformed(shape.transform, { x: x + dx, y: y + dy });
    return local ? withHandle(shape, index, local) : shape;
  }

  /** One image pixel, or one of the screen where those are larger. */
  private step(event: KeyboardEvent, [columns, rows]: readonly [number, number]): readonly [number, number] {
    const length = Math.max(1, Math.round(1 / this.stage.view().zoom)) * (event.ctrlKey || event.metaKey ? LONG : 1);
    return [columns * length, rows * length];
  }
}
