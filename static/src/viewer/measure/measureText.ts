// Measures with their units.
import { message } from "../../lib/messages";
import { lengthText, significant } from "../format";
import { measure, type PixelSize } from "../geometry/measures";
import type { Shape } from "../geometry/shapes";

const AREAS: readonly [symbol: string, um2: number][] = [
  ["mm²", 1e6],
  ["µm²", 1],
  ["nm²", 1e-6],
];

/** `um2` square micrometres in the unit that leaves the shortest number. */
export function areaText(um2: number): string {
  const [symbol, size] = AREAS.find(([, size]) => um2 >= size) ?? ["nm²", 1e-6];
  return `${significant(um2 / size, 4)} ${symbol}`;
}

/** What can be measured of a shape, as (what, how much). */
export function measureTexts(shape: Shape, size: PixelSize): readonly (readonly [string, string])[] {
  const { physical, length, area, angle } = measure(shape, size);
  const texts: (readonly [string, string])[] = [];
  if (length !== null) {
    const what = message(area === null ? "viewer.measure.length" : "viewer.measure.perimeter");
    texts.push([what, physical ? lengthText(length, 4) : `${significant(length, 5)} px`]);
  }
  if (area !== null) texts.push([message("viewer.measure.area"), physical ? areaText(area) : `${significant(area, 5)} px²`]);
  if (angle !== null) texts.push([message("viewer.measure.angle"), `${significant(angle, 4)}°`]);
  return texts;
}
