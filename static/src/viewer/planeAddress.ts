// Addresses of rendered pixels: which picture (`Plane`) and which part of it.
import type { Layout } from "./layout";
import { pixelQuery } from "./query";
import type { Rendering } from "./rendering";

/** Where the server renders: `.../render_image/5/` and `.../render_image_region/5/`. */
export interface Renderers {
  readonly image: string;
  readonly region: string;
}

/** Planes count from 0. Two planes with the same key look the same. */
export interface Plane {
  readonly z: number;
  readonly t: number;
  readonly rendering: Rendering;
}

export function planeKey(plane: Plane): string {
  return `${plane.z}/${plane.t}/?${renderingSearch(plane.rendering)}`;
}

export function wholeAddress(renderers: Renderers, plane: Plane): string {
  return `${renderers.image}${planeKey(plane)}`;
}

/** `resolution` 0 is full size. */
export function tileAddress(
  renderers: Renderers,
  plane: Plane,
  layout: Layout,
  [resolution, column, row]: readonly [number, number, number],
): string {
  const tile = [resolution, column, row, layout.tile.width, layout.tile.height].join(",");
  return `${renderers.region}${plane.z}/${plane.t}/?tile=${tile}&${renderingSearch(plane.rendering)}`;
}

function renderingSearch(rendering: Rendering): string {
  const { c, maps, m, p } = pixelQuery(rendering);
  return new URLSearchParams({ c, maps, m, p }).toString();
}
