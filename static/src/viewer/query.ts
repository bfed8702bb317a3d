// The rendering parameters `c`, `maps`, `m` and `p`: written for the server and the address, read from the address.
import {
  isFamily,
  isProjectionKind,
  type Channel,
  type Model,
  type Projection,
  type Quantization,
  type Rendering,
} from "./rendering";

export interface RenderQuery {
  readonly c: string;
  readonly maps: string;
  readonly m: Model;
  readonly p: string;
}

/** An entry without `inverted` means: not inverted; one without `quantization` would leave that of the server. */
interface MapEntry {
  readonly inverted?: { readonly enabled: boolean };
  readonly quantization: Quantization;
}

/** All channels, the inactive ones with a minus: nothing is lost on the way. */
export function completeQuery(rendering: Rendering): RenderQuery {
  return query(rendering, () => true);
}

/** Only what decides the pixels, so that changing a hidden channel asks the server for nothing. */
export function pixelQuery(rendering: Rendering): RenderQuery {
  return query(rendering, (channel) => channel.active);
}

function query(rendering: Rendering, listed: (channel: Channel) => boolean): RenderQuery {
  const entries = rendering.channels.map((channel, index) => ({ channel, number: index + 1 }));
  const chosen = entries.filter((entry) => listed(entry.channel));
  return {
    c: chosen.map(({ channel, number }) => channelEntry(channel, number)).join(","),
    maps: JSON.stringify(chosen.map(({ channel }) => mapEntry(channel))),
    m: rendering.model,
    p: projectionText(rendering.projection),
  };
}

function channelEntry(channel: Channel, number: number): string {
  const sign = channel.active ? "" : "-";
  return `${sign}${number}|${channel.start}:${channel.end}$${channel.lut ?? channel.color}`;
}

function mapEntry({ inverted, quantization }: Channel): MapEntry {
  return {
    ...(inverted ? { inverted: { enabled: true } } : {}),
    quantization,
  };
}

function projectionText(projection: Projection | null): string {
  if (!projection) return "normal";
  return projection.range ? `${projection.kind}|${projection.range.join(":")}` : projection.kind;
}

/** `defaults` changed by what `params` say; what cannot be understood changes nothing. */
export function readRendering(params: URLSearchParams, defaults: Rendering): Rendering {
  const c = params.get("c");
  return {
    channels: c === null ? defaults.channels : readChannels(c, params.get("maps"), defaults.channels),
    model: readModel(params.get("m")) ?? defaults.model,
    projection: readProjection(params.get("p"), defaults.projection),
  };
}

function readChannels(c: string, maps: string | null, defaults: readonly Channel[]): readonly Channel[] {
  const changes = new Map<number, Partial<Channel>>();
  const mapped = readMaps(maps);
  c.split(",").forEach((entry, position) => {
    const [number, change] = readChannel(entry);
    changes.set(number, { ...change, ...mapped[position] });
  });
  const understood = c.trim() === "" || [...changes.keys()].some((number) => number > 0);
  if (!understood) return defaults;
  return defaults.map((channel, index) => ({ ...channel, active: false, ...changes.get(index + 1) }));
}

const ENTRY = /^(-?)\s*(\d+)\s*(?:\$([^|$]*))?(?:\|([^$]*)(?:\$(.*))?)?$/;

/** The 1-based number of the channel and what the entry says of it; number 0 for an entry that is none. */
function readChannel(entry: string): [number, Partial<Channel>] {
  const match = ENTRY.exec(entry.trim());
  if (!match) return [0, {}];
  const [, sign, number, early, window, late] = match;
  return [Number(number), { active: sign !== "-", ...readWindow(window), ...readColor(late ?? early) }];
}

function readWindow(text: string | undefined): Partial<Channel> {
  const [start, end, ...more] = (text ?? "").split(":").map((part) => (part.trim() === "" ? NaN : Number(part)));
  if (more.length || !isFinite(start ?? NaN) || !isFinite(end ?? NaN)) return {};
  return { start: start as number, end: end as number };
}

function readColor(text: string | undefined): Partial<Channel> {
  const color = (text ?? "").trim();
  if (/^[^/\\]+\.lut$/.test(color)) return { lut: color };
  if (!/^([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(color)) return {};
  const long = color.length < 6 ? color.replace(/./g, "$&$&") : color;
  return { color: long.slice(0, 6).toUpperCase(), lut: null };
}

function readMaps(text: string | null): readonly Partial<Channel>[] {
  const maps = parseJson(text);
  return Array.isArray(maps) ? maps.map(readMap) : [];
}

function readMap(entry: unknown): Partial<Channel> {
  if (!isRecord(entry)) return {};
  const invert = entry["inverted"] ?? entry["reverse"];
  const enabled = isRecord(invert) ? invert["enabled"] : false;
  const inverted = enabled === true || enabled === "true";
  return { inverted, ...readQuantization(entry["quantization"]) };
}

function readQuantization(value: unknown): Partial<Channel> {
  if (!isRecord(value)) return {};
  const { family, coefficient } = value;
  if (typeof family !== "string" || !isFamily(family)) return {};
  return { quantization: { family, coefficient: typeof coefficient === "number" ? coefficient : 1 } };
}

function readModel(text: string | null): Model | null {
  return text === "c" || text === "g" ? text : null;
}

function readProjection(text: string | null, otherwise: Projection | null): Projection | null {
  if (text === null) return otherwise;
  const [kind = "", range = ""] = text.split("|");
  if (!isProjectionKind(kind)) return null;
  const match = /^(\d+):(\d+)$/.exec(range);
  return { kind, range: match ? [Number(match[1]), Number(match[2])] : null };
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
