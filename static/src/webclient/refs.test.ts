import { expect, it } from "vitest";
import { parseRef, parseShow, stepRef } from "./refs";

it("reads refs", () => {
  expect(parseRef("image-12")).toEqual({ kind: "image", id: 12 });
  expect(parseShow("image-1|dataset-2|nonsense|image-x")).toEqual(["image-1", "dataset-2"]);
  expect(parseShow("")).toEqual([]);
});

it("has one folder of orphans", () => {
  expect(stepRef({ type: "orphaned", id: 12 })).toBe("orphaned-0");
  expect(stepRef({ type: "dataset", id: 12 })).toBe("dataset-12");
});
