import { describe, expect, it } from "vitest";
import { authorizationHeader, encodingOf, hashOfToken, newToken, tokensIn } from "./credentials-token.ts";

describe("tokens in the Authorization header", () => {
  it("are raw in 2.1.1 and base64 later (E02)", () => {
    expect(authorizationHeader("ebf3b399-779f", encodingOf("2.1.1"))).toBe("Token ebf3b399-779f");
    expect(authorizationHeader("ebf3b399-779f", encodingOf("2.3.0"))).toBe("Token ZWJmM2IzOTktNzc5Zg==");
  });

  it.each(["raw", "base64"] as const)("are found again when written as %s", (encoding) => {
    for (const token of ["abc", newToken(), "ümlaut", "x".repeat(64)]) expect(tokensIn(authorizationHeader(token, encoding))).toContain(token);
  });

  it("lose the line feed of the examples (E01)", () => {
    expect(tokensIn(`Token ${btoa("secret\n")}`)).toContain("secret");
  });

  it.each([null, "", "Bearer abc", "Token", "Token a b"])("are none in %s", (header) => {
    expect(tokensIn(header)).toEqual([]);
  });

  it("are stored as SHA-256", async () => {
    expect(await hashOfToken("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  });

  it("are new each time and fit 64 characters", () => {
    const tokens = Array.from({ length: 100 }, newToken);
    expect(new Set(tokens).size).toBe(100);
    expect(tokens.every((token) => /^[\w-]{43}$/.test(token))).toBe(true);
  });
});
