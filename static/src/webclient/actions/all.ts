// The actions of the web client itself, in the order of the menu.
import { address } from "../../lib/http";
import { message } from "../../lib/messages";
import { toast, toastError } from "../../lib/toast";
import { actionsFor, addAction, type Target } from "./action";
import { addCreateActions } from "./creating";
import { addDeleteActions } from "./deleting";
import { addLinkActions } from "./linking";
import { addRenameAction } from "./naming";
import { addOpenWith } from "./openWith";
import { addTransferActions } from "./transferring";

export function addActions(): void {
  addAction({
    id: "view",
    label: message("action.view"),
    icon: "viewer",
    group: 0,
    shown: ({ items }) => items.every((item) => item.kind === "image"),
    enabled: ({ items }) => items.length === 1,
    run: ({ items }) => location.assign(address(`/webclient/img_detail/${items[0]?.id ?? 0}/`)),
  });
  addAction({ id: "link", label: message("action.link"), icon: "link", group: 0, enabled: ({ items }) => items.length > 0, run: copyLink });
  addOpenWith();
  addCreateActions();
  addRenameAction();
  addLinkActions();
  addTransferActions();
  addDeleteActions();
}

/** Runs the action whose shortcut was pressed, if it can be done. */
export function runShortcut(event: KeyboardEvent, target: Target): void {
  const pressed = keysOf(event);
  const action = actionsFor(target).find((other) => other.shortcut === pressed);
  if (!action || !action.enabled(target)) return;
  event.preventDefault();
  void Promise.resolve(action.run(target)).catch(toastError);
}

function keysOf(event: KeyboardEvent): string {
  const key = event.key === "Delete" ? "Del" : event.key.length === 1 ? event.key.toUpperCase() : event.key;
  return event.ctrlKey || event.metaKey ? `Ctrl+${key}` : key;
}

async function copyLink({ items }: Target): Promise<void> {
  const url = new URL(address("/webclient/userdata/"), location.href);
  await navigator.clipboard.writeText(`${url.href}?show=${items.map((item) => item.ref).join("|")}`);
  toast(message("copied", { what: message("action.link") }));
}
