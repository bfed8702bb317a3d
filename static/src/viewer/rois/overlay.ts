// Regions on the image: an SVG over the picture that moves with it. Only what has changed is made anew.
import { isOnPlane, type Shape } from "../geometry/shapes";
import { handles } from "../geometry/handles";
import { transformed } from "../geometry/transforms";
import { message } from "../../lib/messages";
import type { Stage } from "../stage";
import type { Roi } from "./model";
import { shapeLabel } from "./names";
import type { RoiStore } from "./roiStore";
import { shapeElement, svg } from "./shapeElement";

/** Shapes with more points than this are moved as a whole; their points would cover each other. */
const MOST_HANDLES = 200;

export interface Plane {
  readonly z: number | null;
  readonly t: number;
}

interface Drawn {
  readonly shape: Shape;
  readonly look: string;
  readonly element: SVGElement;
}

export class Overlay {
  readonly element = svg("svg", { class: "rois", role: "group", "aria-label": message("viewer.regions") });
  private readonly world = svg("g", { class: "roi-world" });
  private readonly grips = svg("g", { class: "roi-handles" });
  /** What is being drawn, and measurements. */
  readonly sketch = svg("g", { class: "roi-sketch" });
  private readonly drawn = new Map<string, Drawn>();
  private plane: Plane = { z: 0, t: 0 };

  constructor(
    private readonly stage: Stage,
    private readonly store: RoiStore,
    private readonly maskAddress: (shape: number) => string,
  ) {
    this.element.append(this.world, this.grips);
    this.world.append(this.sketch);
    stage.viewer.canvas.append(this.element);
    store.subscribe(() => this.draw());
    stage.onView(() => this.follow());
  }

  show(plane: Plane): void {
    this.plane = plane;
    this.draw();
  }

  set hidden(hidden: boolean) {
    this.element.classList.toggle("rois-hidden", hidden);
  }

  /** Shapes that are seen now. */
  shown(): Shape[] {
    return this.element.classList.contains("rois-hidden") ? [] : [...this.drawn.values()].map(({ shape }) => shape);
  }

  /** Shapes are elements of the page: the focus stays on the one that is worked with. */
  focusChosen(): void {
    this.world.querySelector<SVGElement>(".roi-chosen")?.focus();
  }

  focusHandle(index: number): void {
    this.grips.querySelector<SVGElement>(`[data-handle="${index}"]`)?.focus();
  }

  private draw(): void {
    const wanted = new Set<string>();
    for (const roi of this.store.all()) {
      roi.shapes.forEach((shape, index) => {
        if (isOnPlane(shape, this.plane.z, this.plane.t)) wanted.add(this.drawShape(roi, shape, index));
      });
    }
    for (const [key, { element }] of this.drawn) {
      if (wanted.has(key)) continue;
      element.remove();
      this.drawn.delete(key);
    }
    this.drawHandles();
    this.follow();
  }

  private drawShape(roi: Roi, shape: Shape, index: number): string {
    const key = `${roi.id}/${index}`;
    const chosen = this.store.chosen?.roi === roi.id && this.store.chosen.shape === index;
    const label = shapeLabel(roi, shape);
    const look = `${chosen} ${roi.can_edit} ${label}`;
    const before = this.drawn.get(key);
    if (before?.shape === shape && before.look === look) return key;
    const mask = shape.type === "mask" && shape.id !== null ? this.maskAddress(shape.id) : null;
    const element = shapeElement(shape, { label, chosen, editable: roi.can_edit, mask });
    element.dataset["roi"] = String(roi.id);
    element.dataset["shape"] = String(index);
    const focused = before?.element.contains(document.activeElement) ?? false;
    if (before) before.element.replaceWith(element);
    else this.world.insertBefore(element, this.sketch);
    if (focused && chosen) element.focus();
    this.drawn.set(key, { shape, look, element });
    return key;
  }

  /** One handle for each place that can be pulled; they are kept, so that the focus stays while they move. */
  private drawHandles(): void {
    const shape = this.editable();
    const wanted = shape ? handles(shape).length : 0;
    const count = wanted > MOST_HANDLES ? 0 : wanted;
    while (this.grips.childElementCount > count) this.grips.lastElementChild?.remove();
    while (this.grips.childElementCount < count) this.grips.append(handle(this.grips.childElementCount));
    const name = (index: number): string => message("viewer.roi.handle", { index: index + 1, count });
    [...this.grips.children].forEach((grip, index) => grip.setAttribute("aria-label", name(index)));
  }

  private editable(): Shape | null {
    const shape = this.store.chosenShape;
    const seen = shape !== null && isOnPlane(shape, this.plane.z, this.plane.t);
    return seen && this.store.chosenRoi?.can_edit ? shape : null;
  }

  /** The view has moved. */
  private follow(): void {
    const origin = this.stage.screenAt({ x: 0, y: 0 });
    const zoom = this.stage.currentZoom();
    this.world.setAttribute("transform", `translate(${origin.x} ${origin.y}) scale(${zoom})`);
    this.world.style.setProperty("--unzoom", String(1 / zoom));
    const shape = this.editable();
    if (!shape) return;
    const places = handles(shape);
    [...this.grips.children].forEach((grip, index) => {
      const place = places[index];
      if (!place) return;
      const { x, y } = this.stage.screenAt(transformed(shape.transform, place));
      grip.setAttribute("transform", `translate(${x} ${y})`);
    });
  }
}

/** 24 pixels to take hold of, 10 of them seen. */
function handle(index: number): SVGElement {
  const grip = svg("g", { class: "roi-handle", role: "button", tabindex: 0, "data-handle": index });
  grip.append(svg("circle", { class: "roi-handle-hit", r: 12 }), svg("rect", { x: -5, y: -5, width: 10, height: 10 }));
  return grip;
}
