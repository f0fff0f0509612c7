import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { shown } from "./readme.example.ts";

it("the README shows the example that runs", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const example = readFileSync(new URL("readme.example.ts", import.meta.url), "utf8");
  expect(readme).toContain(example);
  expect(shown).toEqual(["CS-1 is a One", "boot: Accepted", "reset: Accepted"]);
});
