import { hours } from "@cpokit/kernel";
import { beforeEach, describe, expect, it } from "vitest";
import type { BillableSession } from "@cpokit/billing";
import { at, createDesk, harbourSession, type Desk } from "./fixture.ts";

let desk: Desk;
beforeEach(async () => {
  desk = createDesk();
  desk.setTime("2026-11-16T16:05:00Z");
  await desk.publish();
  await desk.store.transaction((unit) => void desk.billing.assignTariff(unit, { target: { kind: "tenant" }, tariffId: "DAY" }));
});

/** Since 16:30 in Amsterdam: 3.0 kWh in half an hour, so 6 kW, evidence until 17:00, when the peak price begins. */
function running(change: Partial<BillableSession> = {}): BillableSession {
  const { endAt: _, ...session } = harbourSession({ lifecycle: "active", energyState: "charging", energy: 3_000, lastRegister: 4_200, lastEvidenceAt: at("2026-11-16T16:00:00Z") }).session;
  return { ...harbourSession(), session, points: harbourSession().points.slice(0, 2), states: harbourSession().states.slice(0, 1), ...change };
}

const remaining = (prepaid: string, options = {}) => desk.billing.remaining(desk.store, "SESSION1", prepaid, options);

describe("remaining", () => {
  it("given a session that charges, says how far the amount goes at the present power (I13)", async () => {
    desk.sessions.set("SESSION1", running());
    desk.setTime("2026-11-16T16:05:00Z");
    // (0.50 + 3.0 × 0.25) × 1.21 = 1.5125 so far; 6 kW at 0.40 × 1.21 are 2.904 an hour; 4.4165 is reached after an hour, at 18:00.
    expect(await remaining("4.4165")).toEqual({
      currency: "EUR", prepaid: "4.4165", cost: "1.5125", left: "2.904", power: 6_000,
      usedUpAt: at("2026-11-16T17:00:00Z"), time: at("2026-11-16T17:00:00Z") - at("2026-11-16T16:05:00.001Z"), energy: 6_000,
      limit: { maxCost: "4.4165", maxEnergy: 9_000, maxTime: 90 * 60 },
    });
  });

  it("given a price that changes on the way, follows it", async () => {
    desk.sessions.set("SESSION1", running());
    // Until 22:00 five hours at 0.484, 30 kWh, 14.52; then 0.3025 per kWh: 3.63 more are 12 kWh, two hours.
    expect(await remaining("19.6625")).toMatchObject({ usedUpAt: at("2026-11-16T23:00:00Z"), energy: 42_000 });
  });

  it("given the amount is used up, nothing is left", async () => {
    desk.sessions.set("SESSION1", running());
    expect(await remaining("1.5125")).toMatchObject({ left: "0", time: 0, energy: 0, limit: { maxEnergy: 3_000, maxTime: 1_800 } });
    expect(await remaining("1")).toMatchObject({ cost: "1.5125", left: "0", time: 0, energy: 0 });
  });

  it("given a vehicle that waits, only its idle time uses the amount up", async () => {
    desk.sessions.set("SESSION1", running({ states: [...running().states, { at: at("2026-11-16T16:00:00Z"), state: "suspendedEv" }] }));
    // 6 an hour and 21 %: 7.26; 3.63 are thirty minutes.
    expect(await remaining("5.1425")).toMatchObject({ power: 0, energy: 0, usedUpAt: at("2026-11-16T16:30:00Z") });
  });

  it("given an amount beyond the horizon, has no end", async () => {
    desk.sessions.set("SESSION1", running());
    const far = await remaining("5", { horizon: hours(1) });
    expect(far).toMatchObject({ left: "3.4875", limit: { maxCost: "5" } });
    expect(far).not.toHaveProperty("usedUpAt");
  });

  it("given no measurement yet, assumes what was measured as power, or what the connector gives", async () => {
    desk.sessions.set("SESSION1", running({ points: [] }));
    expect(await remaining("100")).toMatchObject({ power: 22_000 });
    desk.sessions.set("SESSION1", running({ points: running().points.map((point) => ({ ...point, power: 5_500 })) }));
    expect(await remaining("100")).toMatchObject({ power: 5_500 });
    expect(await remaining("100", { power: 11_000 })).toMatchObject({ power: 11_000 });
  });

  it("given no session or no tariff, nothing is known", async () => {
    expect(await remaining("100")).toBeUndefined();
    const bare = createDesk();
    bare.sessions.set("SESSION1", running());
    expect(await bare.billing.remaining(bare.store, "SESSION1", "10")).toBeUndefined();
  });
});

describe("quote", () => {
  it("given a place and a profile, prices an imagined session by the version that applies there", async () => {
    const offer = await desk.billing.quote(desk.store, { at: at("2026-11-16T11:00:00Z"), location: "LOC1" }, { timeZone: "Europe/Amsterdam", profile: { energy: 20_000 as never, duration: hours(2) } });
    expect(offer).toMatchObject({ version: { id: "DAY/1" }, quote: { currency: "EUR", estimate: { totals: { cost: { excl: "5.5", incl: "6.655" } } }, preauthorisation: "9" } });
  });
});
