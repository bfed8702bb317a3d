// What is on the stage as a picture of its own: the image, regions that are shown, and the scale bar.
import { outline, corners } from "../geometry/outline";
import type { Shape } from "../geometry/shapes";
import { transformed } from "../geometry/transforms";
import { scaleBar } from "../scaleBar";
import type { Stage } from "../stage";

/** CSS pixels. */
const CROSS = 7;
const MARGIN = 16;
const FONT = "600 13px system-ui, sans-serif";

export interface PictureParts {
  readonly stage: Stage;
  readonly shapes: readonly Shape[];
  /** Micrometres; null leaves the scale bar out. */
  readonly umPerPixel: number | null;
}

export function viewPicture({ stage, shapes, umPerPixel }: PictureParts): HTMLCanvasElement {
  const source = stage.viewer.drawer.canvas as HTMLCanvasElement;
  const canvas = document.createElement("canvas");
  canvas.width = source.width;
  canvas.height = source.height;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser cannot draw on a canvas");
  const style = getComputedStyle(stage.host);
  context.fillStyle = style.getPropertyValue("--stage");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0);
  const density = source.width / stage.host.clientWidth;
  context.scale(density, density);
  for (const shape of shapes) drawShape(context, stage, shape);
  if (umPerPixel !== null) drawScale(context, stage, umPerPixel, style.getPropertyValue("--on-stage"));
  return canvas;
}

function drawShape(context: CanvasRenderingContext2D, stage: Stage, shape: Shape): void {
  const origin = stage.screenAt({ x: 0, y: 0 });
  const zoom = stage.currentZoom();
  const toScreen = new DOMMatrix([zoom, 0, 0, zoom, origin.x, origin.y]);
  const local = shape.transform ? toScreen.multiply(new DOMMatrix([...shape.transform])) : toScreen;
  const path = new Path2D();
  path.addPath(new Path2D(outline(shape, CROSS / zoom)), local);
  if (shape.fill) {
    context.fillStyle = shape.fill;
    context.fill(path);
  }
  const color = shape.stroke ?? getComputedStyle(stage.host).getPropertyValue("--on-stage");
  context.strokeStyle = color;
  context.lineWidth = shape.stroke_width ?? 2;
  context.stroke(path);
  if (shape.text) drawText(context, stage, shape, color);
}

function drawText(context: CanvasRenderingContext2D, stage: Stage, shape: Shape, color: string): void {
  const { x, y } = stage.screenAt(transformed(shape.transform, corners(shape)[0] ?? { x: 0, y: 0 }));
  context.font = FONT;
  context.fillStyle = color;
  context.fillText(shape.text, x, shape.type === "label" ? y : y - 6);
}

function drawScale(context: CanvasRenderingContext2D, stage: Stage, umPerPixel: number, color: string): void {
  const { pixels, text } = scaleBar(umPerPixel, stage.currentZoom());
  const bottom = stage.host.clientHeight - MARGIN;
  context.fillStyle = color;
  context.fillRect(MARGIN, bottom - 4, pixels, 4);
  context.font = FONT;
  context.textAlign = "center";
  context.fillText(text, MARGIN + pixels / 2, bottom - 10);
}

/** A name that file systems take, telling the plane. */
export function pictureName(image: string, z: number, t: number): string {
  const name = image.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, "_").slice(0, 100);
  return `${name} z${z + 1} t${t + 1}.png`;
}

export async function download(canvas: HTMLCanvasElement, name: string): Promise<void> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("the picture could not be made");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
