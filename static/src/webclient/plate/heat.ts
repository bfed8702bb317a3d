// Values of wells as colours: dark blue, green, yellow, told apart also by people who see few colours, and in grey.
export interface HeatRange {
  readonly low: number;
  readonly high: number;
}

const STOPS: readonly (readonly [number, number, number])[] = [
  [59, 28, 96],
  [48, 90, 140],
  [31, 140, 136],
  [92, 190, 98],
  [246, 222, 70],
];

/** Of these values; null for none. */
export function rangeOf(values: readonly number[]): HeatRange | null {
  if (!values.length) return null;
  return { low: Math.min(...values), high: Math.max(...values) };
}

/** "rgb(…)" of a value; where all are equal it is the middle. */
export function heatColor(value: number, { low, high }: HeatRange): string {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  const at = Math.max(0, Math.min(share, 1)) * (STOPS.length - 1);
  const [from, to] = [STOPS[Math.floor(at)], STOPS[Math.ceil(at)]];
  if (!from || !to) return "transparent";
  const mixed = from.map((part, channel) => Math.round(part + ((to[channel] ?? part) - part) * (at % 1)));
  return `rgb(${mixed.join(", ")})`;
}

/** With four digits that count. */
export function heatText(value: number): string {
  return value.toLocaleString(undefined, { maximumSignificantDigits: 4 });
}
