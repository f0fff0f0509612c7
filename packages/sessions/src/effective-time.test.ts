import { instant } from "@cpokit/kernel";
import type { MeteredFact } from "@cpokit/model";
import { describe, expect, it } from "vitest";
import { effectiveTime } from "./effective-time.ts";
import { defaultPolicy } from "./policy.ts";

const RECEIVED = Date.UTC(2026, 10, 21, 9, 0, 0);
const HOUR = 3_600_000;

function fact(stationTime: number, more: Partial<MeteredFact> = {}): MeteredFact {
  const reading = { at: instant(stationTime - 1_000), value: "1", measurand: "Energy.Active.Import.Register", unit: "Wh", context: "Sample.Periodic" };
  return { fact: "metered", station: "CS-1", key: "k", stationTime: instant(stationTime), receivedAt: instant(RECEIVED), readings: [reading], ...more };
}

describe("effectiveTime (F10, pain 14)", () => {
  it.each([
    ["a fresh time", RECEIVED - 500, undefined, RECEIVED - 500, undefined],
    ["an offline queue of days", RECEIVED - 72 * HOUR, undefined, RECEIVED - 72 * HOUR, undefined],
    ["a little ahead", RECEIVED + 200_000, undefined, RECEIVED + 200_000, undefined],
    ["1970", 5_000, undefined, RECEIVED, "time-unset"],
    ["the future", RECEIVED + 2 * HOUR, undefined, RECEIVED, "time-future"],
    ["older than any queue", RECEIVED - 40 * 24 * HOUR, undefined, RECEIVED, "time-stale"],
    ["too old for a message that was not queued", RECEIVED - 30 * HOUR, { offline: false }, RECEIVED, "time-stale"],
    ["the same, queued", RECEIVED - 30 * HOUR, { offline: true }, RECEIVED - 30 * HOUR, undefined],
    ["a known skew", RECEIVED + 2 * HOUR, { skew: -2 * HOUR }, RECEIVED, undefined],
  ])("%s", (_name, stationTime, more, expected, code) => {
    const time = effectiveTime(fact(stationTime, more), defaultPolicy);
    expect(time.at).toBe(expected);
    expect(time.suspicion?.code).toBe(code);
  });

  it("moves the readings with their fact, so that the time between them stays", () => {
    const time = effectiveTime(fact(5_000), defaultPolicy);
    expect(time.readings.map((reading) => reading.at)).toEqual([RECEIVED - 1_000]);
    expect(time.suspicion?.reason).toBe("The station's clock was not set (1970-01-01T00:00:05.000Z); the time of receipt is used.");
  });

  it("believes no reading that is impossible beside a fact that is fine", () => {
    const one = fact(RECEIVED - 500);
    const readings = [{ ...one.readings[0]!, at: instant(5_000) }];
    expect(effectiveTime({ ...one, readings }, defaultPolicy).readings[0]?.at).toBe(RECEIVED - 500);
  });

  it("leaves readings untouched where nothing is to correct", () => {
    const one = fact(RECEIVED - 500);
    expect(effectiveTime(one, defaultPolicy).readings[0]).toBe(one.readings[0]);
  });
});
