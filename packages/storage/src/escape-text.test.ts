import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareKeys } from "./driver.ts";
import { encodeKey } from "./key.ts";
import { escapeText, unescapeText } from "./escape-text.ts";

// Many lone surrogates, ends of blocks and characters that the escape itself uses.
const text = fc.string({
  unit: fc.oneof(
    fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    fc.constantFrom("\u0000", "\u0001", "\u0002", "\u0003", "a", "\u0100", "\ud7ff", "\ue000", "\uffff", "\ud800", "\ud801", "\udbff", "\udc00", "\udfff", "\u{103ff}", "\u{10fbff}", "\u{10ffff}"),
  ),
  maxLength: 5,
});

describe("escapeText", () => {
  it("gives well-formed text without U+0000 that reads back as it was", () => {
    fc.assert(fc.property(text, (given) => {
      const escaped = escapeText(given);
      expect(Buffer.from(escaped).toString()).toBe(escaped);
      expect(escaped).not.toContain("\u0000");
      expect(unescapeText(escaped)).toBe(given);
    }), { numRuns: 5_000 });
  });

  it("keeps the order of compareKeys, which is that of UTF-8 bytes", () => {
    fc.assert(fc.property(text, text, (a, b) => {
      expect(Math.sign(Buffer.compare(Buffer.from(escapeText(a)), Buffer.from(escapeText(b))))).toBe(Math.sign(compareKeys(a, b)));
    }), { numRuns: 5_000 });
  });

  it("leaves ordinary texts and keys as they are", () => {
    for (const ordinary of ["", "NL*CPO*E1", "Zürich 😀", "\u0002\u0003\n", encodeKey(["a", 1, "\u0000\u0001"])]) expect(escapeText(ordinary)).toBe(ordinary);
  });
});
