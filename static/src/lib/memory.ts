// What the browser remembers of a person's layout. Storage may be refused; then nothing is remembered.
const PREFIX = "omeropyr.";

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Null forgets. */
export function remember(name: string, value: string | number | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, String(value));
  } catch {
    /* private mode: the page works, it just forgets */
  }
}

export function recallNumber(name: string, fallback: number): number {
  const value = Number.parseFloat(recall(name) ?? "");
  return Number.isFinite(value) ? value : fallback;
}
