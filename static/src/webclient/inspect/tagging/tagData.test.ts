import { describe, expect, it } from "vitest";
import { fits, grouped, type Tag, type TagFilter } from "./tagData";

function tag(id: number, text: string, owner = 1, inside: number[] | null = null): Tag {
  return { id, text, description: "", owner: { id: owner, name: "" }, inside };
}

const ALL: TagFilter = { words: "", from: "anywhere", owner: "all" };

describe("tags that fit", () => {
  it("have all words, in whatever order", () => {
    const metaphase = tag(1, "Late metaphase");
    expect(fits(metaphase, { ...ALL, words: "PHASE late" }, 1)).toBe(true);
    expect(fits(metaphase, { ...ALL, words: "late ana" }, 1)).toBe(false);
    expect(fits(metaphase, { ...ALL, words: "meta", from: "start" }, 1)).toBe(false);
  });

  it("are mine or those of others", () => {
    expect([fits(tag(1, "a", 7), { ...ALL, owner: "me" }, 7), fits(tag(1, "a", 7), { ...ALL, owner: "others" }, 7)]).toEqual([true, false]);
  });
});

describe("tags in groups", () => {
  it("stand below their sets, loose ones last, sets without a fitting tag not at all", () => {
    const all = [tag(1, "a"), tag(2, "b"), tag(3, "c"), tag(10, "set", 1, [1, 99]), tag(11, "empty", 1, [2])];
    const groups = grouped(all, ({ id }) => id !== 2);
    expect(groups.map(({ set, tags }) => [set?.text ?? "", tags.map(({ text }) => text)])).toEqual([["set", ["a"]], ["", ["c"]]]);
  });
});
