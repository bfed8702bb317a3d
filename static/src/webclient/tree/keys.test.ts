import { describe, expect, it } from "vitest";
import { commandOf, TypeAhead } from "./keys";

const key = (name: string, keys: Partial<KeyboardEvent> = {}) =>
  ({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...keys }) as KeyboardEvent;

describe("commandOf", () => {
  it("knows the keys of the tree pattern", () => {
    expect(commandOf(key("ArrowDown", { shiftKey: true }))).toEqual({ do: "move", to: "next", extend: true });
    expect(commandOf(key("ArrowRight"))).toEqual({ do: "open" });
    expect(commandOf(key("Enter"))).toEqual({ do: "activate" });
    expect(commandOf(key(" ", { ctrlKey: true }))).toEqual({ do: "toggle" });
    expect(commandOf(key("ü"))).toEqual({ do: "type", letter: "ü" });
  });

  it("leaves the browser's own keys alone", () => {
    for (const event of [key("Tab"), key("F5"), key("r", { ctrlKey: true }), key("ArrowLeft", { altKey: true })]) {
      expect(commandOf(event)).toBeNull();
    }
  });
});

describe("TypeAhead", () => {
  it("collects quick letters and starts anew after a pause", () => {
    const typed = new TypeAhead();
    expect(typed.add("S", 1000)).toBe("s");
    expect(typed.add("a", 1300)).toBe("sa");
    expect(typed.add("x", 3000)).toBe("x");
  });
});
