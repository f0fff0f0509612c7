import { describe, expect, it } from "vitest";
import { newTotpSecret, takeTotpCode, totpAddress, totpCode } from "./totp.ts";

/** "12345678901234567890" in base32: the secret of RFC 6238, appendix B. */
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

describe("codes by time", () => {
  // RFC 6238, appendix B, SHA-1; its eight digits end with our six.
  it.each([[59, "287082"], [1_111_111_109, "081804"], [1_111_111_111, "050471"], [1_234_567_890, "005924"], [2_000_000_000, "279037"], [20_000_000_000, "353130"]])("at second %i is %s", (second, code) => {
    expect(totpCode(SECRET, second * 1_000)).toBe(code);
  });

  it("is taken within thirty seconds to each side, with blanks, and once", () => {
    const at = 1_234_567_890_000;
    const code = totpCode(SECRET, at);
    const step = takeTotpCode(SECRET, `${code.slice(0, 3)} ${code.slice(3)}`, at);
    expect(step).toBe(Math.floor(at / 30_000));
    expect(takeTotpCode(SECRET, code, at + 30_000)).toBe(step);
    expect(takeTotpCode(SECRET, code, at - 30_000)).toBe(step);
    expect(takeTotpCode(SECRET, code, at + 90_000)).toBeUndefined();
    expect(takeTotpCode(SECRET, code, at, step)).toBeUndefined();
    for (const wrong of ["", "12345", "1234567", "abcdef"]) expect(takeTotpCode(SECRET, wrong, at)).toBeUndefined();
  });

  it("come from secrets of 160 bits, told to apps as an address", () => {
    const secret = newTotpSecret();
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    expect(newTotpSecret()).not.toBe(secret);
    expect(totpAddress({ secret: SECRET, account: "anna@example.org", issuer: "My CPO" })).toBe(`otpauth://totp/My%20CPO:anna%40example.org?secret=${SECRET}&issuer=My%20CPO&algorithm=SHA1&digits=6&period=30`);
  });
});
