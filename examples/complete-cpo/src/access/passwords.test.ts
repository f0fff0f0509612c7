import { describe, expect, it } from "vitest";
import { passwordRule } from "./passwords.ts";

describe("a password", () => {
  it.each([
    ["short", "must not be shorter than 12 characters"],
    ["x".repeat(129), "must not be longer than 128 characters"],
    ["my-Anna.B-is-here", "must not contain the name of the account"],
    ["aaaaabbbbbcccc", "must have at least five different characters"],
    ["Administrator2026!", "must not be one that everybody tries first"],
    ["123456789012345", "must not be one that everybody tries first"],
    ["abcdefghijklm", "must not be one that everybody tries first"],
  ])("is not %s", (password, rule) => {
    expect(passwordRule(password, "anna.b@example.org")).toBe(rule);
  });

  it.each(["correct horse battery", "ünïcödé wörks tøø", "84 lamps on a quay"])("can be: %s", (password) => {
    expect(passwordRule(password, "anna.b@example.org")).toBeUndefined();
  });
});
