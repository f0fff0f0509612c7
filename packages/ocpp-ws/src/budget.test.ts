import { expect, it } from "vitest";
import { createTestTime } from "../test/support.ts";
import { createBudget } from "./budget.ts";

it("gives so many per second, and never more than those of one second at once", () => {
  const time = createTestTime();
  const has = createBudget(time.clock, 3);
  const take = (count: number) => Array.from({ length: count }, () => has()).filter(Boolean).length;
  expect(take(5)).toBe(3);
  time.pass(400);
  expect(take(5)).toBe(1);
  time.pass(60_000);
  expect(take(5)).toBe(3);
  expect(createBudget(time.clock, Number.POSITIVE_INFINITY)()).toBe(true);
});
