import { instant } from "@cpokit/kernel";
import type { AuthorizationResult, RefusalReason } from "@cpokit/model";
import { v16 } from "@cpokit/ocpp/v16";
import { describe, expect, it } from "vitest";
import { validRequest, validResponse } from "../../../test/valid.ts";
import type { Envelope } from "../envelope.ts";
import { authorizeFact, authorizeResponse } from "./authorization.ts";
import { bootedFact, bootResponse, heartbeatResponse } from "./boot.ts";
import { dataTransferFact } from "../data-transfer.ts";
import { dataTransferResponse } from "./data-transfer.ts";
import { energyStateFact, statusFact } from "./status.ts";
import { endedFact, meteredFact, startedFact, startResponse, stopResponse } from "./transactions.ts";

const RECEIVED = instant(Date.UTC(2026, 10, 21, 9, 0, 5));
const NOON = instant(Date.UTC(2026, 10, 21, 12));
const envelope: Envelope = { station: "S", protocol: "1.6", receivedAt: RECEIVED };
const from = { station: "S", receivedAt: RECEIVED };

describe("1.6 messages to facts", () => {
  it("BootNotification", () => {
    const full = validRequest(v16, "BootNotification", { chargePointVendor: "V", chargePointModel: "M", chargePointSerialNumber: "P", chargeBoxSerialNumber: "B", firmwareVersion: "1" });
    expect(bootedFact(full, envelope)).toEqual({ fact: "booted", ...from, protocol: "1.6", vendor: "V", model: "M", serial: "P", firmware: "1" });
    const old = validRequest(v16, "BootNotification", { chargePointVendor: "V", chargePointModel: "M", chargeBoxSerialNumber: "B" });
    expect(bootedFact(old, envelope)).toEqual({ fact: "booted", ...from, protocol: "1.6", vendor: "V", model: "M", serial: "B" });
  });

  it("Authorize", () => {
    expect(authorizeFact(validRequest(v16, "Authorize", { idTag: "AB" }), envelope)).toEqual({ fact: "authorize", ...from, token: { value: "AB" }, purpose: "check" });
  });

  it.each([
    ["Available", "available"], ["Preparing", "preparing"], ["Charging", "charging"], ["SuspendedEV", "suspendedEv"], ["SuspendedEVSE", "suspendedEvse"],
    ["Finishing", "finishing"], ["Reserved", "reserved"], ["Unavailable", "unavailable"], ["Faulted", "faulted"],
  ] as const)("StatusNotification %s", (status, state) => {
    const request = validRequest(v16, "StatusNotification", { connectorId: 2, status, errorCode: "NoError", timestamp: "2026-11-21T12:00:00Z" });
    expect(statusFact(request, envelope)).toEqual({ fact: "status", ...from, evse: 2, connector: 1, state, stationTime: NOON });
    expect(energyStateFact(request, envelope)?.energyState).toBe(["charging", "suspendedEv", "suspendedEvse"].includes(state) ? state : undefined);
  });

  it("StatusNotification without time, with errors, of the station, with a status that nobody knows (#14)", () => {
    const faulted = validRequest(v16, "StatusNotification", { connectorId: 0, status: "Faulted", errorCode: "OtherError", info: "door", vendorErrorCode: "E1" });
    expect(statusFact(faulted, envelope)).toEqual({ fact: "status", ...from, evse: 0, connector: 0, state: "faulted", stationTime: RECEIVED, error: "OtherError", detail: "E1; door" });
    const vendorOnly = validRequest(v16, "StatusNotification", { connectorId: 1, status: "Charging", errorCode: "NoError", vendorErrorCode: "E2" });
    expect(statusFact(vendorOnly, envelope)).toMatchObject({ error: "E2" });
    // What a repaired message may still carry.
    const odd = JSON.parse("{\"connectorId\":1,\"status\":\"Melting\",\"errorCode\":\"NoError\",\"timestamp\":\"soon\"}");
    expect(statusFact(odd, envelope)).toMatchObject({ state: "unknown", detail: "Melting", stationTime: RECEIVED });
    expect(energyStateFact({ ...faulted, status: "Charging" }, envelope)).toBeUndefined();
  });

  it("StartTransaction", () => {
    const request = validRequest(v16, "StartTransaction", { connectorId: 2, idTag: "Ab ", meterStart: -5, timestamp: "2026-11-21T12:00:00Z", reservationId: 7 });
    expect(startedFact(request, envelope)).toEqual({
      fact: "started", numbering: "allocate", ...from, key: "start/2/ab/2026-11-21T12:00:00Z/-5", evse: 2, connector: 1, stationTime: NOON, reservationId: 7, token: { value: "Ab " },
      readings: [{ at: NOON, value: "-5", measurand: "Energy.Active.Import.Register", unit: "Wh", context: "Transaction.Begin" }],
    });
  });

  it("StopTransaction with samples, a stop without a token or reason", () => {
    const request = validRequest(v16, "StopTransaction", {
      transactionId: 9, idTag: "Ab", meterStop: 900, timestamp: "2026-11-21T12:00:00Z", reason: "EVDisconnected",
      transactionData: [{ timestamp: "2026-11-21T11:59:59Z", sampledValue: [{ value: "SIG", format: "SignedData", context: "Transaction.End" }] }],
    });
    const before = instant(NOON - 1_000);
    expect(endedFact(request, envelope)).toEqual({
      fact: "ended", ...from, key: "stop/9/2026-11-21T12:00:00Z/900", transaction: "9", stationTime: NOON, token: { value: "Ab" }, reason: "EVDisconnected",
      readings: [
        { at: before, value: "", measurand: "Energy.Active.Import.Register", unit: "Wh", context: "Transaction.End", signed: { data: "SIG" } },
        { at: NOON, value: "900", measurand: "Energy.Active.Import.Register", unit: "Wh", context: "Transaction.End" },
      ],
    });
    const bare = endedFact(validRequest(v16, "StopTransaction", { transactionId: -1, meterStop: 0, timestamp: "2026-11-21T12:00:00Z" }), envelope);
    expect(bare).toMatchObject({ transaction: "-1" });
    expect(bare).not.toHaveProperty("token");
  });

  it("MeterValues: defaults, exact text (Q3), units, and a key from the content", () => {
    const request = validRequest(v16, "MeterValues", {
      connectorId: 1, transactionId: 4,
      meterValue: [{
        timestamp: "2026-11-21T12:00:00Z",
        sampledValue: [
          { value: "0.22784000000000001", unit: "kWh" },
          { value: "7200", measurand: "Power.Active.Import" },
          { value: "16.0", measurand: "Current.Import", phase: "L1", unit: "A", location: "Outlet", context: "Sample.Clock" },
          { value: "50", measurand: "Frequency", unit: "Hertz" },
        ],
      }],
    });
    const fact = meteredFact(request, envelope);
    expect(fact).toEqual({
      fact: "metered", ...from, key: expect.stringMatching(/^meter\/transaction\/4\/[0-9a-f]{16}$/), evse: 1, connector: 1, transaction: "4", stationTime: NOON,
      readings: [
        { at: NOON, value: "0.22784000000000001", measurand: "Energy.Active.Import.Register", unit: "kWh", context: "Sample.Periodic" },
        { at: NOON, value: "7200", measurand: "Power.Active.Import", unit: "W", context: "Sample.Periodic" },
        { at: NOON, value: "16.0", measurand: "Current.Import", unit: "A", context: "Sample.Clock", phase: "L1", location: "Outlet" },
        { at: NOON, value: "50", measurand: "Frequency", unit: "Hertz", context: "Sample.Periodic" },
      ],
    });
    const other = { ...request, meterValue: [{ timestamp: "2026-11-21T12:00:01Z", sampledValue: [{ value: "1" }] }] };
    expect(meteredFact(other, envelope)?.key).not.toBe(fact?.key);
    expect(meteredFact({ connectorId: 0, meterValue: request.meterValue }, envelope)).toBeUndefined();
    expect(meteredFact({ connectorId: 0, transactionId: 4, meterValue: request.meterValue }, envelope)).not.toHaveProperty("evse");
  });

  it("MeterValues with an empty list (#12)", () => {
    const request = validRequest(v16, "MeterValues", { connectorId: 1, meterValue: [] });
    expect(meteredFact(request, envelope)).toMatchObject({ stationTime: RECEIVED, readings: [] });
  });

  it("DataTransfer", () => {
    const request = validRequest(v16, "DataTransfer", { vendorId: "v", messageId: "m", data: "d" });
    expect(dataTransferFact(request, envelope)).toEqual({ fact: "dataTransfer", ...from, vendor: "v", message: "m", data: "d" });
  });
});

describe("neutral answers to 1.6 responses", () => {
  it("BootNotification and Heartbeat", () => {
    expect(validResponse(v16, "BootNotification", bootResponse({ registration: "Pending", interval: 60 }, NOON)))
      .toEqual({ status: "Pending", currentTime: "2026-11-21T12:00:00.000Z", interval: 60 });
    expect(validResponse(v16, "Heartbeat", heartbeatResponse(NOON))).toEqual({ currentTime: "2026-11-21T12:00:00.000Z" });
  });

  it.each<[RefusalReason, string]>([
    ["invalid", "Invalid"], ["blocked", "Blocked"], ["expired", "Expired"], ["concurrent", "ConcurrentTx"],
    ["notAllowedHere", "Blocked"], ["noCredit", "Blocked"], ["notNow", "Blocked"], ["unavailable", "Invalid"],
  ])("a token refused as %s", (reason, status) => {
    expect(validResponse(v16, "Authorize", authorizeResponse({ result: "refused", reason, group: "G" }))).toEqual({ idTagInfo: { status, parentIdTag: "G" } });
  });

  it("an accepted token, with its validity and a group only if it fits", () => {
    const accepted: AuthorizationResult = { result: "accepted", validUntil: NOON, group: "G".repeat(21) };
    expect(validResponse(v16, "Authorize", authorizeResponse(accepted))).toEqual({ idTagInfo: { status: "Accepted", expiryDate: "2026-11-21T12:00:00.000Z" } });
  });

  it("StartTransaction: a number from 1 on, or a broken engine (Q16)", () => {
    const answer = { outcome: "refused", transaction: "12", authorization: { result: "refused", reason: "concurrent" } } as const;
    expect(validResponse(v16, "StartTransaction", startResponse(answer))).toEqual({ transactionId: 12, idTagInfo: { status: "ConcurrentTx" } });
    for (const transaction of ["0", "-1", "1.5", "x", "2147483648"]) expect(() => startResponse({ ...answer, transaction })).toThrow(/1 to 2147483647/);
  });

  it("StopTransaction: about the token only when one came", () => {
    const request = { transactionId: 1, meterStop: 1, timestamp: "2026-11-21T12:00:00Z" };
    const answer = { outcome: "recorded", authorization: { result: "accepted" } } as const;
    expect(validResponse(v16, "StopTransaction", stopResponse(request, answer))).toEqual({});
    expect(validResponse(v16, "StopTransaction", stopResponse({ ...request, idTag: "A" }, answer))).toEqual({ idTagInfo: { status: "Accepted" } });
    expect(validResponse(v16, "StopTransaction", stopResponse({ ...request, idTag: "A" }, { outcome: "recorded" }))).toEqual({});
  });

  it.each([["accepted", "Accepted"], ["rejected", "Rejected"], ["unknownVendor", "UnknownVendorId"], ["unknownMessage", "UnknownMessageId"]] as const)("DataTransfer %s", (status, word) => {
    expect(validResponse(v16, "DataTransfer", dataTransferResponse({ status }))).toEqual({ status: word });
    expect(validResponse(v16, "DataTransfer", dataTransferResponse({ status, data: [1] }))).toEqual({ status: word, data: "[1]" });
  });
});
