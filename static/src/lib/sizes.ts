// Numbers of bytes for people.
const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"];

/** 1536000 -> "1.5 MB": thousands, as disks are sold. */
export function bytes(count: number): string {
  let [value, unit] = [count, 0];
  while (value >= 1000 && unit < UNITS.length - 1) [value, unit] = [value / 1000, unit + 1];
  const digits = unit && value < 10 ? 1 : 0;
  return `${value.toLocaleString(undefined, { maximumFractionDigits: digits })} ${UNITS[unit] ?? ""}`;
}
