import { deciAmperes, instant, watts, type Instant } from "@cpokit/kernel";
import { expect, it } from "vitest";
import { obeyProfiles, type HeldProfile } from "../src/index.ts";

const at = (seconds: number): Instant => instant(1_780_000_000_000 + seconds * 1_000);
const hardware = { number: 1, powerType: "AC_3_PHASE", maxPower: watts(22_080) };
const held = (changes: Partial<HeldProfile>): HeldProfile => ({ id: 1, evse: 1, stackLevel: 0, purpose: "transaction", kind: "absolute", unit: "A", startSchedule: at(0), receivedAt: at(0), periods: [{ start: 0, limit: 16 }], ...changes });
const ask = (profiles: readonly HeldProfile[], seconds = 0, more: Partial<Parameters<typeof obeyProfiles>[1]> = {}) =>
  obeyProfiles(profiles, { version: "2.0.1", hardware, at: at(seconds), transaction: { reference: "T", startedAt: at(0) }, ...more });

it("reads held profiles as the composite engine does: a lease above a fallback, and until when it holds", () => {
  const lease = held({ stackLevel: 5, duration: 120_000 });
  const fallback = held({ id: 2, evse: 0, purpose: "default", periods: [{ start: 0, limit: 6 }] });
  expect(ask([lease, fallback], 30)).toEqual({ current: deciAmperes(160), until: at(120) });
  expect(ask([lease, fallback], 120)).toMatchObject({ current: deciAmperes(60) });
  expect(ask([held({ transaction: "other" })])).toEqual({ until: at(900) });
  expect(ask([])).toEqual({});
});

it("answers in watts for DC and for stations that hold watts only, and leaves a gap open", () => {
  expect(ask([held({ unit: "W", periods: [{ start: 0, limit: 9_000.7 }] })])).toMatchObject({ power: watts(9_000) });
  expect(ask([held({ unit: "W", periods: [{ start: 0, limit: 60_000 }] })], 0, { hardware: { ...hardware, powerType: "DC" } })).toMatchObject({ power: watts(60_000) });
  expect(ask([held({ duration: 60_000 })], 90).current).toBeUndefined();
  expect(ask([held({ kind: "recurringDaily", duration: 60_000 })], 86_400 + 30)).toMatchObject({ current: deciAmperes(160) });
});
