import { readFileSync } from "node:fs";
import { repairsOf, type Version } from "@cpokit/ocpp";
import { expect, it } from "vitest";
import { repaired, status, written } from "./readme.example.ts";

it("the README shows the example that runs", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(readme).toContain(readFileSync(new URL("readme.example.ts", import.meta.url), "utf8"));
  expect(status).toEqual([
    { kind: "property", path: "/status", rule: "must be one of Available, Preparing, Charging, SuspendedEVSE, SuspendedEV, Finishing, Reserved, Unavailable, Faulted" },
    { kind: "format", path: "/bay", rule: "is not a field of this message" },
  ]);
  expect(repaired).toEqual(['enumCase /status, was "charging"', "extraField /bay, was 7"]);
  expect(written.map((text): unknown => JSON.parse(text))).toEqual([
    [3, "17", {}],
    [4, "18", "PropertyConstraintViolation", "/idTag: at most 20 characters", { violations: [{ field: "/idTag", rule: "at most 20 characters" }] }],
  ]);
});

it.each<Version>(["1.6", "2.0.1", "2.1"])("the README lists every repair of OCPP %s", (version) => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = readme.split("\n").filter((line) => /^\| `\w+` \| (all|[\d., ]+) \|/.test(line)).map((line) => line.split("|").map((cell) => cell.trim()));
  const listed = rows.filter(([, , versions]) => versions === "all" || versions?.split(", ").includes(version)).map(([, name, , about]) => ({ name: name?.replaceAll("`", ""), about }));
  expect(listed).toEqual(repairsOf(version));
});
