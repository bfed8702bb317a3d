// One row of the tree as an element.
import { create, icon } from "../../lib/dom";
import { message } from "../../lib/messages";
import { canOpen, isNote, missing, type NoteRow, type Row, type TreeNode } from "./model";

const DRAGGED = new Set(["dataset", "image", "plate", "tag"]);

export function buildRow(row: Row): HTMLElement {
  return isNote(row) ? buildNote(row) : buildNode(row);
}

function buildNode(node: TreeNode): HTMLElement {
  const siblings = node.parent?.children;
  const element = item(node.level, {
    "aria-expanded": canOpen(node) ? String(node.open) : null,
    "aria-selected": "false",
    "aria-setsize": siblings ? Math.max(node.parent?.count ?? 0, siblings.length) : null,
    "aria-posinset": siblings ? siblings.indexOf(node) + 1 : null,
    "data-ref": node.ref,
    "data-parent": node.parent?.ref ?? "",
    "data-can": [...node.can].join(" "),
    draggable: DRAGGED.has(node.kind) && node.can.has("link") ? "true" : null,
    title: node.name,
  });
  const turn = create("span", { class: "tree-turn", "aria-hidden": "true" });
  if (canOpen(node)) turn.append(icon("chevron-right"));
  element.append(turn, icon(node.kind), create("span", { class: "tree-name truncate" }, node.name));
  element.append(...marks(node));
  return element;
}

function marks(node: TreeNode): Node[] {
  const made: Node[] = [];
  if (!node.own && node.kind !== "orphaned" && node.kind !== "image") {
    const text = message(node.can.has("edit") ? "rights.edit" : "rights.readonly");
    const mark = icon(node.can.has("edit") ? "group" : "lock");
    mark.classList.add("tree-mark");
    made.push(mark, create("span", { class: "visually-hidden" }, `, ${text}`));
  }
  if (node.count) made.push(create("span", { class: "count" }, node.count.toLocaleString()));
  return made;
}

function buildNote(row: NoteRow): HTMLElement {
  const level = row.of.level + 1;
  const element = item(level, { "data-note": row.of.ref, "aria-selected": "false" });
  element.classList.add("is-note");
  element.append(create("span", { class: "tree-turn" }));
  if (row.note === "loading") element.append(create("span", { class: "skeleton skeleton-line" }), hidden("tree.loading"));
  if (row.note === "failed") {
    element.classList.add("is-failed");
    element.append(icon("error"), message("tree.failed"));
  }
  if (row.note === "more") {
    const [count, total] = [Math.min(missing(row.of), 200), row.of.count ?? 0];
    if (row.of.more) element.append(message("tree.evenMore"));
    else element.append(message("tree.more", { count: count.toLocaleString(), total: total.toLocaleString() }));
  }
  return element;
}

function hidden(key: "tree.loading"): HTMLElement {
  return create("span", { class: "visually-hidden" }, message(key));
}

function item(level: number, attributes: Record<string, string | number | null>): HTMLElement {
  const element = create("div", { class: "tree-row", role: "treeitem", "aria-level": level, tabindex: -1, ...attributes });
  element.style.setProperty("--level", String(level));
  return element;
}
