import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { answer } from "./readme.example.ts";

it("the README shows the example that runs", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(readme).toContain(readFileSync(new URL("readme.example.ts", import.meta.url), "utf8"));
  expect(answer).toMatchObject({ result: "signed", facts: { commonName: "SN-1" } });
});
