// The pointer on regions: choosing, moving, pulling handles. What it takes, the picture below does not get.
import { moved, withHandle } from "../geometry/handles";
import type { Point, Shape } from "../geometry/shapes";
import { untransformed } from "../geometry/transforms";
import type { Stage } from "../stage";
import type { Choice, RoiStore } from "./roiStore";

/** CSS pixels that a click may slip. */
const SLIP = 4;

export class RoiPointer {
  private gestures = 0;

  constructor(
    private readonly stage: Stage,
    private readonly store: RoiStore,
  ) {
    stage.host.addEventListener("pointerdown", (event) => this.down(event), true);
  }

  private down(event: PointerEvent): void {
    if (event.button !== 0 || event.defaultPrevented || !(event.target instanceof Element)) return;
    const grip = event.target.closest<SVGElement>("[data-handle]");
    const shape = event.target.closest<SVGElement>("[data-roi]");
    const choice = shape && choiceOf(shape);
    if (grip) this.pull(event, Number(grip.dataset["handle"]));
    else if (choice && this.isEditable(choice)) this.move(event, choice);
    else this.click(event, choice);
  }

  private isEditable(choice: Choice): boolean {
    const { chosen, chosenRoi } = this.store;
    return chosen?.roi === choice.roi && chosen.shape === choice.shape && (chosenRoi?.can_edit ?? false);
  }

  /** Chooses what was clicked; a click beside everything chooses nothing. The picture may be dragged all the same. */
  private click(start: PointerEvent, choice: Choice | null): void {
    const end = (event: PointerEvent): void => {
      const slipped = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
      if (event.pointerId === start.pointerId && slipped <= SLIP) this.store.choose(choice);
    };
    window.addEventListener("pointerup", end, { once: true, capture: true });
  }

  private pull(event: PointerEvent, index: number): void {
    const { chosen: choice, chosenShape: shape } = this.store;
    if (!choice || !shape) return;
    this.drag(event, choice, (at, even) => {
      const local = untransformed(shape.transform, at);
      return local ? withHandle(shape, index, local, even) : shape;
    });
  }

  private move(event: PointerEvent, choice: Choice): void {
    const shape = this.store.chosenShape;
    const from = this.stage.pointAt(event.clientX, event.clientY);
    if (shape) this.drag(event, choice, (at) => moved(shape, at.x - from.x, at.y - from.y));
  }

  /** Until the pointer is lifted, the shape is what `shaped` makes of the pointer's place; all of it is one step. */
  private drag(start: PointerEvent, choice: Choice, shaped: (at: Point, even: boolean) => Shape): void {
    start.stopPropagation();
    const gesture = `drag ${this.gestures++}`;
    follow(this.stage, start, (event, at) => {
      const slipped = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY);
      if (slipped > 1) this.store.changeShape(choice, shaped(at, event.shiftKey), gesture);
    }, () => this.store.settle());
  }
}

function choiceOf(element: SVGElement): Choice {
  return { roi: Number(element.dataset["roi"]), shape: Number(element.dataset["shape"]) };
}

/** Calls `move` with every place of a pointer in the image until it is lifted or taken away, then `end`. */
export function follow(
  stage: Stage,
  start: PointerEvent,
  move: (event: PointerEvent, at: Point) => void,
  end: (event: PointerEvent) => void,
): void {
  const controller = new AbortController();
  const own = (call: (event: PointerEvent) => void) => (event: PointerEvent): void => {
    if (event.pointerId !== start.pointerId) return;
    event.stopPropagation();
    call(event);
  };
  const finish = own((event) => {
    controller.abort();
    end(event);
  });
  const options = { signal: controller.signal, capture: true };
  window.addEventListener("pointermove", own((event) => move(event, stage.pointAt(event.clientX, event.clientY))), options);
  window.addEventListener("pointerup", finish, options);
  window.addEventListener("pointercancel", finish, options);
}
