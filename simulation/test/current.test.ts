import { cdrs } from "@cpokit/billing";
import { instant } from "@cpokit/kernel";
import type { OcpiCdr } from "@cpokit/tariffs";
import { expect, it } from "vitest";
import { stamp } from "../src/crash/story.ts";
import { TOKENS } from "../src/place.ts";
import { createOneStation } from "./one-station.ts";

/** Cheap below 20 A over all phases, dear from there on. */
const BY_CURRENT = {
  id: "CURRENT", country_code: "NL", party_id: "CPO", currency: "EUR", last_updated: "2026-01-01T00:00:00Z",
  elements: [
    { price_components: [{ type: "ENERGY", price: 0.6, vat: 21, step_size: 1 }], restrictions: { min_current: 20 } },
    { price_components: [{ type: "ENERGY", price: 0.2, vat: 21, step_size: 1 }] },
  ],
};

/** 1.6 MeterValues with a register and the current of each phase. */
const meterValues = (transactionId: number | undefined, second: number, wh: number, amperes: number): object => ({
  connectorId: 1, transactionId,
  meterValue: [{
    timestamp: stamp(second),
    sampledValue: [
      { value: String(wh), measurand: "Energy.Active.Import.Register", unit: "Wh", context: "Sample.Periodic" },
      ...["L1", "L2", "L3"].map((phase) => ({ value: String(amperes), measurand: "Current.Import", unit: "A", phase, context: "Sample.Periodic" })),
    ],
  }],
});

it("prices a session by the current that its phases drew, from MeterValues to the periods of the CDR (R7, G1, G4, I14)", async () => {
  const { time, store, core, done, ask } = await createOneStation();
  await done(store.transaction(async (unit) => {
    await core.billing.publishTariff(unit, { tariffId: "CURRENT", name: "By current", ocpiVersion: "2.2.1", tariff: BY_CURRENT, validFrom: instant(0) });
    core.billing.assignTariff(unit, { id: "by-current", target: { kind: "evse", evse: "CS-1-E1" }, tariffId: "CURRENT" });
  }));

  const { transactionId } = await ask("StartTransaction", { connectorId: 1, idTag: TOKENS.good[0], meterStart: 0, timestamp: stamp(0) });
  // 16 A on three phases for half an hour, then 6 A on three phases, 18 A together.
  for (const [minute, wh, amperes] of [[10, 1_840, 16], [20, 3_680, 16], [30, 5_520, 6], [40, 6_210, 6], [50, 6_900, 6]] as const) {
    await time.advance(600_000);
    await ask("MeterValues", meterValues(transactionId, minute * 60, wh, amperes));
  }
  await time.advance(600_000);
  await ask("StopTransaction", { transactionId, meterStop: 7_590, timestamp: stamp(3_600), reason: "Local" });
  await done(store.outbox.idle());

  const [cdr] = (await store.find(cdrs)).items.map(({ body }) => body);
  const { charging_periods: periods } = cdr!.cdr as unknown as OcpiCdr;
  const volumes = periods.map(({ dimensions }) => Object.fromEntries(dimensions.map(({ type, volume }) => [type, Number(volume)])));
  // A sample counts until the next one. Before the first no current is known, so nothing is dear.
  expect(volumes).toEqual([
    { ENERGY: 1.84, TIME: 0.1667 },
    { ENERGY: 3.68, TIME: 0.3333, MAX_CURRENT: 48, MIN_CURRENT: 48 },
    { ENERGY: 2.07, TIME: 0.5, MAX_CURRENT: 18, MIN_CURRENT: 18 },
  ]);
  // 1.84 × 0.20 + 3.68 × 0.60 + 2.07 × 0.20, and 21 % on top.
  expect(cdr!.total).toEqual({ excl: "2.99", incl: "3.6179" });
});
