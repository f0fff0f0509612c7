import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { LINT_TEXTS } from "../src/lint/messages.ts";
import { cost, reasons, verification } from "./readme.example.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

it("the README shows the example that runs", () => {
  expect(readme).toContain(readFileSync(new URL("readme.example.ts", import.meta.url), "utf8"));
  expect(cost).toEqual({ excl: "13.1667", incl: "15.9317", taxes: [{ name: "VAT", percentage: "21", amount: "2.765" }] });
  expect(readme).toContain(reasons);
  expect(verification).toMatchObject({ ok: true, differences: [] });
});

it("the README lists every code of lint", () => {
  for (const code of Object.keys(LINT_TEXTS)) expect(readme).toContain(`\`${code}\``);
});
