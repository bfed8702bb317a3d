// Keys of the ARIA tree pattern, as commands; and type-ahead.
export type Command =
  | { do: "move"; to: "next" | "previous" | "first" | "last" | "page-down" | "page-up"; extend: boolean }
  | { do: "open" | "close" | "choose" | "toggle" | "all" | "activate" }
  | { do: "type"; letter: string };

const MOVES: Record<string, "next" | "previous" | "first" | "last" | "page-down" | "page-up"> = {
  ArrowDown: "next",
  ArrowUp: "previous",
  Home: "first",
  End: "last",
  PageDown: "page-down",
  PageUp: "page-up",
};

/** What a key asks for, or null if the tree has no use for it. */
export function commandOf(event: KeyboardEvent): Command | null {
  const control = event.ctrlKey || event.metaKey;
  const to = MOVES[event.key];
  if (to && !control && !event.altKey) return { do: "move", to, extend: event.shiftKey };
  if (event.altKey) return null;
  if (control) return event.key === " " ? { do: "toggle" } : null;
  if (event.key === "ArrowRight") return { do: "open" };
  if (event.key === "ArrowLeft") return { do: "close" };
  if (event.key === "Enter") return { do: "activate" };
  if (event.key === " ") return { do: "choose" };
  return event.key.length === 1 ? { do: "type", letter: event.key } : null;
}

const PAUSE = 700;

/** Collects letters typed in quick succession. */
export class TypeAhead {
  private typed = "";
  private last = 0;

  /** The letters so far, in lower case. */
  add(letter: string, now = Date.now()): string {
    this.typed = now - this.last > PAUSE ? letter : this.typed + letter;
    this.last = now;
    return this.typed.toLocaleLowerCase();
  }
}
