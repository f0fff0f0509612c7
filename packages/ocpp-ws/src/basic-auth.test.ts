import { describe, expect, it } from "vitest";
import { basicHeader, readBasicCredentials, verifyBasicPassword } from "./basic-auth.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text));

describe("readBasicCredentials", () => {
  it.each([
    ["CS-1", "secret"],
    ["CS:1", "se:cr:et"],
    ["CS:1:", ":"],
    ["é😀", ""],
  ])("reads the password of %s", (identity, password) => {
    expect(readBasicCredentials(basicHeader(identity, password), identity)).toEqual({ outcome: "password", password: bytes(password) });
  });

  it("hands over raw bytes, which need not be text", () => {
    const key = new Uint8Array([0xff, 0x00, 0x3a, 0xfe]);
    expect(readBasicCredentials(basicHeader("CS-1", key), "CS-1")).toEqual({ outcome: "password", password: key });
  });

  it.each([undefined])("finds nothing without a header", (header) => {
    expect(readBasicCredentials(header, "CS-1")).toEqual({ outcome: "none" });
  });

  it.each(["Bearer abc", "Basic", "Basic !!!", basicHeader("CS-2", "secret"), basicHeader("CS-1", "").slice(0, -4), "Basic Q1MtMQ=="])("refuses %s", (header) => {
    expect(readBasicCredentials(header, "CS-1")).toMatchObject({ outcome: "refused" });
  });
});

describe("verifyBasicPassword", () => {
  const hex = "0001020304050607fffe";
  it("takes the text itself, the bytes of a hex key, and the hex text of a raw key", () => {
    expect(verifyBasicPassword(bytes("correct horse"), "correct horse")).toBe(true);
    expect(verifyBasicPassword(new Uint8Array(Buffer.from(hex, "hex")), hex)).toBe(true);
    expect(verifyBasicPassword(bytes(hex.toUpperCase()), hex)).toBe(true);
    expect(verifyBasicPassword(bytes(hex), new Uint8Array(Buffer.from(hex, "hex")))).toBe(true);
  });

  it("refuses everything else", () => {
    expect(verifyBasicPassword(undefined, "secret")).toBe(false);
    expect(verifyBasicPassword(new Uint8Array(), "")).toBe(false);
    expect(verifyBasicPassword(bytes("secret"), "secreT")).toBe(false);
    expect(verifyBasicPassword(bytes(hex.slice(0, -2)), hex)).toBe(false);
  });
});
