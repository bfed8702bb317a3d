// Tags of the selection: existing ones by their name, new ones, and the dialog for many.
import { create } from "../../lib/dom";
import { address, getJson, postChange } from "../../lib/http";
import { message } from "../../lib/messages";
import { changed, fieldsOf, groupOf, refsOf } from "./panel";
import { sent } from "./typed";

interface Tag {
  id: number;
  value: string;
  set: boolean;
}

export async function addTag(form: HTMLElement): Promise<void> {
  const input = form.querySelector("input") as HTMLInputElement;
  const name = input.value.trim();
  if (!name) return;
  const known = (await tagsOf(groupOf(form))).find((tag) => !tag.set && tag.value === name);
  const own = ownTags(form);
  const refs = refsOf(form);
  const change = await sendTags(refs, known ? [...own, known.id] : own, known ? null : { text: name });
  if (!known) forgetTags();
  sent(input);
  input.value = "";
  changed(refs, message("tag.added", { name }), [change], "#new-tag");
}

export interface NewTag {
  readonly text: string;
  readonly description?: string;
  readonly tagset?: number;
}

/** `annotate_tags/` takes the complete set of tags that the user wants linked; resolves to the change. */
export async function sendTags(refs: readonly string[], ids: readonly number[], made: NewTag | null): Promise<number | null> {
  const fields = { ...fieldsOf(refs), tags: ids.join(","), "newtags-TOTAL_FORMS": made ? 1 : 0, "newtags-INITIAL_FORMS": 0 };
  const tag = made && {
    "newtags-0-tag": made.text,
    "newtags-0-description": made.description ?? "",
    "newtags-0-tagset": made.tagset ?? "",
  };
  return (await postChange(address("/webclient/annotate_tags/"), { ...fields, ...tag })).change;
}

/** The tags that the user has put on all objects of the inspector. */
export function ownTags(inside: Element): number[] {
  const own = inside.closest<HTMLElement>("[data-own]")?.dataset["own"] ?? "";
  return own ? own.split(",").map(Number) : [];
}

const cache = new Map<string, Promise<Tag[]>>();

export function forgetTags(): void {
  cache.clear();
}

function tagsOf(group: string): Promise<Tag[]> {
  const found = cache.get(group);
  if (found) return found;
  const asked = getJson<{ tags: Tag[] }>(address("/webclient/api/tags/", { group, page: 0 })).then((answer) => answer.tags);
  cache.set(group, asked);
  asked.catch(() => cache.delete(group));
  return asked;
}

const MOST_SUGGESTED = 1000;

export async function suggestTags(input: HTMLInputElement): Promise<void> {
  const tags = await tagsOf(groupOf(input));
  const names = new Set(tags.filter((tag) => !tag.set).map((tag) => tag.value));
  const options = [...names].sort().slice(0, MOST_SUGGESTED).map((value) => create("option", { value }));
  input.list?.replaceChildren(...options);
}
