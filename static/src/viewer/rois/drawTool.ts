// Drawing on the image. While a tool is in hand the pointer draws, and the picture below stays where it is.
import { clicked, dragged, isDragged, isOfPoints, placed } from "../geometry/drawing";
import { outline } from "../geometry/outline";
import { newShape, type DrawnType, type Geometry, type Point } from "../geometry/shapes";
import type { Stage } from "../stage";
import { follow } from "./roiPointer";
import { svg } from "./shapeElement";

export interface Tool {
  readonly type: DrawnType;
  /** A tool of points may end by itself after so many. */
  readonly points?: number;
  readonly done: (geometry: Geometry) => void;
}

/** Two clicks closer than this, in CSS pixels, are one place. */
const NEAR = 8;
const SMALLEST_DRAG = 3;

export class DrawTool {
  private tool: Tool | null = null;
  private points: Point[] = [];
  private readonly path = svg("path", { class: "roi-line" });
  private readonly listeners: ((tool: Tool | null) => void)[] = [];

  constructor(
    private readonly stage: Stage,
    sketch: SVGElement,
  ) {
    sketch.append(this.path);
    stage.host.addEventListener("pointerdown", (event) => this.down(event), true);
    stage.host.addEventListener("pointermove", (event) => this.hover(event));
    stage.host.addEventListener("keydown", (event) => this.key(event), true);
    stage.host.addEventListener("dblclick", (event) => this.tool && event.stopPropagation(), true);
  }

  onChange(listener: (tool: Tool | null) => void): void {
    this.listeners.push(listener);
  }

  get inHand(): Tool | null {
    return this.tool;
  }

  /** Null puts the tool away; what was begun with it is gone. */
  take(tool: Tool | null): void {
    this.tool = tool;
    this.clear();
    this.stage.host.classList.toggle("drawing", tool !== null);
    for (const listener of this.listeners) listener(tool);
  }

  private down(event: PointerEvent): void {
    if (!this.tool || event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    this.stage.viewer.canvas.focus();
    const at = this.stage.pointAt(event.clientX, event.clientY);
    if (isDragged(this.tool.type)) this.drag(this.tool, event, at);
    else this.click(this.tool, at);
  }

  private drag(tool: Tool, start: PointerEvent, from: Point): void {
    const shaped = (event: PointerEvent, at: Point): Geometry => dragged(tool.type, from, at, event.shiftKey);
    follow(this.stage, start, (event, at) => this.sketch(shaped(event, at)), (event) => {
      const far = Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) >= SMALLEST_DRAG;
      if (event.type === "pointerup" && far) this.finish(tool, shaped(event, this.stage.pointAt(event.clientX, event.clientY)));
      else this.clear();
    });
  }

  private click(tool: Tool, at: Point): void {
    if (!isOfPoints(tool.type)) return this.finish(tool, clicked(tool.type, [at]));
    const [first, last] = [this.points[0], this.points.at(-1)];
    const again = last && this.isNear(last, at);
    const closed = first && tool.type === "polygon" && this.points.length > 2 && this.isNear(first, at);
    if (again || closed) return this.finish(tool, clicked(tool.type, this.points));
    this.points.push(at);
    if (this.points.length === tool.points) return this.finish(tool, clicked(tool.type, this.points));
    this.sketchPoints(at);
  }

  private isNear(one: Point, other: Point): boolean {
    return Math.hypot(one.x - other.x, one.y - other.y) * this.stage.currentZoom() < NEAR;
  }

  private hover(event: PointerEvent): void {
    if (this.tool && this.points.length) this.sketchPoints(this.stage.pointAt(event.clientX, event.clientY));
  }

  private sketchPoints(next: Point): void {
    const points = [...this.points, next].map(({ x, y }) => [x, y] as const);
    this.sketch({ type: "polyline", points });
  }

  private key(event: KeyboardEvent): void {
    if (!this.tool || event.target !== this.stage.viewer.canvas) return;
    if (event.key === "Escape") this.take(null);
    else if (event.key === "Enter") this.enter(this.tool);
    else if (event.key === "Backspace" && this.points.length) this.points.pop();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Ends a shape of points; where nothing was begun, puts a shape into the middle of the view, to be moved by keys. */
  private enter(tool: Tool): void {
    const begun = clicked(tool.type, this.points);
    const { x, y } = this.stage.view();
    const width = this.stage.host.clientWidth / this.stage.view().zoom;
    this.finish(tool, begun && isOfPoints(tool.type) ? begun : placed(tool.type, { x, y }, width));
  }

  private finish(tool: Tool, geometry: Geometry | null): void {
    this.clear();
    if (geometry) tool.done(geometry);
  }

  private sketch(geometry: Geometry): void {
    this.path.setAttribute("d", outline(newShape(geometry, { z: 0, t: 0 }, ""), 0));
  }

  private clear(): void {
    this.points = [];
    this.path.setAttribute("d", "");
  }
}
