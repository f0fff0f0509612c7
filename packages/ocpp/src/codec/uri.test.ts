import { describe, expect, it } from "vitest";
import { BAD_URIS, GOOD_URIS } from "../../test/differential/payloads.ts";
import { isUri } from "./uri.ts";

describe("isUri", () => {
  it.each(GOOD_URIS)("accepts %s", (text) => expect(isUri(text)).toBe(true));
  it.each(BAD_URIS)("refuses %j", (text) => expect(isUri(text)).toBe(false));
  // With a pattern that backtracks, these would outlive the test's time limit by hours.
  it("answers for long hostile text", () => {
    const texts = [`http://${"a".repeat(200_000)}@`, `http://${"a@".repeat(100_000)}<`, `a:${"/".repeat(200_000)}<`];
    expect(texts.map(isUri)).toEqual([true, false, false]);
  });
});
