// Separators that resize the columns by mouse and keyboard, and the switcher of small screens.
import { create, on } from "../lib/dom";
import { recallNumber, remember } from "../lib/memory";
import { message } from "../lib/messages";

const STEP = 16;

interface Side {
  name: "tree" | "inspector";
  least: number;
  most: number;
  usual: number;
}

const SIDES: readonly Side[] = [
  { name: "tree", least: 180, most: 640, usual: 280 },
  { name: "inspector", least: 240, most: 640, usual: 320 },
];

export function startColumns(columns: HTMLElement): void {
  for (const side of SIDES) addSeparator(columns, side);
  startSwitcher(columns);
}

function addSeparator(columns: HTMLElement, side: Side): void {
  const bar = create("div", {
    class: "separator",
    role: "separator",
    tabindex: 0,
    "data-side": side.name,
    "aria-orientation": "vertical",
    "aria-label": message(side.name === "tree" ? "separator.tree" : "separator.inspector"),
    "aria-controls": `column-${side.name}`,
    "aria-valuemin": side.least,
    "aria-valuemax": side.most,
  });
  const set = (width: number): void => {
    const kept = Math.round(Math.min(side.most, Math.max(side.least, width)));
    columns.style.setProperty(`--${side.name}-width`, `${kept}px`);
    bar.setAttribute("aria-valuenow", String(kept));
    remember(`width.${side.name}`, kept);
  };
  const width = (): number => Number(bar.getAttribute("aria-valuenow"));
  set(recallNumber(`width.${side.name}`, side.usual));
  bar.addEventListener("keydown", (event) => onKey(event, side, width(), set));
  bar.addEventListener("dblclick", () => set(side.usual));
  bar.addEventListener("pointerdown", (event) => drag(bar, event, side, width(), set));
  columns.append(bar);
}

function onKey(event: KeyboardEvent, side: Side, width: number, set: (width: number) => void): void {
  const outwards = side.name === "tree" ? 1 : -1;
  const targets: Record<string, number> = {
    ArrowRight: width + STEP * outwards,
    ArrowLeft: width - STEP * outwards,
    Home: side.least,
    End: side.most,
  };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  set(target);
}

function drag(bar: HTMLElement, start: PointerEvent, side: Side, width: number, set: (width: number) => void): void {
  const outwards = side.name === "tree" ? 1 : -1;
  const move = (event: PointerEvent): void => set(width + (event.clientX - start.clientX) * outwards);
  bar.setPointerCapture(start.pointerId);
  bar.classList.add("is-dragged");
  bar.addEventListener("pointermove", move);
  bar.addEventListener(
    "lostpointercapture",
    () => {
      bar.classList.remove("is-dragged");
      bar.removeEventListener("pointermove", move);
    },
    { once: true },
  );
}

function startSwitcher(columns: HTMLElement): void {
  showPart(columns, columns.dataset["container"] ? "contents" : "tree");
  on("click", "[data-switch]", (link, event) => {
    event.preventDefault();
    showPart(columns, link.dataset["switch"] ?? "contents");
  });
}

/** On small screens: the one column that is shown. */
export function showPart(columns: HTMLElement, part: string): void {
  columns.dataset["part"] = part;
  for (const link of columns.querySelectorAll<HTMLElement>("[data-switch]")) {
    if (link.dataset["switch"] === part) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
