import { describe, expect, it } from "vitest";
import { keyName } from "../keyboard";

const plain = { key: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe("names of keys", () => {
  it.each([
    [{ key: "G", shiftKey: true }, "g"],
    [{ key: "?", shiftKey: true }, "?"],
    [{ key: "ArrowLeft" }, "ArrowLeft"],
    [{ key: "z", ctrlKey: true }, "mod+z"],
    [{ key: "Z", metaKey: true, shiftKey: true }, "mod+shift+z"],
    [{ key: "f", altKey: true }, ""],
  ])("%o is %s", (event, name) => {
    expect(keyName({ ...plain, ...event })).toBe(name);
  });
});
