import { describe, expect, it } from "vitest";
import { createUlids } from "./ids.ts";
import { instant } from "./instant.ts";
import { createSystemIds } from "./system.ts";

describe("createUlids", () => {
  it("sorts by time and never repeats within a millisecond, whatever the dice say", () => {
    let now = 1_700_000_000_000;
    const ids = createUlids({ clock: { now: () => instant(now) }, random: () => 0.999_999 });
    const made: string[] = [];
    for (let step = 0; step < 300; step += 1) {
      if (step % 100 === 99) now += 1;
      made.push(ids.next());
    }
    expect(new Set(made).size).toBe(300);
    expect(made.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true);
  });

  it("keeps going up when the clock goes back", () => {
    let now = 1_700_000_000_000;
    const ids = createUlids({ clock: { now: () => instant(now) }, random: () => 0.5 });
    const first = ids.next();
    now -= 60_000;
    expect(ids.next() > first).toBe(true);
  });

  it("makes system ids", () => {
    const ids = createSystemIds();
    expect(new Set(Array.from({ length: 1_000 }, () => ids.next())).size).toBe(1_000);
  });
});
