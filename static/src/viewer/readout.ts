// The small texts on the stage: zoom, and the position under the pointer in pixels and in micrometres.
import { message } from "../lib/messages";
import { lengthText, percentText } from "./format";
import type { ImageFacts } from "./imgdata";
import type { PixelPosition, Stage } from "./stage";

export function positionText(at: PixelPosition, size: ImageFacts["pixelSize"]): string {
  const pixels = message("viewer.position", { x: at.x, y: at.y });
  if (size.x === null || size.y === null) return pixels;
  return `${pixels} · ${lengthText(at.x * size.x)}, ${lengthText(at.y * size.y)}`;
}

export function startReadout(stage: Stage, facts: ImageFacts, position: HTMLElement, zoom: HTMLElement): void {
  const clear = (): void => void (position.textContent = "");
  stage.host.addEventListener("pointerleave", clear);
  stage.host.addEventListener("pointermove", (event) => {
    const at = stage.pixelAt(event.clientX, event.clientY);
    if (at) position.textContent = positionText(at, facts.pixelSize);
    else clear();
  });
  stage.onView(() => (zoom.textContent = percentText(stage.currentZoom())));
}
