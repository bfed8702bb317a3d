// The rubber band: a rectangle drawn with the mouse selects what it touches. Fingers scroll, so they draw none.
import { create } from "../../lib/dom";
import type { Box } from "./layout";

const SLACK = 5;
const EDGE = 32;

export interface BandUse {
  /** Called for each move with the box so far, in pixels of `area`; `adding` keeps what was selected. */
  drawn(box: Box, adding: boolean): void;
  ended(): void;
}

/** Lets people draw bands on `area` (which must be positioned), inside what scrolls. */
export function drawBands(area: HTMLElement, scroller: HTMLElement, use: BandUse, signal: AbortSignal): void {
  area.addEventListener("pointerdown", (event) => begin(event, area, scroller, use), { signal });
}

function begin(start: PointerEvent, area: HTMLElement, scroller: HTMLElement, use: BandUse): void {
  if (start.button !== 0 || start.pointerType === "touch") return;
  const from = pointIn(area, start);
  const adding = start.ctrlKey || start.metaKey || start.shiftKey;
  const stop = new AbortController();
  let band: HTMLElement | null = null;
  const move = (event: PointerEvent): void => {
    const to = pointIn(area, event);
    if (!band && Math.hypot(to.x - from.x, to.y - from.y) < SLACK) return;
    band ??= startBand(area);
    scrollAtEdge(scroller, event.clientY);
    use.drawn(show(band, from, to), adding);
  };
  const end = (): void => {
    stop.abort();
    if (!band) return;
    band.remove();
    swallowClick(area);
    use.ended();
  };
  window.addEventListener("pointermove", move, { signal: stop.signal });
  window.addEventListener("pointerup", end, { signal: stop.signal });
  window.addEventListener("pointercancel", end, { signal: stop.signal });
}

interface Point {
  x: number;
  y: number;
}

function pointIn(area: HTMLElement, event: PointerEvent): Point {
  const edge = area.getBoundingClientRect();
  return { x: event.clientX - edge.left, y: event.clientY - edge.top };
}

function startBand(area: HTMLElement): HTMLElement {
  const band = create("div", { class: "band", "aria-hidden": "true" });
  area.append(band);
  getSelection()?.removeAllRanges();
  return band;
}

function show(band: HTMLElement, from: Point, to: Point): Box {
  const box = {
    left: Math.min(from.x, to.x),
    top: Math.min(from.y, to.y),
    right: Math.max(from.x, to.x),
    bottom: Math.max(from.y, to.y),
  };
  band.style.transform = `translate(${box.left}px, ${box.top}px)`;
  band.style.width = `${box.right - box.left}px`;
  band.style.height = `${box.bottom - box.top}px`;
  return box;
}

function scrollAtEdge(scroller: HTMLElement, y: number): void {
  const room = scroller.getBoundingClientRect();
  if (y > room.bottom - EDGE) scroller.scrollTop += EDGE;
  else if (y < room.top + EDGE) scroller.scrollTop -= EDGE;
}

/** The click that follows the band is not meant for what lies under its end. */
function swallowClick(area: HTMLElement): void {
  const swallow = (event: Event): void => {
    event.stopPropagation();
    event.preventDefault();
  };
  area.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => area.removeEventListener("click", swallow, { capture: true }), 50);
}
