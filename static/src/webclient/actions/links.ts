// Putting objects into containers and taking them out, through api/links/.
import { address, sendChange } from "../../lib/http";
import { message, things } from "../../lib/messages";
import { announce, offerUndo } from "../changes";
import { parseRef } from "../refs";
import type { Item } from "./action";
import { isParentOf } from "./holding";

type Links = Record<string, Record<string, Record<string, number[]>>>;

/** Adds to `onto`; unless `link`, also takes out of `from` if that is a parent. One message, one Undo for both. */
export async function putInto(items: readonly Item[], from: string, onto: string, link: boolean): Promise<void> {
  const added = await sendChange("POST", address("/webclient/api/links/"), linksTo(onto, items));
  const moves = !link && isParentOf(from, items[0]?.kind ?? "");
  const removed = moves ? await sendChange("DELETE", address("/webclient/api/links/"), linksTo(from, items)) : null;
  announce({ what: "moved", refs: items.map((item) => item.ref), parents: moves ? [from, onto] : ["", onto] });
  const key = moves ? "moved.to" : "linked.to";
  offerUndo(message(key, { what: named(items) }), [removed?.change, added.change]);
}

/** Takes objects out of one container; those that lie in no other become orphans. */
export async function takeOut(items: readonly Item[], from: string): Promise<void> {
  const { change } = await sendChange("DELETE", address("/webclient/api/links/"), linksTo(from, items));
  announce({ what: "removed", refs: items.map((item) => item.ref), parents: [from] });
  announce({ what: "moved", refs: items.map((item) => item.ref), parents: ["", "orphaned-0"] });
  offerUndo(message("removed.from", { what: named(items) }), [change]);
}

/** "cells.tif", or "3 images". */
export function named(items: readonly Item[]): string {
  const [first] = items;
  if (!first) return "";
  return items.length === 1 ? first.name : things(items.length, first.kind);
}

function linksTo(container: string, items: readonly Item[]): Links {
  const { kind, id } = parseRef(container);
  return { [kind]: { [id]: { [items[0]?.kind ?? ""]: items.map((item) => item.id) } } };
}
