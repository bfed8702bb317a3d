// Which requests make up a picture: the whole plane in one, or tiles of every resolution level.
import type { ImageFacts, LevelSize } from "./imgdata";

/** Planes up to this size are loaded in one piece, if there is no pyramid. */
const WHOLE_UP_TO = 2048;
/** Tiles smaller than this are asked for in multiples: fewer requests for the same pixels. */
const TILE_FROM = 512;
const TILE_UP_TO = 1024;
/** Bytes of decoded pixels that are kept, so that going back to what was seen asks the server for nothing. */
const MEMORY = 256 * 2 ** 20;
const LEAST_PARTS = 12;

/** `levels[0]` is full size, as on the wire. `whole` means one request for the plane, in one level. */
export interface Layout {
  readonly levels: readonly LevelSize[];
  readonly tile: LevelSize;
  readonly whole: boolean;
}

/** A projected plane always comes whole: the server does not project tiles. */
export function layoutOf(facts: ImageFacts, projected: boolean): Layout {
  const full = { width: facts.width, height: facts.height };
  if (isPyramid(facts)) return { levels: facts.levels, tile: tileSize(facts.tile), whole: false };
  if (projected || isSmall(full)) return { levels: [full], tile: full, whole: true };
  return { levels: [full], tile: { width: TILE_UP_TO, height: TILE_UP_TO }, whole: false };
}

export function canProject(facts: ImageFacts): boolean {
  return facts.sizeZ > 1 && !isPyramid(facts);
}

/** How many decoded parts fit into the memory we allow ourselves. */
export function partsKept({ tile }: Layout): number {
  const bytes = tile.width * tile.height * 4;
  return Math.max(LEAST_PARTS, Math.floor(MEMORY / bytes));
}

function isPyramid(facts: ImageFacts): boolean {
  return facts.levels.length > 1;
}

function isSmall(size: LevelSize): boolean {
  return size.width <= WHOLE_UP_TO && size.height <= WHOLE_UP_TO;
}

/** The image's own tiles where they are of a useful size, so that the server decodes nothing in vain. */
function tileSize(own: LevelSize | null): LevelSize {
  return { width: tileSide(own?.width ?? TILE_FROM), height: tileSide(own?.height ?? TILE_FROM) };
}

function tileSide(own: number): number {
  if (own > TILE_UP_TO || own < 64) return TILE_FROM;
  return own < TILE_FROM ? own * Math.floor(TILE_FROM / own) : own;
}

/** Levels are used as long as one of their pixels covers at least this much of a screen pixel. */
export const LEAST_PIXEL = 0.5;

/** The resolution (0 = full size) that is shown at `zoom` screen pixels per image pixel. */
export function bestResolution({ levels }: Layout, zoom: number): number {
  const full = levels[0]?.width ?? 1;
  const best = levels.findIndex((level) => (zoom * full) / level.width >= LEAST_PIXEL);
  return best < 0 ? levels.length - 1 : best;
}

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A tile's place in the pixels of its level; tiles at the right and lower edge are cut. */
export function tilePixels(level: LevelSize, tile: LevelSize, column: number, row: number): Bounds {
  const x = column * tile.width;
  const y = row * tile.height;
  return { x, y, width: Math.min(tile.width, level.width - x), height: Math.min(tile.height, level.height - y) };
}

/**
 * A tile's place where the image is 1 wide. Each level is stretched over the whole image: sizes of levels are
 * rounded, and tiles placed by a common scale would drift by up to a pixel.
 */
export function tilePlace(full: LevelSize, level: LevelSize, pixels: Bounds): Bounds {
  const perX = 1 / level.width;
  const perY = full.height / full.width / level.height;
  return { x: pixels.x * perX, y: pixels.y * perY, width: pixels.width * perX, height: pixels.height * perY };
}
