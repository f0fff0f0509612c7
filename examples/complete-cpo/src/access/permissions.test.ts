import { describe, expect, it } from "vitest";
import { PERMISSIONS, permissionsOf } from "./permissions.ts";

describe("roles", () => {
  it("let a viewer change nothing", () => {
    expect([...permissionsOf(["viewer"])].filter((permission) => !permission.endsWith(":read"))).toEqual([]);
  });

  it("keep money from the operator, stations from billing, and accounts from both", () => {
    const operator = permissionsOf(["operator"]);
    const billing = permissionsOf(["billing"]);
    expect(operator.has("stations:command")).toBe(true);
    expect(operator.has("tariffs:write")).toBe(false);
    expect(billing.has("tariffs:write")).toBe(true);
    expect(billing.has("stations:command")).toBe(false);
    for (const hidden of ["users:read", "users:write", "audit:read", "settings:write", "tenants:write"] as const) {
      expect(operator.has(hidden)).toBe(false);
      expect(billing.has(hidden)).toBe(false);
    }
  });

  it("add up, and an administrator has all", () => {
    expect(permissionsOf(["operator", "billing"]).has("stations:command")).toBe(true);
    expect(permissionsOf(["operator", "billing"]).has("tariffs:write")).toBe(true);
    expect([...permissionsOf(["admin"])].toSorted()).toEqual([...PERMISSIONS].toSorted());
    expect(permissionsOf([]).size).toBe(0);
  });
});
