// Which container holds which kind of object, and what may be put in or taken out.
import { parseRef } from "../refs";
import type { Item } from "./action";

const HOLDS: Readonly<Record<string, string>> = { project: "dataset", dataset: "image", screen: "plate", tagset: "tag" };

/** True if `item` may be put into the container; both must let themselves be linked. */
export function canHold(container: string, item: Item): boolean {
  return item.can.has("link") && HOLDS[parseRef(container).kind] === item.kind;
}

/** True if the container is a real parent of such objects, so that they can be taken out of it. */
export function isParentOf(container: string, kind: string): boolean {
  return HOLDS[parseRef(container).kind] === kind;
}

/** What a new object of `kind` is put into when `container` is chosen; "" nothing. */
export function parentFor(kind: string, container: string): string {
  return isParentOf(container, kind) ? container : "";
}
