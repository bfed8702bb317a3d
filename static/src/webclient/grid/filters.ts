// What images have to be like to be shown; all of it has to hold.
import { message, type MessageKey } from "../../lib/messages";
import type { Query } from "../api";

export type Operation = "contains" | "equals" | "less" | "greater" | "number";

export type Filter =
  | { readonly by: "name"; readonly words: string }
  | { readonly by: "tag"; readonly id: number; readonly text: string }
  | { readonly by: "rating"; readonly rating: number }
  | { readonly by: "unrated" }
  | { readonly by: "pair"; readonly key: string; readonly op: Operation; readonly value: string };

const ONLY_ONE = new Set(["name", "rating", "unrated"]);

/** The filters with one more. There is one for the name, and one for the rating or its absence; nothing stands twice. */
export function withFilter(filters: readonly Filter[], added: Filter): Filter[] {
  return [...filters.filter((old) => !excludes(added, old)), added];
}

function excludes(added: Filter, old: Filter): boolean {
  if (JSON.stringify(added) === JSON.stringify(old)) return true;
  const [a, b] = [added.by, old.by].map((by) => (by === "unrated" ? "rating" : by));
  return a === b && ONLY_ONE.has(a ?? "");
}

/** As the listing's end point wants it. */
export function toQuery(filters: readonly Filter[]): Query {
  const query: Record<string, string | number | (string | number)[]> = {};
  const add = (name: string, value: string | number): void => {
    query[name] = [...((query[name] as (string | number)[] | undefined) ?? []), value];
  };
  for (const filter of filters) {
    if (filter.by === "name") query["name"] = filter.words;
    else if (filter.by === "tag") add("tag", filter.id);
    else if (filter.by === "rating") query["rating"] = filter.rating;
    else if (filter.by === "unrated") query["unrated"] = "true";
    else for (const [name, value] of [["key", filter.key], ["op", filter.op], ["value", filter.value]] as const) add(name, value);
  }
  return query;
}

/** In words, for its chip. */
export function describe(filter: Filter): string {
  switch (filter.by) {
    case "name":
      return message("filter.chip.name", { words: filter.words });
    case "tag":
      return message("filter.chip.tag", { text: filter.text });
    case "rating":
      return message("filter.chip.rating", { rating: filter.rating });
    case "unrated":
      return message("filter.chip.unrated");
    case "pair": {
      const op = message(`filter.op.${filter.op}` as MessageKey);
      return message("filter.chip.pair", { key: filter.key, op, value: filter.value });
    }
  }
}
