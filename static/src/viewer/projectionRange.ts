// From which section to which a projection goes.
import { create } from "../lib/dom";
import { message } from "../lib/messages";
import type { Projection } from "./rendering";

export class ProjectionRange {
  private readonly first: HTMLInputElement;
  private readonly last: HTMLInputElement;

  constructor(
    private readonly host: HTMLElement,
    private readonly sizeZ: number,
    changed: (range: Projection["range"]) => void,
  ) {
    this.first = this.number("viewer.projection.first");
    this.last = this.number("viewer.projection.last");
    host.append(this.first, create("span", { "aria-hidden": "true" }, "–"), this.last);
    for (const input of [this.first, this.last]) input.addEventListener("change", () => changed(this.read()));
  }

  show(projection: Projection | null): void {
    this.host.hidden = projection === null;
    const [first, last] = projection?.range ?? [0, this.sizeZ - 1];
    this.first.value = String(first + 1);
    this.last.value = String(last + 1);
  }

  /** Null for the whole stack; ends that are the wrong way round are swapped. */
  private read(): Projection["range"] {
    const [one, other] = [this.index(this.first, 0), this.index(this.last, this.sizeZ - 1)];
    const [first, last] = [Math.min(one, other), Math.max(one, other)];
    return first === 0 && last === this.sizeZ - 1 ? null : [first, last];
  }

  private index(input: HTMLInputElement, otherwise: number): number {
    const index = input.value === "" ? otherwise : Math.round(Number(input.value)) - 1;
    return Math.min(this.sizeZ - 1, Math.max(0, index));
  }

  private number(key: "viewer.projection.first" | "viewer.projection.last"): HTMLInputElement {
    const attributes = { type: "number", class: "input input-small numeric", min: 1, max: this.sizeZ, step: 1 };
    return create("input", { ...attributes, "aria-label": message(key) });
  }
}
