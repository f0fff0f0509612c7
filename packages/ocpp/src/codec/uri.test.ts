import { describe, expect, it } from "vitest";
import { BAD_URIS, GOOD_URIS } from "../../test/differential/payloads.ts";
import { isUri } from "./uri.ts";

describe("isUri", () => {
  it.each(GOOD_URIS)("accepts %s", (text) => expect(isUri(text)).toBe(true));
  it.each(BAD_URIS)("refuses %j", (text) => expect(isUri(text)).toBe(false));
  it("takes no time over long hostile text", () => {
    const started = performance.now();
    for (const text of [`http://${"a".repeat(200_000)}@`, `http://${"a@".repeat(100_000)}<`, `a:${"/".repeat(200_000)}<`]) isUri(text);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
