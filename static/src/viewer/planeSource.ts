// One plane with one rendering as OpenSeadragon sees it. It loads its pixels itself, so that it can stop loading.
import OpenSeadragon from "openseadragon";
import { bestResolution, tilePixels, tilePlace, type Layout } from "./layout";
import type { LevelSize } from "./imgdata";
import { tileAddress, wholeAddress, type Plane, type Renderers } from "./planeAddress";
import { loadPicture } from "./requests";

export interface PlaneEvents {
  /** A part could not be loaded; never called for parts that were dropped. */
  readonly failed: (error: unknown) => void;
  /** The whole plane came in one picture. */
  readonly wholeLoaded: (picture: ImageBitmap) => void;
}

export class PlaneSource extends OpenSeadragon.TileSource {
  loadedParts = 0;
  failedParts = 0;
  private readonly loading = new Map<OpenSeadragon.ImageJob, AbortController>();
  private stopped = false;

  constructor(
    private readonly renderers: Renderers,
    private readonly plane: Plane,
    private readonly layout: Layout,
    private readonly report: PlaneEvents,
  ) {
    const full = layout.levels[0] as LevelSize;
    super({
      width: full.width,
      height: full.height,
      tileWidth: layout.tile.width,
      tileHeight: layout.tile.height,
      minLevel: 0,
      maxLevel: layout.levels.length - 1,
    });
  }

  /** Stop loading: what is under way is dropped, nothing new begins. `resume` allows it again. */
  stop(): void {
    this.stopped = true;
    this.drop(() => true);
  }

  resume(): void {
    this.stopped = false;
  }

  /** Drop the requests for tiles outside `area` (the image is 1 wide); they are made again when they come into sight. */
  keepOnly(area: OpenSeadragon.Rect): void {
    this.drop((tile) => area.intersection(tile.bounds) === null);
  }

  /** Load nothing coarser than what `zoom` needs (screen pixels per image pixel); null lifts the limit. */
  focus(zoom: number | null): void {
    this.minLevel = zoom === null ? 0 : this.maxLevel - bestResolution(this.layout, zoom);
  }

  override getLevelScale(level: number): number {
    return this.level(level).width / this.level(this.maxLevel).width;
  }

  override getNumTiles(level: number): OpenSeadragon.Point {
    const { width, height } = this.level(level);
    const { tile } = this.layout;
    return new OpenSeadragon.Point(Math.ceil(width / tile.width), Math.ceil(height / tile.height));
  }

  override getTileBounds(level: number, column: number, row: number, isSource = false): OpenSeadragon.Rect {
    const size = this.level(level);
    const pixels = tilePixels(size, this.layout.tile, column, row);
    if (isSource) return new OpenSeadragon.Rect(0, 0, pixels.width, pixels.height);
    const place = tilePlace(this.level(this.maxLevel), size, pixels);
    return new OpenSeadragon.Rect(place.x, place.y, place.width, place.height);
  }

  override getTileUrl(level: number, column: number, row: number): string {
    if (this.layout.whole) return wholeAddress(this.renderers, this.plane);
    return tileAddress(this.renderers, this.plane, this.layout, [this.maxLevel - level, column, row]);
  }

  /** Tiles exist whether or not `focus` leaves them out for now. */
  override tileExists(level: number, column: number, row: number): boolean {
    const { x, y } = this.getNumTiles(level);
    return level >= 0 && level <= this.maxLevel && column >= 0 && row >= 0 && column < x && row < y;
  }

  override hasTransparency(): boolean {
    return false;
  }

  override downloadTileStart(job: OpenSeadragon.ImageJob): void {
    if (this.stopped) return release(job);
    const controller = new AbortController();
    this.loading.set(job, controller);
    loadPicture(job.src, controller.signal).then(
      (picture) => this.finish(job, controller.signal, picture),
      (error: unknown) => this.fail(job, controller.signal, error),
    );
  }

  override downloadTileAbort(job: OpenSeadragon.ImageJob): void {
    this.loading.get(job)?.abort();
    this.loading.delete(job);
  }

  /** OpenSeadragon counts levels from the smallest, the server from the largest. */
  private level(level: number): LevelSize {
    return this.layout.levels[this.layout.levels.length - 1 - level] as LevelSize;
  }

  private finish(job: OpenSeadragon.ImageJob, signal: AbortSignal, picture: ImageBitmap): void {
    if (signal.aborted) return picture.close();
    this.loading.delete(job);
    this.loadedParts++;
    if (this.layout.whole) this.report.wholeLoaded(picture);
    job.finish(picture, null, "imageBitmap");
  }

  private fail(job: OpenSeadragon.ImageJob, signal: AbortSignal, error: unknown): void {
    if (signal.aborted) return;
    this.loading.delete(job);
    this.failedParts++;
    this.report.failed(error);
    job.fail(String(error), null as unknown as XMLHttpRequest);
  }

  private drop(unwanted: (tile: OpenSeadragon.Tile) => boolean): void {
    for (const [job, controller] of this.loading) {
      if (!unwanted(job.tile)) continue;
      controller.abort();
      this.loading.delete(job);
      release(job);
    }
  }
}

/** Forgets a job without calling it failed: OpenSeadragon would never ask for a failed tile again. */
function release(job: OpenSeadragon.ImageJob): void {
  if (job.jobId !== null) window.clearTimeout(job.jobId);
  job.jobId = null;
  job.tile.loading = false;
}
