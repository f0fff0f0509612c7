import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { thanked, visits } from "./readme.example.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

it("the README shows the example that runs", () => {
  expect(read("../README.md")).toContain(read("readme.example.ts"));
  expect(visits).toEqual(["04A2: 2", "77C1: 1"]);
  expect(thanked).toEqual(["Thank you, Ada!", "Thank you, Ada!", "Thank you, Ada!"]);
});

it("the README shows how a driver is tested as it is done here", () => {
  expect(read("../README.md")).toContain(read("contract.test.ts"));
});
