// What the server says of an image (`imgData`), checked and in our words.
import { isFamily, type Channel, type Family, type Rendering } from "./rendering";

export interface ChannelFacts {
  readonly label: string;
  /** Emission wavelength in nm. */
  readonly emission: number | null;
  /** Smallest and largest pixel value of the channel. */
  readonly min: number;
  readonly max: number;
}

export interface LevelSize {
  readonly width: number;
  readonly height: number;
}

export interface ImageFacts {
  readonly id: number;
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly sizeZ: number;
  readonly sizeT: number;
  readonly channels: readonly ChannelFacts[];
  /** `levels[0]` is full size; one level when the image is no pyramid. */
  readonly levels: readonly LevelSize[];
  readonly tile: LevelSize | null;
  /** Micrometres per pixel. */
  readonly pixelSize: { readonly x: number | null; readonly y: number | null };
  /** Range of the pixel type. */
  readonly range: readonly [number, number];
  readonly integer: boolean;
  readonly interpolate: boolean;
  readonly saved: Rendering;
  readonly defaultZ: number;
  readonly defaultT: number;
  /** The user may save settings and draw. */
  readonly canAnnotate: boolean;
}

/** The image is there, its picture is not. `retryAfter` in milliseconds when waiting helps. */
export interface NoPicture {
  readonly reason: string | null;
  readonly retryAfter: number | null;
}

interface ChannelJson {
  label: string;
  emissionWave: number | null;
  color: string;
  lut?: string;
  inverted: boolean;
  family: string;
  coefficient: number;
  active: boolean;
  window: { min: number; max: number; start: number; end: number };
}

export interface ImgDataJson {
  id: number;
  meta: { imageName: string; pixelsType: string | null };
  perms?: { canAnnotate: boolean };
  size?: { width: number; height: number; z: number; t: number; c: number };
  tiles?: boolean;
  tile_size?: { width: number; height: number };
  resolutions?: Record<string, { sizeX: number; sizeY: number }>;
  interpolate?: boolean;
  pixel_size: { x: number | null; y: number | null; z: number | null };
  pixel_range: [number, number];
  channels: ChannelJson[];
  rdefs: { model: string; defaultZ: number; defaultT: number };
  Exception?: string;
  ConcurrencyException?: { backOff: number };
}

export function isPicture(facts: ImageFacts | NoPicture): facts is ImageFacts {
  return "levels" in facts;
}

export function readImgData(json: ImgDataJson): ImageFacts | NoPicture {
  if (json.ConcurrencyException) return { reason: null, retryAfter: json.ConcurrencyException.backOff };
  if (!json.size || !json.channels.length) return { reason: json.Exception ?? null, retryAfter: null };
  return {
    id: json.id,
    name: json.meta.imageName,
    width: json.size.width,
    height: json.size.height,
    sizeZ: json.size.z,
    sizeT: json.size.t,
    channels: json.channels.map(channelFacts),
    levels: levels(json, json.size),
    tile: json.tile_size ?? null,
    pixelSize: json.pixel_size,
    range: json.pixel_range,
    integer: !/^(float|double|complex|double-complex)$/.test(json.meta.pixelsType ?? ""),
    interpolate: json.interpolate ?? true,
    saved: savedRendering(json),
    defaultZ: json.rdefs.defaultZ,
    defaultT: json.rdefs.defaultT,
    canAnnotate: json.perms?.canAnnotate ?? false,
  };
}

function channelFacts(channel: ChannelJson): ChannelFacts {
  const { min, max } = channel.window;
  return { label: channel.label, emission: channel.emissionWave, min, max };
}

function levels(json: ImgDataJson, full: LevelSize): readonly LevelSize[] {
  const sizes = Object.entries(json.resolutions ?? {}).sort(([one], [other]) => Number(one) - Number(other));
  if (!json.tiles || !sizes.length) return [{ width: full.width, height: full.height }];
  return sizes.map(([, size]) => ({ width: size.sizeX, height: size.sizeY }));
}

function savedRendering(json: ImgDataJson): Rendering {
  return {
    channels: json.channels.map(savedChannel),
    model: json.rdefs.model === "greyscale" ? "g" : "c",
    projection: null,
  };
}

function savedChannel(channel: ChannelJson): Channel {
  const family: Family = isFamily(channel.family) ? channel.family : "linear";
  return {
    active: channel.active,
    start: channel.window.start,
    end: channel.window.end,
    color: channel.color,
    lut: channel.lut ?? null,
    inverted: channel.inverted,
    quantization: { family, coefficient: channel.coefficient },
  };
}
