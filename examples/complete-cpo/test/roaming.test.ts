import { expect, it } from "vitest";
import { roamingTour } from "../src/roaming/tour.ts";

it.each(["2.1.1", "2.2.1", "2.3.0"] as const)("two complete CPOs roam with each other in OCPI %s", { timeout: 120_000 }, async (version) => {
  const told: string[] = [];
  const outcome = await roamingTour({ version, say: (sentence) => told.push(sentence) });
  expect(outcome).toMatchObject({ version, received: String(Number(outcome.billed)) });
  expect(outcome.kwh).toBeGreaterThan(0.05);
  // The start fee alone is 0.50.
  expect(Number(outcome.billed)).toBeGreaterThan(0.5);
  expect(told).toHaveLength(9);
});
