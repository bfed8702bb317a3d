// Deleting: says first what would go, then lets a job do it; what is gone lies in the trash and comes back with Undo.
import { create, icon } from "../../lib/dom";
import { confirmDialog } from "../../lib/dialog";
import { address, postForm } from "../../lib/http";
import { message } from "../../lib/messages";
import { follow, type Job } from "../../shell/jobs";
import { announce, offerUndo } from "../changes";
import { addAction, type Item, type Target } from "./action";
import { named } from "./links";
import { planText, type Plan } from "./plan";

const CONTAINERS = new Set(["project", "dataset", "screen", "plate"]);

export function addDeleteActions(): void {
  addAction({
    id: "delete",
    label: message("action.delete"),
    icon: "delete",
    group: 40,
    shortcut: "Del",
    enabled: ({ items }) => items.length > 0 && items.every((item) => item.can.has("delete")),
    run: (target) => deleteObjects(target),
  });
}

async function deleteObjects({ items }: Target): Promise<void> {
  const withAnnotations = create("input", { type: "checkbox" });
  const plan = await ask(items, ["children"]);
  const blocked = plan.refusals.length > 0;
  const body = [
    ...planText(plan, message("delete.goes")),
    ...(items.some((item) => !item.own) ? [note(message("delete.others"))] : []),
    ...(blocked ? [] : [create("label", { class: "check" }, withAnnotations, message("delete.annotations"))]),
    create("p", { class: "lead" }, message(blocked ? "delete.blocked" : "delete.trash")),
  ];
  const look = { title: message("delete.title", { what: named(items) }), body, confirm: message("action.delete"), danger: true, blocked };
  if (!(await confirmDialog(look))) return;
  const contents = withAnnotations.checked ? ["children", "tags", "files", "other"] : ["children"];
  const job = await postForm<Job>(address("/webclient/delete/"), { ref: items.map((item) => item.ref), contents });
  announce({ what: "removed", refs: items.map((item) => item.ref) });
  if (job) follow(job, { done: (over) => finished(over, items), failed: () => announce({ what: "reloaded", refs: [] }) });
}

function ask(items: readonly Item[], contents: readonly string[]): Promise<Plan> {
  const kinds = items.some((item) => CONTAINERS.has(item.kind)) ? contents : [];
  const asked = postForm<Plan>(address("/webclient/delete/"), { ref: items.map((item) => item.ref), contents: kinds, plan: 1 });
  return asked.then((plan) => plan ?? { included: {}, unlinked: {}, refusals: [], bytes: 0 });
}

function finished(job: Job, items: readonly Item[]): void {
  offerUndo(message("deleted", { what: named(items) }), [job.change]);
}

function note(text: string): HTMLElement {
  return create("p", { class: "notice notice-warning" }, icon("warning"), create("span", {}, text));
}
