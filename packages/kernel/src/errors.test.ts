import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { CpoError, isCpoError } from "./errors.ts";
import { wh } from "./quantity.ts";

describe("CpoError", () => {
  it("carries a code, values and the cause", () => {
    const cause = new Error("disk full");
    const error = new CpoError("storage.io", "The disk is full; free space and retry.", { free: 0 }, cause);
    expect(error).toMatchObject({ name: "CpoError", code: "storage.io", values: { free: 0 }, cause });
    expect(isCpoError(error)).toBe(true);
    expect(isCpoError(error, "storage.io")).toBe(true);
    expect(isCpoError(error, "storage.conflict")).toBe(false);
    expect(isCpoError(cause)).toBe(false);
  });

  it("shows where its code is explained when it is printed", () => {
    const error = new CpoError("storage.conflict", "Retry the request.");
    expect(error.docs).toBe("https://github.com/cpokit/cpokit/blob/main/docs/errors.md#storage.conflict");
    expect(inspect(error)).toContain(error.docs);
  });

  it("guards quantities", () => {
    expect(wh(1_200)).toBe(1_200);
    expect(() => wh(0.5)).toThrow(expect.objectContaining({ code: "kernel.quantity" }));
  });
});
