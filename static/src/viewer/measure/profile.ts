// Line profiles: what to ask for, and how the curves lie in the plot.
import type { Shape } from "../geometry/shapes";
import { corners } from "../geometry/outline";
import { transformed } from "../geometry/transforms";

export interface ChannelProfile {
  readonly channel: number;
  readonly values: readonly (number | null)[];
}

export interface Profile {
  /** In pixels of the image. */
  readonly length: number;
  readonly channels: readonly ChannelProfile[];
}

/** Of the plot's view box. */
export const PLOT = { width: 300, height: 120 } as const;

/** Whether intensities can be read along a shape. */
export function hasProfile(shape: Shape | null): shape is Shape {
  return shape?.type === "line" || shape?.type === "polyline";
}

export function profilePoints(shape: Shape): string {
  const points = corners(shape).map((corner) => transformed(shape.transform, corner));
  return points.map(({ x, y }) => `${x.toFixed(2)},${y.toFixed(2)}`).join(",");
}

/** The smallest and largest value of all channels. */
export function profileRange({ channels }: Profile): readonly [number, number] {
  const values = channels.flatMap((channel) => channel.values.filter((value) => value !== null));
  if (!values.length) return [0, 1];
  const [low, high] = values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  return low === high ? [low - 1, high + 1] : [low, high];
}

/** The curve of one channel as an SVG path; where a value is missing it is broken. */
export function profilePath(values: readonly (number | null)[], [low, high]: readonly [number, number]): string {
  const step = PLOT.width / Math.max(1, values.length - 1);
  let pen = "M";
  return values
    .map((value, index) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const y = PLOT.height * (1 - (value - low) / (high - low));
      const place = `${pen}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
      return place;
    })
    .join("");
}

/** For a spreadsheet: distance, then one column for each channel, separated by tabs. */
export function profileTable({ length, channels }: Profile, names: readonly string[], perPixel: number, unit: string): string {
  const count = channels[0]?.values.length ?? 0;
  const head = [`distance (${unit})`, ...channels.map(({ channel }) => names[channel] ?? String(channel))];
  const rows = Array.from({ length: count }, (_, index) => {
    const place = (length * perPixel * index) / Math.max(1, count - 1);
    return [String(Number(place.toPrecision(6))), ...channels.map(({ values }) => String(values[index] ?? ""))];
  });
  return [head, ...rows].map((row) => row.join("\t")).join("\n");
}
