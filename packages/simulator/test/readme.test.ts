import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createFleet, createMemoryNetwork, createSocketLine, FAULTS } from "../src/index.ts";
import { HELP } from "../src/cli/arguments.ts";
import { energy, heard } from "./readme.example.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

it("shows the example that runs", () => {
  expect(readme).toContain(readFileSync(new URL("readme.example.ts", import.meta.url), "utf8"));
  expect(energy).toBe(11_040);
  expect(heard).toEqual([
    "BootNotification", "StatusNotification", "StatusNotification", "Authorize", "StartTransaction", "StatusNotification", "MeterValues", "Heartbeat",
    "StopTransaction", "StatusNotification",
  ]);
});

it("names every fault, every option of the command, and only exports that exist", () => {
  for (const { name, does } of Object.values(FAULTS)) expect(readme).toContain(`| \`${name}\` | ${does} |`);
  for (const [option] of HELP.matchAll(/--[a-z-]+(?= |\n)/g)) expect(readme).toContain(option);
  expect([createFleet, createSocketLine, createMemoryNetwork].every((made) => typeof made === "function" && readme.includes(made.name))).toBe(true);
});
