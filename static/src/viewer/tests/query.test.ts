import { describe, expect, it } from "vitest";
import { completeQuery, pixelQuery, readRendering } from "../query";
import { channel, rendering } from "./samples";

const read = (query: Record<string, string>) => readRendering(new URLSearchParams(query), rendering());

describe("writing", () => {
  it("lists all channels for the address, active ones for the pixels", () => {
    expect(completeQuery(rendering()).c).toBe("1|0:255$FF0000,2|0:255$00FF00,-3|0:255$0000FF");
    expect(pixelQuery(rendering()).c).toBe("1|0:255$FF0000,2|0:255$00FF00");
  });

  it("says of every listed channel whether it is inverted", () => {
    const inverted = rendering({ channels: [channel(), channel({ inverted: true })] });
    expect(JSON.parse(completeQuery(inverted).maps)).toMatchObject([{}, { inverted: { enabled: true } }]);
    expect(JSON.parse(completeQuery(inverted).maps)[0]).not.toHaveProperty("inverted");
  });

  it("prefers the lookup table to the colour and writes families that are not linear", () => {
    const quantization = { family: "polynomial", coefficient: 1.5 } as const;
    const query = completeQuery(rendering({ channels: [channel({ lut: "fire.lut", quantization })] }));
    expect(query.c).toBe("1|0:255$fire.lut");
    expect(JSON.parse(query.maps)).toEqual([{ quantization }]);
  });

  it("writes projections with and without a range", () => {
    expect(completeQuery(rendering()).p).toBe("normal");
    expect(completeQuery(rendering({ projection: { kind: "intmax", range: null } })).p).toBe("intmax");
    expect(completeQuery(rendering({ projection: { kind: "intmean", range: [1, 4] } })).p).toBe("intmean|1:4");
  });
});

describe("reading", () => {
  it("gives back what was written", () => {
    const written = rendering({
      channels: [
        channel({ start: -12.5, end: 400.25, inverted: true }),
        channel({ active: false, lut: "cool.lut", quantization: { family: "exponential", coefficient: 0.5 } }),
        channel({ color: "ABCDEF" }),
      ],
      model: "g",
      projection: { kind: "intmax", range: [0, 5] },
    });
    const { c, maps, m, p } = completeQuery(written);
    expect(read({ c, maps, m, p })).toEqual({
      ...written,
      channels: written.channels.map((one, at) => (at === 1 ? { ...one, color: "00FF00" } : one)),
    });
  });

  it("keeps the defaults without parameters", () => {
    expect(read({})).toEqual(rendering());
  });

  it("switches off channels that are not listed", () => {
    expect(read({ c: "2" }).channels.map((one) => one.active)).toEqual([false, true, false]);
    expect(read({ c: "" }).channels.some((one) => one.active)).toBe(false);
  });

  it("keeps the channels when nothing of the list can be understood", () => {
    expect(read({ c: "nonsense" })).toEqual(rendering());
  });

  it("understands short colours, colours before the window, and blanks", () => {
    expect(read({ c: "1$F0a" }).channels[0]).toMatchObject({ color: "FF00AA", start: 0, end: 255 });
    expect(read({ c: " 1 | 5:80 $00ff0080" }).channels[0]).toMatchObject({ color: "00FF00", start: 5, end: 80 });
  });

  it.each(["1|0:255r$FF0000", "1|7$FF0000", "1|a:b", "1|1:2:3"])("leaves the window alone in %s", (c) => {
    expect(read({ c }).channels[0]).toMatchObject({ active: true, start: 0, end: 255, color: "FF0000" });
  });

  it.each(["x|0:1", "0|0:1$00FF00", "9|0:1", "1$f$g|0:1"])("ignores the entry %s", (c) => {
    expect(read({ c }).channels.map((one) => one.end)).toEqual([255, 255, 255]);
  });

  it("binds maps to entries, not to channel numbers, and knows the old name", () => {
    const maps = '[{"reverse":{"enabled":true}},{"inverted":{"enabled":"true"}}]';
    expect(read({ c: "3,1", maps }).channels.map((one) => one.inverted)).toEqual([true, false, true]);
  });

  it.each(["null", "{", "[null]", '{"a":1}', '[{"quantization":{"family":"cubic"}}]'])("survives maps=%s", (maps) => {
    expect(read({ c: "1|0:9$F00", maps }).channels[0]?.end).toBe(9);
  });

  it("takes an unknown projection for none and an unknown model for none given", () => {
    expect(read({ p: "0:5", m: "x" })).toMatchObject({ projection: null, model: "c" });
    expect(read({ p: "intmax|x" }).projection).toEqual({ kind: "intmax", range: null });
  });
});
