// Where the inspector is: shows what is known of one object or of many, of one kind or of several.
import { address } from "../../lib/http";
import { recall } from "../../lib/memory";
import { loadInto } from "../places";
import { parseRef } from "../refs";
import { fieldsOf, SHOWN_BY } from "./panel";

const LONGEST_ADDRESS = 6000;
const shown = new WeakMap<HTMLElement, string>();

/** The same objects again replace what is there without a flicker; many are named in the body of the request. */
export async function showInspector(place: HTMLElement, refs: readonly string[]): Promise<void> {
  const now = refs.join("|");
  const quiet = shown.get(place) === now && place.querySelector("[data-targets]") !== null;
  shown.set(place, now);
  const by = { by: recall(SHOWN_BY) ?? "all" };
  const [first = ""] = refs;
  const { kind, id } = parseRef(first);
  if (refs.length === 1) return void (await loadInto(place, address(`/webclient/metadata_details/${kind}/${id}/`, by), undefined, quiet));
  const fields = { ...by, ...fieldsOf(refs) };
  const url = address("/webclient/batch_annotate/", fields);
  const fits = url.length < LONGEST_ADDRESS;
  await loadInto(place, fits ? url : address("/webclient/batch_annotate/", by), fits ? undefined : fields, quiet);
}
