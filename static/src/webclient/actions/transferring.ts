// Moving to another group and changing the owner: choose, see what would happen, let a job do it.
import { create } from "../../lib/dom";
import { formDialog } from "../../lib/dialog";
import { address, getJson, postForm } from "../../lib/http";
import { message } from "../../lib/messages";
import { follow, type Job } from "../../shell/jobs";
import { announce, offerUndo } from "../changes";
import { addAction, type Item, type Target } from "./action";
import { named } from "./links";
import { planText, type Plan } from "./plan";

interface Choice {
  id: number;
  name: string;
}

interface Way {
  path: "move" | "give";
  field: "group" | "owner";
  choices: readonly Choice[];
  said(choice: Choice): string;
}

const MOVABLE = new Set(["project", "dataset", "image", "screen", "plate"]);

export function addTransferActions(): void {
  const all = (right: "chgrp" | "chown") => ({ items }: Target) => items.length > 0 && items.every((item) => item.can.has(right) && MOVABLE.has(item.kind));
  addAction({ id: "move", label: message("action.move"), icon: "group", group: 30, enabled: all("chgrp"), run: ({ items }) => move(items) });
  addAction({ id: "give", label: message("action.give"), icon: "user", group: 30, enabled: all("chown"), run: ({ items }) => give(items) });
}

async function move(items: readonly Item[]): Promise<void> {
  const query = { [title(items)]: items.map((item) => item.id).join(",") };
  const { groups } = await getJson<{ groups: Choice[] }>(address("/webclient/load_chgrp_groups/", query));
  await transfer(items, {
    path: "move",
    field: "group",
    choices: groups,
    said: (group) => message("moved.group", { what: named(items), group: group.name }),
  });
}

async function give(items: readonly Item[]): Promise<void> {
  const { people } = await getJson<{ people: Choice[] }>(address("/webclient/give/people/", { ref: items.map((item) => item.ref) }));
  await transfer(items, {
    path: "give",
    field: "owner",
    choices: people,
    said: (person) => message("given", { what: named(items), owner: person.name }),
  });
}

async function transfer(items: readonly Item[], way: Way): Promise<void> {
  const { path, field, choices } = way;
  const label = message(path === "move" ? "move.group" : "give.owner");
  const options = choices.map((choice) => create("option", { value: choice.id }, choice.name));
  const select = create("select", { class: "input", name: field }, ...options);
  const plan = create("div", { "aria-live": "polite" });
  const url = address(`/webclient/${path}/`);
  const fields = (): Record<string, string | string[]> => ({ ref: items.map((item) => item.ref), [field]: select.value });
  const look = {
    title: message(path === "move" ? "move.title" : "give.title", { what: named(items) }),
    body: choices.length ? [create("label", { class: "field" }, label, select), plan] : [create("p", {}, message("move.none"))],
    confirm: message(path === "move" ? "move.do" : "give.do"),
    blocked: !choices.length,
  };
  const show = async (): Promise<void> => {
    const asked = select.value;
    const found = await postForm<Plan>(url, { ...fields(), plan: 1 });
    if (found && asked === select.value) plan.replaceChildren(...planText(found, message(path === "move" ? "move.goes" : "give.goes")));
  };
  const failed = (error: unknown): void => plan.replaceChildren(create("p", { class: "field-error" }, String(error instanceof Error ? error.message : error)));
  select.addEventListener("change", () => void show().catch(failed));
  if (choices.length) void show().catch(failed);
  await formDialog(look, async () => {
    const chosen = choices.find((choice) => String(choice.id) === select.value);
    const job = await postForm<Job>(url, fields());
    if (job && chosen) follow(job, { done: (over) => finished(over, way.said(chosen)), failed: () => announce({ what: "reloaded", refs: [] }) });
  });
}

function finished(job: Job, text: string): void {
  announce({ what: "reloaded", refs: [] });
  offerUndo(text, [job.change]);
}

/** "Image", as load_chgrp_groups/ names kinds. */
function title(items: readonly Item[]): string {
  const kind = items[0]?.kind ?? "";
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
