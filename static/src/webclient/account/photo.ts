// A photo is cut to a square before it is sent: moved with the pointer or the arrow keys, made larger with the slider.
import { create } from "../../lib/dom";
import { formDialog } from "../../lib/dialog";
import { message } from "../../lib/messages";
import { toastError } from "../../lib/toast";

const SIDE = 256;
const STEP = 8;

export function startPhoto(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  input?.addEventListener("change", () => void crop(form, input).catch(toastError));
}

async function crop(form: HTMLFormElement, input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  if (!file) return;
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) throw new Error(message("photo.unreadable", { name: file.name }));
  const cut = new Cut(picture);
  const look = { title: message("photo.title"), body: cut.elements, confirm: message("photo.save") };
  const agreed = await formDialog(look, async () => put(await cut.blob(), input));
  if (agreed) form.submit();
  else input.value = "";
}

function put(blob: Blob, input: HTMLInputElement): void {
  const data = new DataTransfer();
  data.items.add(new File([blob], "photo.jpg", { type: "image/jpeg" }));
  input.files = data.files;
}

class Cut {
  private readonly canvas = create("canvas", { class: "photo-crop", width: SIDE, height: SIDE, tabindex: 0, role: "img", "aria-label": message("photo.canvas") });
  private readonly zoom = create("input", { type: "range", min: 1, max: 4, step: 0.05, value: 1 });
  private x = 0.5;
  private y = 0.5;

  constructor(private readonly picture: ImageBitmap) {
    this.zoom.addEventListener("input", () => this.draw());
    this.canvas.addEventListener("pointermove", (event) => event.buttons && this.move(-event.movementX, -event.movementY));
    this.canvas.addEventListener("pointerdown", (event) => this.canvas.setPointerCapture(event.pointerId));
    this.canvas.addEventListener("keydown", (event) => this.onKey(event));
    this.draw();
  }

  get elements(): HTMLElement[] {
    return [this.canvas, create("label", { class: "field" }, message("photo.zoom"), this.zoom)];
  }

  blob(): Promise<Blob> {
    return new Promise((resolve, reject) => {
      this.canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error(message("photo.unreadable", { name: "" })))), "image/jpeg", 0.9);
    });
  }

  /** Pixels of the picture on a side of the square. */
  private get side(): number {
    return Math.min(this.picture.width, this.picture.height) / Number(this.zoom.value);
  }

  private onKey(event: KeyboardEvent): void {
    const steps: Record<string, [number, number]> = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    this.move(...step);
  }

  private move(right: number, down: number): void {
    const scale = this.side / SIDE;
    this.x += (right * scale) / this.picture.width;
    this.y += (down * scale) / this.picture.height;
    this.draw();
  }

  private draw(): void {
    const { width, height } = this.picture;
    const [halfX, halfY] = [this.side / 2 / width, this.side / 2 / height];
    this.x = Math.min(1 - halfX, Math.max(halfX, this.x));
    this.y = Math.min(1 - halfY, Math.max(halfY, this.y));
    const context = this.canvas.getContext("2d");
    context?.drawImage(this.picture, (this.x - halfX) * width, (this.y - halfY) * height, this.side, this.side, 0, 0, SIDE, SIDE);
  }
}
