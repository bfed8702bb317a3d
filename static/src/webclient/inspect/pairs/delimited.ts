// Key-values as texts: blocks of cells that a spreadsheet puts on the clipboard, and CSV files (RFC 4180).
export type Pair = readonly [key: string, value: string];

/** Cells of every row; cells in quotes may hold the separator, line ends and doubled quotes. */
export function parseCells(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  let begun = false;
  const endCell = (): void => {
    rows.at(-1)?.push(cell);
    [cell, begun] = ["", false];
  };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string;
    if (quoted && letter === '"' && text[at + 1] === '"') [cell, at] = [cell + '"', at + 1];
    else if (quoted) letter === '"' ? (quoted = false) : (cell += letter);
    else if (letter === '"' && !begun) quoted = begun = true;
    else if (letter === separator) endCell();
    else if (letter === "\n") endCell(), rows.push([]);
    else [cell, begun] = [cell + letter, true];
  }
  endCell();
  return rows;
}

/**
 * Rows with a key or a value; of more than two columns the further ones join the value. Tabs separate what comes from a
 * spreadsheet; a file may have semicolons or commas instead, as its first line says.
 */
export function parsePairs(text: string, separator = separatorOf(text)): Pair[] {
  const plain = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const pairs = parseCells(plain, separator).map((cells): Pair => {
    const [key = "", ...rest] = cells.map((cell) => cell.trim());
    return [key, rest.filter((cell, at) => cell || !at).join(", ")];
  });
  return pairs.filter(([key, value]) => key || value);
}

function separatorOf(text: string): string {
  const [first = ""] = text.split("\n", 1);
  return ["\t", ";", ","].find((separator) => first.includes(separator)) ?? "\t";
}

/** Whether a pasted text is more than what goes into one cell. */
export function isBlock(text: string): boolean {
  return /[\t\n]/.test(text.trim());
}

export function writeCsv(pairs: readonly Pair[]): string {
  return pairs.map((pair) => `${pair.map(csvCell).join(",")}\r\n`).join("");
}

/** As a spreadsheet takes it from the clipboard. */
export function writeBlock(pairs: readonly Pair[]): string {
  return pairs.map((pair) => pair.map(blockCell).join("\t")).join("\n");
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? quoted(text) : text;
}

function blockCell(text: string): string {
  return /[\t\r\n]/.test(text) || text.startsWith('"') ? quoted(text) : text;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
