import { expect, it } from "vitest";
import { ASKED, runRange } from "./seed-range.ts";

it("holds every invariant through 250 days, from seed 1", async () => {
  const { checks, transactions, deaths } = await runRange(1, 250);
  for (const invariant of ASKED) expect(checks.get(invariant) ?? 0, invariant).toBeGreaterThan(50);
  expect(transactions).toBeGreaterThan(2_000);
  expect(deaths).toBeGreaterThan(300);
}, 600_000);
