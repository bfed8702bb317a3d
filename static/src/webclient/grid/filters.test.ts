import { describe as group, expect, it } from "vitest";
import { describe, toQuery, withFilter, type Filter } from "./filters";

group("filters", () => {
  const dose: Filter = { by: "pair", key: "dose", op: "greater", value: "5" };

  it("combine", () => {
    const filters: Filter[] = [{ by: "name", words: "a b" }, { by: "tag", id: 3, text: "x" }, { by: "tag", id: 4, text: "y" }, dose];
    expect(toQuery(filters)).toEqual({ name: "a b", tag: [3, 4], key: ["dose"], op: ["greater"], value: ["5"] });
  });

  it("of a rating exclude each other", () => {
    const rated = withFilter([{ by: "unrated" }, dose], { by: "rating", rating: 3 });
    expect(rated).toEqual([dose, { by: "rating", rating: 3 }]);
    expect(withFilter(rated, { by: "unrated" })).toEqual([dose, { by: "unrated" }]);
  });

  it("stand once, but several of a kind may", () => {
    expect(withFilter([dose], dose)).toEqual([dose]);
    expect(withFilter([dose], { ...dose, value: "6" })).toHaveLength(2);
  });

  it("say what they are", () => {
    expect(describe(dose)).toBe("dose greater than 5");
  });
});
