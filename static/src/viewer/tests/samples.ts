// Values that several tests start from.
import type { ImageFacts } from "../imgdata";
import type { Channel, Rendering } from "../rendering";

export function channel(change: Partial<Channel> = {}): Channel {
  const quantization = { family: "linear", coefficient: 1 } as const;
  return { active: true, start: 0, end: 255, color: "FF0000", lut: null, inverted: false, quantization, ...change };
}

export function rendering(change: Partial<Rendering> = {}): Rendering {
  const channels = [channel(), channel({ color: "00FF00" }), channel({ color: "0000FF", active: false })];
  return { channels, model: "c", projection: null, ...change };
}

export function facts(change: Partial<ImageFacts> = {}): ImageFacts {
  return {
    id: 5,
    name: "cells",
    width: 1000,
    height: 600,
    sizeZ: 5,
    sizeT: 3,
    channels: [{ label: "DAPI", emission: null, min: 3, max: 200 }],
    levels: [{ width: 1000, height: 600 }],
    tile: null,
    pixelSize: { x: 0.5, y: 0.5 },
    range: [0, 255],
    integer: true,
    interpolate: true,
    saved: rendering(),
    defaultZ: 2,
    defaultT: 0,
    canAnnotate: true,
    ...change,
  };
}
