// Where an upload goes: the container under the pointer, or the one that is shown.
import { create } from "../../lib/dom";
import { formDialog } from "../../lib/dialog";
import { message } from "../../lib/messages";
import type { Target } from "../actions/action";
import { parseRef } from "../refs";

export interface Place {
  /** "dataset-12"; empty for a dataset that is made for the upload. */
  readonly ref: string;
  readonly name: string;
}

const TAKES = new Set(["dataset", "project", "screen"]);

export function takesUploads(ref: string): boolean {
  return TAKES.has(parseRef(ref).kind);
}

/** The selected container, else the one that the selection lies in, else none. */
export function placeOf({ items, container }: Target): Place | null {
  const [only] = items;
  if (only && items.length === 1 && takesUploads(only.ref)) return { ref: only.ref, name: only.name };
  return takesUploads(container) ? { ref: container, name: nameOf(container) } : null;
}

/** A row of the tree that files may be dropped on. */
export function placeOfRow(row: HTMLElement | null): Place | null {
  const ref = row?.dataset["ref"] ?? "";
  return takesUploads(ref) ? { ref, name: nameOf(ref) } : null;
}

/** False where the tree knows that the server would refuse. */
export function isAllowed({ ref }: Place): boolean {
  const can = rowOf(ref)?.dataset["can"];
  return can === undefined || can.split(" ").includes("link");
}

/** Asks what the new dataset is called; null when dismissed. */
export async function askForDataset(suggested: string): Promise<Place | null> {
  let name = "";
  const input = create("input", { class: "input", name: "name", required: true, maxlength: 255, value: suggested });
  const look = {
    title: message("upload.newTitle"),
    body: [create("label", { class: "field" }, message("upload.newName"), input), create("p", { class: "lead" }, message("upload.newHint"))],
    confirm: message("upload.start"),
  };
  const agreed = await formDialog(look, async (form) => {
    name = String(form.get("name")).trim();
    if (!name) throw new Error(message("upload.newName"));
  });
  return agreed ? { ref: "", name } : null;
}

function nameOf(ref: string): string {
  return rowOf(ref)?.title || document.querySelector("#contents h1")?.textContent?.trim() || ref;
}

function rowOf(ref: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[role="treeitem"][data-ref="${ref}"]`);
}
