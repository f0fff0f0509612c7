import { describe, expect, it } from "vitest";
import { decodeBody, encodeBody } from "./body.ts";
import { collection } from "./collection.ts";

const things = collection<unknown>("things", { version: 2 });

describe("bodies", () => {
  it("carry the version of their collection", () => {
    expect(encodeBody(things, "a", { x: "0.10" })).toBe('{"v":2,"b":{"x":"0.10"}}');
    expect(decodeBody(things, "a", '{"v":2,"b":{"x":"0.10"}}')).toEqual({ x: "0.10" });
  });

  it("must be JSON", () => {
    const cycle: Record<string, unknown> = {};
    cycle["self"] = cycle;
    for (const body of [Number.NaN, { energy: [1, { wh: Infinity }], note: null }]) {
      expect(() => encodeBody(things, "a", body)).toThrow(expect.objectContaining({ code: "storage.body", message: expect.stringContaining("not finite") }));
    }
    expect(encodeBody(things, "a", { phase: null, list: [null] })).toBe('{"v":2,"b":{"phase":null,"list":[null]}}');
    for (const body of [undefined, 1n, () => 1, cycle]) expect(() => encodeBody(things, "a", body)).toThrow(expect.objectContaining({ code: "storage.body" }));
  });

  it("say which upgrade is missing", () => {
    expect(() => decodeBody(things, "a", '{"v":1,"b":1}')).toThrow(expect.objectContaining({ code: "storage.upgrade", message: "Collection things has no upgrade from version 1; add upgrades[1]." }));
  });
});
