// Numbers as people read them, with their units.

export interface Length {
  /** Micrometres. */
  readonly um: number;
  readonly text: string;
}

const UNITS: readonly [symbol: string, um: number][] = [
  ["m", 1e6],
  ["mm", 1e3],
  ["µm", 1],
  ["nm", 1e-3],
  ["pm", 1e-6],
];

/** `um` micrometres in the unit that leaves the shortest number, to `digits` significant digits. */
export function lengthText(um: number, digits = 3): string {
  const [symbol, size] = UNITS.find(([, size]) => Math.abs(um) >= size) ?? ["µm", 1];
  return `${significant(um / size, digits)} ${symbol}`;
}

/** The largest of 1, 2, 5 × 10ⁿ in its unit that is not longer than `um` micrometres. */
export function niceLength(um: number): Length {
  const power = 10 ** Math.floor(Math.log10(um) + 1e-9);
  const step = [5, 2, 1].find((factor) => factor * power <= um * (1 + 1e-9)) ?? 1;
  const nice = step * power;
  return { um: nice, text: lengthText(nice, 1) };
}

/** Without an exponent and without zeros that say nothing: 0.1075, 512, 12.5. */
export function significant(value: number, digits: number): string {
  if (value === 0) return "0";
  const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)) + 1e-9));
  const text = value.toFixed(Math.min(decimals, 20));
  return decimals ? text.replace(/\.?0+$/, "") : text;
}

/** A zoom factor in percent: 100 %, 12.5 %, 0.8 %. */
export function percentText(zoom: number): string {
  return `${significant(zoom * 100, 3)} %`;
}

/** A pixel value: whole numbers for integer images, else as many digits as tell two values apart. */
export function pixelValueText(value: number, integer: boolean): string {
  return integer ? String(Math.round(value)) : significant(value, 6);
}
