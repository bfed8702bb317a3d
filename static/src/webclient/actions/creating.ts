// New projects, datasets, screens, tags and tag sets; where it makes sense inside what is selected.
import { create } from "../../lib/dom";
import { formDialog } from "../../lib/dialog";
import { address, postChange } from "../../lib/http";
import { message, type MessageKey } from "../../lib/messages";
import { announce, offerUndo } from "../changes";
import { addAction, type Target } from "./action";
import { parentFor } from "./holding";

interface Made {
  bad: string;
  id?: number;
  errs?: unknown;
}

const GROUP = 10;
export const NEW_KINDS = ["project", "dataset", "screen"] as const;
export const NEW_TAG_KINDS = ["tag", "tagset"] as const;

export function addCreateActions(): void {
  for (const kind of [...NEW_KINDS, ...NEW_TAG_KINDS]) {
    addAction({
      id: `new-${kind}`,
      label: message(`action.new.${kind}` as MessageKey),
      icon: kind,
      group: GROUP,
      shown: (target) => fits(kind, target),
      enabled: () => true,
      run: (target) => createObject(kind, target),
    });
  }
}

/** In the menu of something that could hold it, or holds its like. */
function fits(kind: string, { items }: Target): boolean {
  const on = items[0]?.kind ?? "";
  const near: Record<string, readonly string[]> = {
    dataset: ["project", "dataset", "orphaned", "image"],
    project: ["project"],
    screen: ["screen"],
    tag: ["tagset", "tag"],
    tagset: ["tagset"],
  };
  return items.length > 0 && (near[kind]?.includes(on) ?? false);
}

/** Asks for name and description. Orphaned images that are selected go into a new dataset. */
export async function createObject(kind: string, target: Target): Promise<void> {
  const parent = parentOf(kind, target);
  const images = kind === "dataset" && target.container === "orphaned-0" ? target.items.map((item) => item.id) : [];
  const name = create("input", { class: "input", name: "name", required: true, maxlength: 255, autocomplete: "off" });
  const description = create("textarea", { class: "input", name: "description", rows: 3 });
  const look = {
    title: message(`action.new.${kind}` as MessageKey),
    body: [
      ...(images.length ? [create("p", {}, message("new.takes", { count: images.length }))] : []),
      create("label", { class: "field" }, message("edit.name"), name),
      create("label", { class: "field" }, message("edit.description"), description),
    ],
    confirm: message("new.create"),
  };
  await formDialog(look, (form) => make(kind, parent, images, form));
}

function parentOf(kind: string, { items, container }: Target): string {
  const [first] = items;
  if (!first || items.length > 1) return parentFor(kind, container);
  return parentFor(kind, first.can.has("link") ? first.ref : "") || parentFor(kind, container);
}

async function make(kind: string, parent: string, images: readonly number[], form: FormData): Promise<void> {
  const [name, description] = [String(form.get("name")).trim(), String(form.get("description"))];
  const path = parent ? `/webclient/action/addnewcontainer/${parent.replace("-", "/")}/` : "/webclient/action/addnewcontainer/";
  const { body, change } = await postChange<Made>(address(path), { name, description, folder_type: kind, image: images });
  if (body?.bad === "true" || !body?.id) throw new Error(reason(body?.errs));
  announce({ what: "added", refs: [`${kind}-${body.id}`], parents: images.length ? ["", "orphaned-0"] : [parent] });
  offerUndo(message("new.made", { name }), [change]);
}

function reason(errors: unknown): string {
  const text = typeof errors === "string" ? errors : Object.values(errors ?? {}).join(" ");
  return new DOMParser().parseFromString(text, "text/html").body.textContent?.trim() || message("error.load");
}
