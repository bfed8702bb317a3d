// "image-12": how an object is named in addresses, attributes and between the parts of the page.
export interface Ref {
  readonly kind: string;
  readonly id: number;
}

export function parseRef(text: string): Ref {
  const cut = text.indexOf("-");
  return { kind: text.slice(0, cut), id: Number(text.slice(cut + 1)) };
}

/** The items of `?show=`. */
export function parseShow(show: string): string[] {
  return show.split("|").filter((item) => /^[a-z]+-\d+$/.test(item));
}

/** A step of a path as a ref; there is one folder of orphans, whoever owns them. */
export function stepRef(step: { type: string; id: number }): string {
  return step.type === "orphaned" ? "orphaned-0" : `${step.type}-${step.id}`;
}
