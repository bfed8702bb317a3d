// The look-up tables of the server: their names, and the one picture that shows them all.
import { getJson } from "../../lib/http";

interface LutsJson {
  readonly luts: readonly { readonly name: string; readonly png_index_new: number }[];
  readonly png_luts_new: readonly string[];
}

export interface Lut {
  readonly name: string;
  /** Row in the picture. */
  readonly row: number;
}

export class LutTables {
  private loading: Promise<readonly Lut[]> | null = null;
  private rows = 1;

  constructor(private readonly gateway: string) {}

  /** By name; asked for once, again after a failure. */
  all(): Promise<readonly Lut[]> {
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = null;
      throw error;
    });
    return this.loading;
  }

  /** Shows a table as the background of an element, whatever its size. */
  async paint(element: HTMLElement, name: string | null): Promise<void> {
    element.dataset["lut"] = name ?? "";
    element.style.removeProperty("background-image");
    if (name === null) return;
    const found = (await this.all()).find((lut) => lut.name === name);
    if (found && element.dataset["lut"] === name) this.paintRow(element, found);
  }

  paintRow(element: HTMLElement, { row }: Lut): void {
    element.style.setProperty("background-image", `url("${this.gateway}luts_png/")`);
    element.style.setProperty("background-size", `100% ${this.rows * 100}%`);
    element.style.setProperty("background-position", `0 ${(100 * row) / Math.max(1, this.rows - 1)}%`);
  }

  private async load(): Promise<readonly Lut[]> {
    const { luts, png_luts_new } = await getJson<LutsJson>(`${this.gateway}luts/`);
    this.rows = png_luts_new.length;
    return luts.map(({ name, png_index_new }) => ({ name, row: png_index_new }));
  }
}

/** As people say it: without the ending, and with blanks. */
export function lutLabel(name: string): string {
  return name.replace(/\.lut$/, "").replace(/_/g, " ");
}
