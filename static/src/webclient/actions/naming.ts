// Renaming from the menu and by F2; the inspector edits names in place as well.
import { create } from "../../lib/dom";
import { formDialog } from "../../lib/dialog";
import { address, postChange } from "../../lib/http";
import { message } from "../../lib/messages";
import { announce, offerUndo } from "../changes";
import { addAction, type Item } from "./action";

export function addRenameAction(): void {
  addAction({
    id: "rename",
    label: message("action.rename"),
    icon: "edit",
    group: 10,
    shortcut: "F2",
    enabled: ({ items }) => items.length === 1 && items[0]?.can.has("edit") === true && items[0].kind !== "well",
    run: async ({ items: [item] }) => item && rename(item),
  });
}

async function rename(item: Item): Promise<void> {
  const name = create("input", { class: "input", name: "name", required: true, maxlength: 255, autocomplete: "off", "aria-label": message("edit.name") });
  name.value = item.name;
  setTimeout(() => name.select());
  const look = { title: message("rename.title", { what: item.name }), body: [name], confirm: message("edit.save") };
  await formDialog(look, async () => {
    const wanted = name.value.trim();
    const { body, change } = await postChange<{ bad?: string; errs?: unknown }>(address(`/webclient/action/savename/${item.kind}/${item.id}/`), { name: wanted });
    if (body?.bad === "true") throw new Error(String(body.errs));
    announce({ what: "renamed", refs: [item.ref], name: wanted });
    offerUndo(message("name.saved"), [change]);
  });
}
