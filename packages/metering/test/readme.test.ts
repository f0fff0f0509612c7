import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { energy, registers, why } from "./readme.example.ts";

it("the README shows the example that runs", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  expect(readme).toContain(readFileSync(new URL("readme.example.ts", import.meta.url), "utf8"));
  expect(energy).toEqual({ startRegister: 1_200_000, lastRegister: 1_200_540, energy: 540 });
  expect(registers).toEqual([1_200_000, 1_200_360, 1_200_540]);
  expect(why).toEqual(["unit-mixup: The register leapt by 1198980000 Wh; a thousandth of it fits, so the unit is wrong (kWh for Wh, Q2)."]);
  expect(readme).toContain(why[0]!);
});
