import { describe, expect, it } from "vitest";
import { createSecretBox, readSecretKey } from "./secret-box.ts";

const key = (fill: number): Buffer => Buffer.alloc(32, fill);

describe("a box for secrets", () => {
  it("opens what it sealed, and says whose it is by it", () => {
    const box = createSecretBox([key(1)]);
    const sealed = box.seal("JBSWY3DPEHPK3PXP", "u1");
    expect(sealed).not.toContain("JBSWY3DPEHPK3PXP");
    expect(box.seal("JBSWY3DPEHPK3PXP", "u1")).not.toBe(sealed);
    expect(box.open(sealed, "u1")).toBe("JBSWY3DPEHPK3PXP");
    for (const [stored, about] of [[sealed, "u2"], [`${sealed.slice(0, -2)}AA`, "u1"], ["sealed1.x", "u1"]] as const) expect(() => box.open(stored, about), stored).toThrow(expect.objectContaining({ code: "complete-cpo.secrets" }));
  });

  it("leaves texts readable without a key, and knows what to seal anew", () => {
    const open = createSecretBox();
    const [old, both] = [createSecretBox([key(1)]), createSecretBox([key(2), key(1)])];
    expect([open.seal("S", "u1"), open.open("S", "u1"), open.isOld("S", "u1")]).toEqual(["S", "S", false]);
    expect([both.open("S", "u1"), both.isOld("S", "u1")]).toEqual(["S", true]);
    expect([both.open(old.seal("S", "u1"), "u1"), both.isOld(old.seal("S", "u1"), "u1"), both.isOld(both.seal("S", "u1"), "u1")]).toEqual(["S", true, false]);
  });

  it("takes keys of 32 bytes in base64 and nothing else", () => {
    expect(readSecretKey(key(7).toString("base64"))).toEqual(key(7));
    for (const wrong of ["", "secret", Buffer.alloc(16).toString("base64"), `${"A".repeat(43)}!`]) expect(readSecretKey(wrong), wrong).toBeUndefined();
  });
});
