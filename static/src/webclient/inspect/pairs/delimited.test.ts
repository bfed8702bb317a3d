import { describe, expect, it } from "vitest";
import { isBlock, parsePairs, writeBlock, writeCsv, type Pair } from "./delimited";

const PAIRS: readonly Pair[] = [
  ["gene", "TP53"],
  ['say "so"', "a,b;c\nd\te"],
  ["", "only a value"],
];

describe("pairs as texts", () => {
  it("come back from CSV and from the clipboard as they were", () => {
    expect(parsePairs(writeCsv(PAIRS), ",")).toEqual(PAIRS);
    expect(parsePairs(writeBlock(PAIRS), "\t")).toEqual(PAIRS);
  });

  it("are read from what spreadsheets write", () => {
    expect(parsePairs("stain\tDAPI\r\ndose\t5 µM\r\n")).toEqual([["stain", "DAPI"], ["dose", "5 µM"]]);
    expect(parsePairs("\uFEFFkey;value\nday;3")).toEqual([["key", "value"], ["day", "3"]]);
    expect(parsePairs("a\tb\tc\n\t\n")).toEqual([["a", "b, c"]]);
    expect(parsePairs("one\ntwo")).toEqual([["one", ""], ["two", ""]]);
  });

  it("take a quote inside a cell for itself", () => {
    expect(parsePairs('size\t5" disk')).toEqual([["size", '5" disk']]);
  });

  it("are a block only if there is more than one cell", () => {
    expect(isBlock("one cell\n")).toBe(false);
    expect(isBlock("two\tcells")).toBe(true);
  });
});
