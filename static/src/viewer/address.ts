// The address of the page always names exactly the view on the screen.
import { completeQuery, readRendering } from "./query";
import type { Rendering } from "./rendering";
import { clampIndex, type Limits } from "./state";

/** Centre in image pixels; `zoom` 1 = one image pixel on one CSS pixel. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Shown {
  readonly rendering: Rendering;
  readonly z: number;
  readonly t: number;
}

/** Parameters that this module writes; all others in the address stay as they are. */
const OWN = ["c", "maps", "m", "p", "z", "t", "x", "y", "zm", "roi"];

/** `search` with the whole view in it, starting with `?`; planes are written 1-based, zoom in percent. */
export function writeAddress(search: string, shown: Shown, view: View, roi: number | null = null): string {
  const kept = [...new URLSearchParams(search)].filter(([name]) => !OWN.includes(name));
  const { c, maps, m, p } = completeQuery(shown.rendering);
  const own: [string, string][] = [
    ["c", c],
    ["maps", maps],
    ["m", m],
    ["p", p],
    ["z", String(shown.z + 1)],
    ["t", String(shown.t + 1)],
    ["x", coordinate(view.x)],
    ["y", coordinate(view.y)],
    ["zm", String(Number((view.zoom * 100).toPrecision(6)))],
    ...(roi === null ? [] : [["roi", String(roi)] as [string, string]]),
  ];
  return "?" + [...kept, ...own].map(([name, value]) => `${encode(name)}=${encode(value)}`).join("&");
}

export function readShown(search: string, defaults: Shown, limits: Limits): Shown {
  const params = new URLSearchParams(search);
  return {
    rendering: readRendering(params, defaults.rendering),
    z: clampIndex(readNumber(params, "z", defaults.z + 1) - 1, limits.sizeZ),
    t: clampIndex(readNumber(params, "t", defaults.t + 1) - 1, limits.sizeT),
  };
}

/** The view that the address asks for; null when it names none or one that makes no sense. */
export function readView(search: string): View | null {
  const params = new URLSearchParams(search);
  const [x, y, percent] = ["x", "y", "zm"].map((name) => readNumber(params, name, NaN));
  const view = { x: x ?? NaN, y: y ?? NaN, zoom: (percent ?? NaN) / 100 };
  return isFinite(view.x) && isFinite(view.y) && view.zoom > 0 && isFinite(view.zoom) ? view : null;
}

function readNumber(params: URLSearchParams, name: string, otherwise: number): number {
  const text = (params.get(name) ?? "").trim();
  const number = text === "" ? NaN : Number(text);
  return isFinite(number) ? number : otherwise;
}

/** Three decimals are finer than any screen shows, even where a pixel is 64 wide. */
function coordinate(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** As encodeURIComponent, but what is allowed in a query stays readable. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%24/g, "$");
}
