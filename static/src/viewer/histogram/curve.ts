// Histograms as curves, and what windows can be read from them.
import type { WindowScale, WindowValue } from "../windowSlider";

/** Equal parts of `min`..`max` (pixel values) and how many pixels lie in each. */
export interface Histogram {
  readonly counts: readonly number[];
  readonly min: number;
  readonly max: number;
}

/** Of the view box that `curve` fills. */
export const WIDTH = 1000;
export const HEIGHT = 100;

/** The share of pixels that `autoWindow` leaves out at each end. */
const LEFT_OUT = 0.001;

/**
 * The histogram as an SVG path over a slider of `scale`. One bin far above all others, like an empty background, is
 * cut off at the height of the second, or nothing else could be seen.
 */
export function curve({ counts, min, max }: Histogram, scale: WindowScale, log: boolean): string {
  const height = (count: number): number => (log ? Math.log1p(count) : count);
  const [first = 0, second = 0] = [...counts].sort((one, other) => other - one);
  const top = height(first > 4 * second && second ? second * 1.2 : first) || 1;
  const place = (value: number): string => (((value - scale.low) / (scale.high - scale.low || 1)) * WIDTH).toFixed(1);
  const step = (max - min) / counts.length;
  const steps = counts.map((count, bin) => {
    const y = HEIGHT * (1 - Math.min(1, height(count) / top));
    return `V${y.toFixed(1)}H${place(min + (bin + 1) * step)}`;
  });
  return `M${place(min)} ${HEIGHT}${steps.join("")}V${HEIGHT}z`;
}

/** The window that leaves out one in a thousand pixels at each end; null for a histogram without any. */
export function autoWindow({ counts, min, max }: Histogram, integer: boolean): WindowValue | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (!total) return null;
  const step = (max - min) / counts.length;
  const low = binAfter(counts, total * LEFT_OUT);
  const high = counts.length - 1 - binAfter([...counts].reverse(), total * LEFT_OUT);
  const [start, end] = [min + low * step, min + (high + 1) * step];
  return integer ? { start: Math.floor(start), end: Math.max(Math.ceil(end), Math.floor(start) + 1) } : { start, end };
}

/** The bin in which more than `limit` pixels have been counted. */
function binAfter(counts: readonly number[], limit: number): number {
  let sum = 0;
  return Math.max(0, counts.findIndex((count) => (sum += count) > limit));
}
