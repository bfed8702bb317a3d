// A dry run in words: what goes along, what loses a link, what stands against it.
import { create, icon } from "../../lib/dom";
import { message, things } from "../../lib/messages";
import { bytes } from "../../lib/sizes";

export interface Plan {
  included: Record<string, number>;
  unlinked: Record<string, number>;
  refusals: { ref: string; reason: string }[];
  bytes: number;
}

const MOST = 8;

export function planText(plan: Plan, heading: string): HTMLElement[] {
  const made: HTMLElement[] = [];
  const included = counts(plan.included);
  if (included) made.push(create("p", {}, `${heading} ${included}${plan.bytes ? ` (${bytes(plan.bytes)})` : ""}.`));
  const unlinked = counts(plan.unlinked);
  if (unlinked) made.push(create("p", {}, message("plan.unlinked", { what: unlinked })));
  if (plan.refusals.length) made.push(refusals(plan));
  return made;
}

function counts(found: Record<string, number>): string {
  const parts = Object.entries(found).filter(([, count]) => count > 0);
  return parts.map(([kind, count]) => things(count, kind)).join(", ");
}

function refusals(plan: Plan): HTMLElement {
  const lines = plan.refusals.slice(0, MOST).map(({ reason }) => create("li", {}, reason));
  const rest = plan.refusals.length - MOST;
  if (rest > 0) lines.push(create("li", {}, message("plan.more", { count: rest })));
  return create("div", { class: "notice notice-error" }, icon("error"), create("ul", { class: "plain" }, ...lines));
}
