import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { report, sent, why } from "./site-control.example.ts";

it("the guide shows the example that runs", () => {
  const guide = readFileSync(new URL("../../../docs/guides/site-control.md", import.meta.url), "utf8");
  expect(guide).toContain(readFileSync(new URL("site-control.example.ts", import.meta.url), "utf8"));
  expect(sent).toEqual(["CS-A TxDefaultProfile 6 A", "CS-B TxDefaultProfile 6 A", "CS-A TxProfile 8.5 A", "CS-B TxProfile 25.5 A"]);
  expect(why).toMatch(/grid L2 is full \(40 A\): 6 A building, the rest for 2 cars/);
  expect(report.overloads).toEqual([]);
  expect(report.deliveredKWh["T2"]).toBeCloseTo(20, 0);
});
