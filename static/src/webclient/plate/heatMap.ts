// The heat map: a choice of values, their colours on the wells, a legend, and the value in each well's name.
import { create, need } from "../../lib/dom";
import { address, getJson } from "../../lib/http";
import { message } from "../../lib/messages";
import { toastError } from "../../lib/toast";
import { heatColor, heatText, rangeOf, type HeatRange } from "./heat";

interface Offered {
  id: string;
  label: string;
  source: string;
}

export class HeatMap {
  private readonly legend = create("div", { class: "heat-legend", "aria-live": "polite" });

  constructor(
    private readonly plate: number,
    private readonly place: HTMLElement,
    private readonly wells: readonly HTMLElement[],
  ) {}

  /** Fills the choice; without any values there is none. */
  async offer(choice: HTMLElement, signal: AbortSignal): Promise<void> {
    const { values } = await getJson<{ values: Offered[] }>(this.url({}), signal);
    if (!values.length) return;
    const select = need<HTMLSelectElement>("select", choice);
    select.replaceChildren(create("option", { value: "" }, message("heat.none")), ...values.map(offerOption));
    select.addEventListener("change", () => void this.show(select.value, labelOf(values, select.value)).catch(toastError));
    choice.hidden = false;
  }

  private url(query: Record<string, string>): string {
    return address(`/webclient/well_values/${this.plate}/`, query);
  }

  private async show(id: string, label: string): Promise<void> {
    const found = id ? (await getJson<{ wells: Record<string, number> }>(this.url({ of: id }))).wells : {};
    const range = rangeOf(Object.values(found));
    for (const well of this.wells) this.paint(well, found[well.dataset["well"] ?? ""], range, label);
    this.place.classList.toggle("has-heat", range !== null);
    if (range) this.place.prepend(this.legend);
    else this.legend.remove();
    if (range) this.legend.replaceChildren(...legendOf(label, range));
  }

  private paint(well: HTMLElement, value: number | undefined, range: HeatRange | null, label: string): void {
    const name = well.dataset["label"] ?? "";
    const text = value === undefined ? "" : message("heat.value", { label, value: heatText(value) });
    well.setAttribute("aria-label", text ? `${name}, ${text}` : name);
    well.dataset["heat"] = text;
    if (value === undefined || !range) well.style.removeProperty("--heat");
    else well.style.setProperty("--heat", heatColor(value, range));
    well.classList.toggle("is-valued", value !== undefined && range !== null);
  }
}

function offerOption(value: Offered): HTMLOptionElement {
  const text = value.source ? `${value.label} (${value.source})` : value.label;
  return create("option", { value: value.id }, text);
}

function labelOf(values: readonly Offered[], id: string): string {
  return values.find((value) => value.id === id)?.label ?? "";
}

function legendOf(label: string, range: HeatRange): Node[] {
  const bar = create("span", { class: "heat-bar", "aria-hidden": "true" });
  return [create("strong", {}, label), create("span", { class: "numeric" }, heatText(range.low)), bar, create("span", { class: "numeric" }, heatText(range.high))];
}
