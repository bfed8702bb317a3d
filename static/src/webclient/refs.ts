// "image-12": how an object is named in addresses, attributes and between the parts of the page.
export interface Ref {
  readonly kind: string;
  readonly id: number;
}

export function parseRef(text: string): Ref {
  const cut = text.indexOf("-");
  return { kind: text.slice(0, cut), id: Number(text.slice(cut + 1)) };
}

export function formatRef(ref: Ref): string {
  return `${ref.kind}-${ref.id}`;
}

/** The items of `?show=`. */
export function parseShow(show: string): string[] {
  return show.split("|").filter((item) => /^[a-z]+--?\d+$/.test(item));
}
