// Where cells stand, as plain arithmetic: nothing here touches the page.
export interface GridLayout {
  readonly columns: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly gap: number;
  /** Above the first row. */
  readonly top: number;
  readonly height: number;
  readonly total: number;
}

/** In pixels of the list that holds the cells. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export const ROW_HEIGHT = 44;
export const HEAD_HEIGHT = 32;
const GAP = 8;
const FRAME = 8;
const NAME = 20;

/** For `total` thumbnails of `size` pixels in a room `width` pixels wide; columns share what is left over. */
export function layOut(total: number, size: number, width: number): GridLayout {
  const columns = Math.max(1, Math.floor((width + GAP) / (size + FRAME + GAP)));
  const cellWidth = Math.max(size + FRAME, Math.floor((width + GAP) / columns) - GAP);
  const cellHeight = size + FRAME + NAME;
  const rows = Math.ceil(total / columns);
  return { columns, cellWidth, cellHeight, gap: GAP, top: 0, height: Math.max(0, rows * (cellHeight + GAP) - GAP), total };
}

/** The rows of a table below its head. */
export function layRows(total: number, width: number): GridLayout {
  const height = HEAD_HEIGHT + total * ROW_HEIGHT;
  return { columns: 1, cellWidth: width, cellHeight: ROW_HEIGHT, gap: 0, top: HEAD_HEIGHT, height, total };
}

export function placeOf(layout: GridLayout, index: number): { x: number; y: number } {
  const column = index % layout.columns;
  const row = Math.floor(index / layout.columns);
  return { x: column * (layout.cellWidth + layout.gap), y: layout.top + row * (layout.cellHeight + layout.gap) };
}

/** First and one past the last cell between `top` and `bottom`, with a row to spare on both sides. */
export function visibleRange(layout: GridLayout, top: number, bottom: number): [number, number] {
  const step = layout.cellHeight + layout.gap;
  const first = Math.max(0, Math.floor((top - layout.top) / step) - 1) * layout.columns;
  const last = (Math.ceil((bottom - layout.top) / step) + 1) * layout.columns;
  return [Math.min(first, layout.total), Math.max(0, Math.min(last, layout.total))];
}

/** The cells that a box touches, ascending. */
export function cellsIn(layout: GridLayout, box: Box): number[] {
  const [first, last] = visibleRange(layout, box.top, box.bottom);
  const found: number[] = [];
  for (let index = first; index < last; index++) {
    const { x, y } = placeOf(layout, index);
    const across = x < box.right && x + layout.cellWidth > box.left;
    if (across && y < box.bottom && y + layout.cellHeight > box.top) found.push(index);
  }
  return found;
}
