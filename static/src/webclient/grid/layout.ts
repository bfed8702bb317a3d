// Where cells stand, as plain arithmetic: nothing here touches the page.
export interface GridLayout {
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly height: number;
  readonly total: number;
}

const GAP = 8;
const FRAME = 8;
const NAME = 20;

/** For `total` thumbnails of `size` pixels in a room `width` pixels wide; columns share what is left over. */
export function layOut(total: number, size: number, width: number): GridLayout {
  const columns = Math.max(1, Math.floor((width + GAP) / (size + FRAME + GAP)));
  const cellWidth = Math.max(size + FRAME, Math.floor((width + GAP) / columns) - GAP);
  const cellHeight = size + FRAME + NAME;
  const rows = Math.ceil(total / columns);
  return { columns, cellWidth, cellHeight, height: Math.max(0, rows * (cellHeight + GAP) - GAP), total };
}

export function placeOf(layout: GridLayout, index: number): { x: number; y: number } {
  const column = index % layout.columns;
  const row = Math.floor(index / layout.columns);
  return { x: column * (layout.cellWidth + GAP), y: row * (layout.cellHeight + GAP) };
}

/** First and one past the last cell between `top` and `bottom`, with a row to spare on both sides. */
export function visibleRange(layout: GridLayout, top: number, bottom: number): [number, number] {
  const step = layout.cellHeight + GAP;
  const first = Math.max(0, Math.floor(top / step) - 1) * layout.columns;
  const last = (Math.ceil(bottom / step) + 1) * layout.columns;
  return [Math.min(first, layout.total), Math.max(0, Math.min(last, layout.total))];
}
