// From state to picture: decides when a change is painted.
import type { Painter } from "./painter";
import type { Plane } from "./planeAddress";
import type { State } from "./state";
import type { Store } from "./store";

/** While something is dragged, the picture follows this often at most. */
const DRAG_INTERVAL = 60;

export function planeOf(state: State): Plane {
  return { z: state.z, t: state.t, rendering: state.rendering };
}

export function paintChanges(store: Store, painter: Painter): void {
  let timer = 0;
  const paint = (passing: boolean): void => {
    window.clearTimeout(timer);
    timer = 0;
    painter.paint(planeOf(store.state), passing);
  };
  store.subscribe((state) => {
    if (state.gesture === null) paint(false);
    else if (!timer) timer = window.setTimeout(() => paint(true), DRAG_INTERVAL);
  });
}
