// How an image is shown, as immutable values: what the server's rendering parameters say, in our words.

export type Family = "linear" | "polynomial" | "exponential" | "logarithmic";
export type Model = "c" | "g";
export type ProjectionKind = "intmax" | "intmean" | "intsum";

export interface Quantization {
  readonly family: Family;
  readonly coefficient: number;
}

/** `start` and `end` are pixel values; `color` is `RRGGBB` without `#`; `lut` wins over `color`. */
export interface Channel {
  readonly active: boolean;
  readonly start: number;
  readonly end: number;
  readonly color: string;
  readonly lut: string | null;
  readonly inverted: boolean;
  readonly quantization: Quantization;
}

/** Z projection over `range` (0-based, both ends included); a `range` of null is the whole stack. */
export interface Projection {
  readonly kind: ProjectionKind;
  readonly range: readonly [number, number] | null;
}

export interface Rendering {
  readonly channels: readonly Channel[];
  readonly model: Model;
  readonly projection: Projection | null;
}

const FAMILIES: readonly string[] = ["linear", "polynomial", "exponential", "logarithmic"];
const PROJECTIONS: readonly string[] = ["intmax", "intmean", "intsum"];

export function isFamily(text: string): text is Family {
  return FAMILIES.includes(text);
}

export function isProjectionKind(text: string): text is ProjectionKind {
  return PROJECTIONS.includes(text);
}

export function changeChannel(rendering: Rendering, index: number, change: Partial<Channel>): Rendering {
  const channels = rendering.channels.map((channel, at) => (at === index ? { ...channel, ...change } : channel));
  return { ...rendering, channels };
}

/** Value equality; renderings are small, so comparing their text is the simplest thing that is right. */
export function sameRendering(one: Rendering, other: Rendering): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
