import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { HELP } from "../src/arguments.ts";
import { added, problem } from "./readme.example.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

it("the README shows the example that runs", () => {
  expect(readme).toContain(readFileSync(new URL("readme.example.ts", import.meta.url), "utf8"));
  expect(added).toMatchObject({ station: { identity: "CS-1", online: false }, password: expect.any(String) });
  expect(problem).toEqual({ code: "invalid", message: "identity is required.", field: "identity", rule: "is required" });
});

it("the README has every option of the command line", () => {
  for (const option of HELP.match(/--[a-z-]+/g) ?? []) expect(readme).toContain(option);
});
