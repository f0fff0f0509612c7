import { describe, expect, it } from "vitest";
import type { Action } from "../src/protocol.ts";
import { v16 } from "../src/v16/index.ts";
import { v201 } from "../src/v201/index.ts";
import { v21 } from "../src/v21/index.ts";

const at = "2026-11-21T09:30:00Z";

function expectAccepted({ accepts, violations }: Action["request"], payload: unknown): void {
  expect([accepts(payload), violations(payload)]).toEqual([true, []]);
}

describe("quirks of OCPP 1.6", () => {
  it.each(["Hertz", "Celsius", "Celcius"])("has the unit %s, in MeterValues and StopTransaction (ocpp.md §2 rows 5 and 6)", (unit) => {
    const meterValue = [{ timestamp: at, sampledValue: [{ value: "50", unit }] }];
    expectAccepted(v16.action("MeterValues").request, { connectorId: 1, meterValue });
    expectAccepted(v16.action("StopTransaction").request, { transactionId: 1, meterStop: 0, timestamp: at, transactionData: meterValue });
  });

  it("takes each of the 401 limits from 0.0 to 40.0 A in all three messages, 2000.1, and not 8.15 (row 1)", () => {
    const profile = (limit: number) => ({
      chargingProfileId: 1, stackLevel: 0, chargingProfilePurpose: "TxProfile", chargingProfileKind: "Absolute",
      chargingSchedule: { chargingRateUnit: "A", minChargingRate: limit, chargingSchedulePeriod: [{ startPeriod: 0, limit }] },
    });
    const accepted = (limit: number) => [
      v16.action("SetChargingProfile").request.accepts({ connectorId: 1, csChargingProfiles: profile(limit) }),
      v16.action("RemoteStartTransaction").request.accepts({ idTag: "04A2", chargingProfile: profile(limit) }),
      v16.action("GetCompositeSchedule").response.accepts({ status: "Accepted", chargingSchedule: profile(limit).chargingSchedule }),
    ];
    const limits = Array.from({ length: 401 }, (_, tenths) => Number(`${Math.floor(tenths / 10)}.${tenths % 10}`));
    for (const limit of [...limits, 2000.1]) expect([limit, ...accepted(limit)]).toEqual([limit, true, true, true]);
    expect(accepted(8.15)).toEqual([false, false, false]);
    expect(v16.action("SetChargingProfile").request.violations({ connectorId: 1, csChargingProfiles: profile(8.15) })).toEqual([
      { kind: "property", path: "/csChargingProfiles/chargingSchedule/chargingSchedulePeriod/0/limit", rule: "at most one decimal" },
      { kind: "property", path: "/csChargingProfiles/chargingSchedule/minChargingRate", rule: "at most one decimal" },
    ]);
  });

  it("takes GetCompositeSchedule answers with huge durations, no periods, and -1 for no limit (Q8, Q9)", () => {
    const schedule = { chargingRateUnit: "A", duration: 8_638_204_744_887, chargingSchedulePeriod: [] };
    expectAccepted(v16.action("GetCompositeSchedule").response, { status: "Accepted", chargingSchedule: schedule });
    const unlimited = { chargingRateUnit: "A", chargingSchedulePeriod: [{ startPeriod: 0, limit: -1, numberPhases: -1 }] };
    expectAccepted(v16.action("GetCompositeSchedule").response, { status: "Accepted", chargingSchedule: unlimited });
  });

  it.each([-1, 0])("takes StopTransaction of transaction %d without a reason (Q14, row 5)", (transactionId) => {
    expectAccepted(v16.action("StopTransaction").request, { transactionId, meterStop: 0, timestamp: at });
  });

  it("takes DataTransfer and sample values of any length (row 8)", () => {
    expectAccepted(v16.action("DataTransfer").request, { vendorId: "v", data: "x".repeat(100_000) });
  });

  it("refuses numbers that JSON can write and no double holds", () => {
    expect(v16.action("MeterValues").request.accepts(JSON.parse('{"connectorId":1e999,"meterValue":[]}'))).toBe(false);
  });
});

describe("quirks of OCPP 2.x", () => {
  it.each([v201, v21])("OCPP $version takes negative multipliers, an evse without connector and ids of any text (Q7, Q10, Q19)", (protocol) => {
    expectAccepted(protocol.action("TransactionEvent").request, {
      eventType: "Ended", timestamp: at, triggerReason: "EVDeparted", seqNo: 0, evse: { id: 1 }, transactionInfo: { transactionId: "0123456789abcdef0123456789abcdef01" },
      meterValue: [{ timestamp: at, sampledValue: [{ value: 0.22784000000000001, unitOfMeasure: { unit: "kWh", multiplier: -3 } }] }],
    });
  });

  it.each([v201, v21])("OCPP $version keeps any field of customData and no other unknown field (row 11)", (protocol) => {
    const heartbeat = protocol.action("Heartbeat").request;
    expectAccepted(heartbeat, { customData: { vendorId: "com.example", nested: { anything: [1, null] } } });
    expect(heartbeat.violations({ customData: { anything: 1 } })).toEqual([{ kind: "occurrence", path: "/customData/vendorId", rule: "is required" }]);
    expect(heartbeat.violations({ other: 1 })).toEqual([{ kind: "format", path: "/other", rule: "is not a field of this message" }]);
  });

  it.each([v201, v21])("OCPP $version takes DataTransfer data of any type (row 9)", (protocol) => {
    for (const data of [null, 0, "", [], { a: 1 }]) expectAccepted(protocol.action("DataTransfer").request, { vendorId: "v", data });
  });

  it("2.1 wants basetime in a SEND (row 14)", () => {
    const stream = { id: 1, pending: 0, data: [{ t: 0, v: "1" }] };
    expectAccepted(v21.action("NotifyPeriodicEventStream").request, { ...stream, basetime: at });
    expect(v21.action("NotifyPeriodicEventStream").request.violations(stream)).toEqual([{ kind: "occurrence", path: "/basetime", rule: "is required" }]);
  });
});
