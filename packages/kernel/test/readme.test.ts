import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { shown } from "./readme.example.ts";

it("the README shows the example that runs", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const example = readFileSync(new URL("readme.example.ts", import.meta.url), "utf8");
  expect(readme).toContain(example);
  expect(shown).toEqual(["12.400", "EUR 3.45", "25.10. 2:30"]);
});
