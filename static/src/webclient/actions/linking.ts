// Cut, copy, paste and "remove from": moving objects between containers by keyboard and menu.
import { message } from "../../lib/messages";
import { toast } from "../../lib/toast";
import { addAction, type Target } from "./action";
import { currentClip, putClip } from "./clipboard";
import { canHold, isParentOf } from "./holding";
import { named, putInto, takeOut } from "./links";

const GROUP = 20;

export function addLinkActions(): void {
  const linkable = ({ items }: Target): boolean => items.length > 0 && items.every((item) => item.can.has("link"));
  const inParent = (target: Target): boolean => linkable(target) && isParentOf(target.container, target.items[0]?.kind ?? "");
  addAction({ id: "cut", label: message("action.cut"), icon: "cut", group: GROUP, shortcut: "Ctrl+X", enabled: movable, run: (target) => keep(target, true) });
  addAction({ id: "copy", label: message("action.copy"), icon: "copy", group: GROUP, shortcut: "Ctrl+C", enabled: movable, run: (target) => keep(target, false) });
  addAction({ id: "paste", label: message("action.paste"), icon: "paste", group: GROUP, shortcut: "Ctrl+V", enabled: canPaste, run: paste });
  addAction({
    id: "take-out",
    label: message("action.takeOut"),
    icon: "take-out",
    group: GROUP,
    enabled: inParent,
    run: ({ items, container }) => takeOut(items, container),
  });
}

function movable({ items }: Target): boolean {
  return items.length > 0 && items.every((item) => item.can.has("link") && ["dataset", "image", "plate", "tag"].includes(item.kind));
}

function keep({ items, container }: Target, cut: boolean): void {
  putClip({ items, from: container, cut });
  toast(message(cut ? "clip.cut" : "clip.copied", { what: named(items) }));
}

function canPaste({ items }: Target): boolean {
  const clip = currentClip();
  const [onto] = items;
  return clip !== null && items.length === 1 && onto !== undefined && onto.can.has("link") && clip.items.every((item) => canHold(onto.ref, item));
}

async function paste({ items }: Target): Promise<void> {
  const clip = currentClip();
  const [onto] = items;
  if (!clip || !onto) return;
  await putInto(clip.items, clip.from, onto.ref, !clip.cut);
  putClip(null);
}
