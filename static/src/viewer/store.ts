// Holds the one state and tells everybody who listens when it has changed.
import { reduce, type Action, type Limits, type State } from "./state";

export type Listener = (state: State, before: State) => void;

export class Store {
  private current: State;
  private readonly listeners = new Set<Listener>();

  constructor(
    initial: State,
    private readonly limits: Limits,
  ) {
    this.current = initial;
  }

  get state(): State {
    return this.current;
  }

  dispatch(action: Action): void {
    const before = this.current;
    const after = reduce(before, action, this.limits);
    if (after === before) return;
    this.current = after;
    for (const listener of this.listeners) listener(after, before);
  }

  /** Calls `listener` after every change until the returned function is called. */
  subscribe(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}
