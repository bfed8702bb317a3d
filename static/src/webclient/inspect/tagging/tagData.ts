// All tags that may be used in a group, fetched piece by piece: there may be very many.
import { address, getJson } from "../../../lib/http";

export interface Tag {
  /** Negative: not made yet. */
  readonly id: number;
  readonly text: string;
  readonly description: string;
  readonly owner: { readonly id: number; readonly name: string };
  /** Ids of the tags in it, for a tag set; null for a tag. */
  readonly inside: readonly number[] | null;
}

type TagRow = [id: number, text: string, owner: number, inside: number[] | 0];

const PIECE = 1000;
const PATH = "/webclient/marshal_tagging_form_data/";

/** `progress` gets how many of how many are there. */
export async function loadTags(group: string, progress: (done: number, total: number) => void): Promise<Tag[]> {
  const { tag_count: total } = await getJson<{ tag_count: number }>(address(PATH, { group, jsonmode: "tagcount" }));
  const tags: Tag[] = [];
  for (let offset = 0; offset < total; offset += PIECE) {
    progress(offset, total);
    tags.push(...(await loadPiece(group, offset)));
  }
  progress(total, total);
  return tags.sort((one, other) => one.text.localeCompare(other.text) || one.id - other.id);
}

async function loadPiece(group: string, offset: number): Promise<Tag[]> {
  const ask = <T>(jsonmode: string): Promise<T> => getJson<T>(address(PATH, { group, jsonmode, offset, limit: PIECE }));
  const [rows, descriptions, owners] = await Promise.all([
    ask<TagRow[]>("tags"),
    ask<Record<string, string | null>>("desc"),
    ask<Record<string, string>>("owners"),
  ]);
  return rows.map(([id, text, owner, inside]) => ({
    id,
    text,
    description: descriptions[id] ?? "",
    owner: { id: owner, name: owners[owner] ?? "" },
    inside: inside || null,
  }));
}

export interface TagFilter {
  readonly words: string;
  readonly from: "start" | "anywhere";
  readonly owner: "all" | "me" | "others";
}

/** Whether every word is in the text, or the text begins with them. */
export function fits(tag: Tag, filter: TagFilter, me: number): boolean {
  if (filter.owner !== "all" && (tag.owner.id === me) !== (filter.owner === "me")) return false;
  const [text, words] = [tag.text.toLowerCase(), filter.words.trim().toLowerCase()];
  return filter.from === "start" ? text.startsWith(words) : words.split(/\s+/).every((word) => text.includes(word));
}

export interface TagGroup {
  /** Null: tags that are in no set. */
  readonly set: Tag | null;
  readonly tags: readonly Tag[];
}

/** The tags that fit, set by set, those in no set last. A tag may be in several sets. */
export function grouped(all: readonly Tag[], shown: (tag: Tag) => boolean): TagGroup[] {
  const byId = new Map(all.map((tag) => [tag.id, tag]));
  const held = new Set<number>();
  const groups = all
    .filter((tag) => tag.inside)
    .map((set) => {
      const tags = (set.inside ?? []).map((id) => byId.get(id)).filter((tag): tag is Tag => tag !== undefined && !tag.inside);
      for (const { id } of tags) held.add(id);
      return { set, tags: tags.filter(shown) };
    });
  const loose = all.filter((tag) => !tag.inside && !held.has(tag.id) && shown(tag));
  return [...groups.filter(({ tags }) => tags.length), ...(loose.length ? [{ set: null, tags: loose }] : [])];
}
