// What was cut or copied, until it is pasted. Cut objects stay where they are until then.
import type { Item } from "./action";

export interface Clip {
  readonly items: readonly Item[];
  readonly from: string;
  readonly cut: boolean;
}

let clip: Clip | null = null;

export function putClip(next: Clip | null): void {
  clip = next;
}

export function currentClip(): Clip | null {
  return clip;
}
