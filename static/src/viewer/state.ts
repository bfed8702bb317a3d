// The state of the viewer and every way it can change. Nothing here touches the page.
import { changeChannel, sameRendering, type Channel, type Model, type Projection, type Rendering } from "./rendering";

/** `z` and `t` count from 0. `past` and `future` hold the renderings that undo and redo go to, nearest last. */
export interface State {
  readonly rendering: Rendering;
  readonly z: number;
  readonly t: number;
  readonly past: readonly Rendering[];
  readonly future: readonly Rendering[];
  /** Names the drag that is under way; its many changes are one step for undo. */
  readonly gesture: string | null;
}

export interface Limits {
  readonly sizeZ: number;
  readonly sizeT: number;
}

export type Action =
  | { type: "channel"; index: number; change: Partial<Channel>; gesture?: string }
  | { type: "model"; model: Model }
  | { type: "projection"; projection: Projection | null }
  | { type: "rendering"; rendering: Rendering }
  | { type: "plane"; z?: number; t?: number; gesture?: string }
  | { type: "settle" }
  | { type: "undo" }
  | { type: "redo" };

const STEPS_KEPT = 200;

export function initialState(rendering: Rendering, z: number, t: number): State {
  return { rendering, z, t, past: [], future: [], gesture: null };
}

export function reduce(state: State, action: Action, limits: Limits): State {
  switch (action.type) {
    case "channel":
      return render(state, changeChannel(state.rendering, action.index, action.change), action.gesture);
    case "model":
      return render(state, { ...state.rendering, model: action.model });
    case "projection":
      return render(state, { ...state.rendering, projection: action.projection });
    case "rendering":
      return render(state, action.rendering);
    case "plane":
      return movePlane(state, action, limits);
    case "settle":
      return state.gesture === null ? state : { ...state, gesture: null };
    case "undo":
      return undo(state);
    case "redo":
      return redo(state);
  }
}

function render(state: State, rendering: Rendering, gesture: string | null = null): State {
  if (sameRendering(state.rendering, rendering)) return state;
  const continues = gesture !== null && gesture === state.gesture;
  const past = continues ? state.past : [...state.past, state.rendering].slice(-STEPS_KEPT);
  return { ...state, rendering, past, future: [], gesture };
}

function movePlane(state: State, to: { z?: number; t?: number; gesture?: string }, limits: Limits): State {
  const z = clampIndex(to.z ?? state.z, limits.sizeZ);
  const t = clampIndex(to.t ?? state.t, limits.sizeT);
  if (z === state.z && t === state.t) return state;
  return { ...state, z, t, gesture: to.gesture ?? null };
}

function undo(state: State): State {
  const rendering = state.past.at(-1);
  if (!rendering) return state;
  return { ...state, rendering, past: state.past.slice(0, -1), future: [...state.future, state.rendering], gesture: null };
}

function redo(state: State): State {
  const rendering = state.future.at(-1);
  if (!rendering) return state;
  return { ...state, rendering, past: [...state.past, state.rendering], future: state.future.slice(0, -1), gesture: null };
}

export function clampIndex(index: number, size: number): number {
  return Math.min(Math.max(Math.trunc(index), 0), size - 1);
}
