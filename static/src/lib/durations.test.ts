import { describe, expect, it } from "vitest";
import { duration } from "./durations";
import { bytes } from "./sizes";

describe("duration", () => {
  it.each([
    [0.2, "1 s"],
    [75, "1 min 15 s"],
    [3600, "1 h"],
    [7325, "2 h 2 min"],
  ])("%d seconds are %s", (seconds, text) => expect(duration(seconds)).toBe(text));
});

describe("bytes", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1500, "1.5 kB"],
    [15_000_000, "15 MB"],
    [2e15, "2 PB"],
    [2e18, "2,000 PB"],
  ])("%d are %s", (count, text) => expect(bytes(count)).toBe(text));
});
