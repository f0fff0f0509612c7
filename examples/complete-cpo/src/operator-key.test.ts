import { describe, expect, it } from "vitest";
import { createSecretCheck, hashSecret, newOperatorKey, newStationPassword, secretMatches } from "./operator-key.ts";

describe("secrets", () => {
  it("are new each time and have no characters that need care", () => {
    expect(newOperatorKey()).not.toBe(newOperatorKey());
    expect(newOperatorKey()).toMatch(/^cpo_[\w-]{32}$/);
    expect(newStationPassword()).toMatch(/^[\w-]{20}$/);
  });

  it("are known by a salted hash that does not hold them", async () => {
    const hash = await hashSecret("secret");
    expect(hash).not.toContain("secret");
    expect(await hashSecret("secret")).not.toBe(hash);
    expect(await secretMatches("secret", hash)).toBe(true);
    expect(await secretMatches("Secret", hash)).toBe(false);
    expect(await secretMatches("", hash)).toBe(false);
  });

  it.each(["", "secret", "scrypt$", "scrypt$AAAA$", "scrypt$AAAA$AAAA", "bcrypt$AAAA$AAAA"])("never match the malformed hash %j", async (hash) => {
    expect(await secretMatches("secret", hash)).toBe(false);
  });

  it("are checked against the newest hash", async () => {
    let hash = await hashSecret("old");
    const isRight = createSecretCheck(() => hash);
    expect([await isRight("old"), await isRight("old"), await isRight("new")]).toEqual([true, true, false]);
    hash = await hashSecret("new");
    expect([await isRight("old"), await isRight("new")]).toEqual([false, true]);
  });
});
