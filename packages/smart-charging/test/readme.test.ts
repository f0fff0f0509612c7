import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { amperes, certificate, shortfalls, why } from "./readme.example.ts";

it("the README shows the example that runs", () => {
  expect(readFileSync(new URL("../README.md", import.meta.url), "utf8")).toContain(readFileSync(new URL("readme.example.ts", import.meta.url), "utf8"));
  expect(why).toEqual(["bus 1: 10 A, panel L1 is full", "bus 2: 20 A, panel L1 is full", "bus 3: 10 A, panel L1 is full"]);
  for (let hour = 0; hour < 12; hour += 1) expect(amperes.reduce((sum, bus) => sum + bus[hour]!, 0)).toBeLessThanOrEqual(40);
  expect(shortfalls).toEqual([]);
  expect(certificate.gap).toBe(0);
});
