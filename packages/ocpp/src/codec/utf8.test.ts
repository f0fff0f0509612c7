import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64Url, toBase64Url } from "../signed/base64url.ts";
import { fromUtf8, toUtf8, utf8Length } from "./utf8.ts";

describe("UTF-8", () => {
  it("is what Node makes of any text, lone surrogates included", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
      const expected = new TextEncoder().encode(text);
      expect(toUtf8(text)).toEqual(expected);
      expect(utf8Length(text)).toBe(expected.length);
      expect(fromUtf8(expected)).toBe(new TextDecoder("utf-8", { ignoreBOM: true }).decode(expected));
    }));
    expect([utf8Length("\ud800"), utf8Length("\ud800a"), utf8Length("😀é€a")]).toEqual([3, 4, 10]);
  });

  it("is refused where Node refuses it", () => {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const byte = fc.oneof(fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xa0, 0x90), fc.integer({ min: 0, max: 255 }));
    fc.assert(fc.property(fc.uint8Array({ maxLength: 6 }).chain((rest) => fc.array(byte, { maxLength: 5 }).map((bytes) => new Uint8Array([...bytes, ...rest]))), (bytes) => {
      let expected: string | undefined;
      try {
        expected = decoder.decode(bytes);
      } catch {
        expected = undefined;
      }
      expect(fromUtf8(bytes)).toBe(expected);
    }), { numRuns: 2_000 });
  });
});

describe("base64url", () => {
  it("is what Node makes of any bytes, and back", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString("base64url");
      expect(toBase64Url(bytes)).toBe(text);
      expect(fromBase64Url(text)).toEqual(bytes);
    }));
  });

  it.each(["a", "ab=", "a b", "a+b/", "é", "AB", "AAB"])("is not %j", (text) => {
    expect(fromBase64Url(text)).toBeUndefined();
  });
});
