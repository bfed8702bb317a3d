// The small map in the corner: the whole image with the visible part marked. Hidden while everything is visible.
import type { Stage } from "./stage";

const LONGEST = 168;

export class Overview {
  private readonly width: number;
  private readonly height: number;
  private picture: CanvasImageSource | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly stage: Stage,
    private readonly image: { readonly width: number; readonly height: number },
  ) {
    const scale = LONGEST / Math.max(image.width, image.height);
    this.width = Math.max(8, Math.round(image.width * scale));
    this.height = Math.max(8, Math.round(image.height * scale));
    this.size();
    stage.onView(() => this.draw());
    canvas.addEventListener("pointerdown", (event) => this.follow(event));
  }

  show(picture: CanvasImageSource): void {
    this.picture = picture;
    this.draw();
  }

  private size(): void {
    const density = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(this.width * density);
    this.canvas.height = Math.round(this.height * density);
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
  }

  private draw(): void {
    const box = this.visible();
    this.canvas.hidden = !this.picture || (box.x <= 0 && box.y <= 0 && box.right >= 1 && box.bottom >= 1);
    const context = this.canvas.getContext("2d");
    if (this.canvas.hidden || !this.picture || !context) return;
    const { width, height } = this.canvas;
    context.drawImage(this.picture, 0, 0, width, height);
    mark(context, clamp(box.x) * width, clamp(box.y) * height, clamp(box.right) * width, clamp(box.bottom) * height);
  }

  /** The visible part in shares of the image's width and height. */
  private visible(): { x: number; y: number; right: number; bottom: number } {
    const box = this.stage.visible();
    const tall = this.image.height / this.image.width;
    return { x: box.x, y: box.y / tall, right: box.x + box.width, bottom: (box.y + box.height) / tall };
  }

  private follow(start: PointerEvent): void {
    if (start.button !== 0) return;
    start.preventDefault();
    this.canvas.setPointerCapture(start.pointerId);
    this.centre(start);
    const move = (event: PointerEvent): void => this.centre(event);
    const end = (): void => this.canvas.removeEventListener("pointermove", move);
    this.canvas.addEventListener("pointermove", move);
    for (const type of ["pointerup", "pointercancel"] as const) this.canvas.addEventListener(type, end, { once: true });
  }

  private centre(event: PointerEvent): void {
    const box = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * this.image.width;
    const y = ((event.clientY - box.top) / box.height) * this.image.height;
    this.stage.show({ ...this.stage.view(), x, y }, true);
  }
}

/** Darkens what is not visible and frames what is. */
function mark(context: CanvasRenderingContext2D, left: number, top: number, right: number, bottom: number): void {
  const { width, height } = context.canvas;
  const [w, h] = [Math.max(right - left, 3), Math.max(bottom - top, 3)];
  context.beginPath();
  context.rect(0, 0, width, height);
  context.rect(left, top, w, h);
  context.fillStyle = "rgb(0 0 0 / 55%)";
  context.fill("evenodd");
  context.strokeStyle = "#fff";
  context.lineWidth = window.devicePixelRatio || 1;
  context.strokeRect(left, top, w, h);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
