import { describe, expect, it } from "vitest";
import { keyWithoutFingerprint, withoutToken } from "./without-token.ts";

const ADA = { value: "04A2B3C4" };
const KEY = "event/tx-1/Updated/3/2026-11-21T09:00:00Z/Authorized/0123456789abcdef";

describe("withoutToken", () => {
  it("leaves no fingerprint of a message that named the token, by which it could be found by trial", () => {
    const fact = { fact: "metered", station: "CS-1", receivedAt: 5, key: KEY, token: { value: "04a2b3c4 ", type: "ISO14443" } };
    expect(withoutToken({ cause: { fact } }, ADA)).toEqual({
      cause: { fact: { ...fact, key: "event/tx-1/Updated/3/2026-11-21T09:00:00Z/Authorized/#ERASED/5", token: { value: "#ERASED", type: "ISO14443" } } },
    });
  });

  it("gives back the very same facts that name another token, or none", () => {
    for (const token of [{}, { token: { value: "B0B" } }]) {
      const fact = { receivedAt: 5, key: KEY, ...token };
      expect(withoutToken(fact, ADA)).toBe(fact);
    }
  });

  it("takes the token itself out of a key", () => {
    expect(withoutToken({ receivedAt: 5, key: "start/1/04a2b3c4/0/1000", token: ADA }, ADA)).toEqual({ receivedAt: 5, key: "start/1/#ERASED/0/1000", token: { value: "#ERASED" } });
    expect(keyWithoutFingerprint("start/1/04a2b3c4/0/1000")).toBe("start/1/04a2b3c4/0/1000");
  });
});
