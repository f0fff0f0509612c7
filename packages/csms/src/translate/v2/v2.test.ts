import { instant } from "@cpokit/kernel";
import type { RefusalReason } from "@cpokit/model";
import type { Protocol } from "@cpokit/ocpp";
import { v201, type MeterValueType, type V201Messages } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { validRequest, validResponse } from "../../../test/valid.ts";
import type { Envelope } from "../envelope.ts";
import { authorizeFact, authorizeResponse } from "./authorization.ts";
import { bootedFact, bootResponse, heartbeatResponse } from "./boot.ts";
import { dataTransferFact } from "../data-transfer.ts";
import { dataTransferResponse } from "./data-transfer.ts";
import { statusFact, statusFacts } from "./status.ts";
import { meteredFact, sessionFact, transactionEventResponse } from "./transactions.ts";

const RECEIVED = instant(Date.UTC(2026, 10, 21, 9, 0, 5));
const NOON = instant(Date.UTC(2026, 10, 21, 12));
const AT_NOON = "2026-11-21T12:00:00Z";
const envelope: Envelope = { station: "S", protocol: "2.0.1", receivedAt: RECEIVED };
const from = { station: "S", receivedAt: RECEIVED };

/** Requests are valid 2.0.1, which 2.1 includes; only what is 2.1's own is checked by 2.1. */
describe("2.x messages to facts", () => {
  it("BootNotification", () => {
    const request = validRequest(v201, "BootNotification", { reason: "Watchdog", chargingStation: { vendorName: "V", model: "M", serialNumber: "S1", firmwareVersion: "1" } });
    expect(bootedFact(request, envelope)).toEqual({ fact: "booted", ...from, protocol: "2.0.1", vendor: "V", model: "M", serial: "S1", firmware: "1", reason: "Watchdog" });
  });

  it("Authorize", () => {
    const request = validRequest(v201, "Authorize", { idToken: { idToken: "AB", type: "eMAID" } });
    expect(authorizeFact(request, envelope)).toEqual({ fact: "authorize", ...from, token: { value: "AB", type: "eMAID" }, purpose: "check" });
  });

  it.each([["Available", "available"], ["Occupied", "occupied"], ["Reserved", "reserved"], ["Unavailable", "unavailable"], ["Faulted", "faulted"]] as const)(
    "StatusNotification and NotifyEvent %s",
    (connectorStatus, state) => {
      const fact = { fact: "status", ...from, evse: 2, connector: 3, state, stationTime: NOON };
      expect(statusFact(validRequest(v201, "StatusNotification", { evseId: 2, connectorId: 3, connectorStatus, timestamp: AT_NOON }), envelope)).toEqual(fact);
      const event = {
        eventId: 1, timestamp: AT_NOON, trigger: "Delta", eventNotificationType: "HardWiredNotification", variable: { name: "AvailabilityState" },
        component: { name: "Connector", evse: { id: 2, connectorId: 3 } }, actualValue: connectorStatus,
      } as const;
      const other = { ...event, component: { name: "EVSE", evse: { id: 2 } } } as const;
      expect(statusFacts(validRequest(v201, "NotifyEvent", { generatedAt: AT_NOON, seqNo: 0, eventData: [event, other] }), envelope)).toEqual([fact]);
    },
  );

  it("TransactionEvent Started with everything", () => {
    const request = validRequest(v201, "TransactionEvent", {
      eventType: "Started", timestamp: AT_NOON, triggerReason: "Authorized", seqNo: 3, offline: true, reservationId: 8,
      transactionInfo: { transactionId: "tx", chargingState: "EVConnected", remoteStartId: 5 }, evse: { id: 1, connectorId: 2 }, idToken: { idToken: "AB", type: "ISO14443" },
      meterValue: [{
        timestamp: AT_NOON,
        sampledValue: [{
          value: 1.5e-7, context: "Transaction.Begin", unitOfMeasure: { unit: "kWh", multiplier: -3 },
          signedMeterValue: { signedMeterData: "AA==", signingMethod: "ECDSA", encodingMethod: "OCMF", publicKey: "PK" },
        }],
      }],
    });
    expect(sessionFact(request, envelope)).toEqual({
      fact: "started", numbering: "given", ...from, key: `event/tx/Started/3/${AT_NOON}/Authorized`, evse: 1, connector: 2, transaction: "tx", stationTime: NOON,
      token: { value: "AB", type: "ISO14443" }, remoteStartId: 5, reservationId: 8, offline: true, seqNo: 3, trigger: "Authorized", energyState: "connected",
      readings: [{
        at: NOON, value: "0.00000015", measurand: "Energy.Active.Import.Register", unit: "kWh", multiplier: -3, context: "Transaction.Begin",
        signed: { data: "AA==", signingMethod: "ECDSA", encodingMethod: "OCMF", publicKey: "PK" },
      }],
    });
  });

  it("TransactionEvent Updated and Ended with next to nothing (Q10)", () => {
    const bare = { timestamp: AT_NOON, triggerReason: "Trigger", seqNo: 0, transactionInfo: { transactionId: "a".repeat(34) } } as const;
    const updated = sessionFact(validRequest(v201, "TransactionEvent", { ...bare, eventType: "Updated" }), envelope);
    expect(updated).toEqual({
      fact: "metered", ...from, key: expect.stringMatching(/^event\/a{34}\/Updated\/0\/.*\/Trigger\/[0-9a-f]{16}$/), transaction: "a".repeat(34), stationTime: NOON, readings: [],
      seqNo: 0, trigger: "Trigger",
    });
    const ended = sessionFact(validRequest(v201, "TransactionEvent", { ...bare, eventType: "Ended", transactionInfo: { transactionId: "t", stoppedReason: "EVDisconnected" } }), envelope);
    expect(ended).toMatchObject({ fact: "ended", reason: "EVDisconnected" });
  });

  it("TransactionEvent Ended is another one when it brings the registers, and the same one when only `offline` differs (I2)", () => {
    const bare = { eventType: "Ended", timestamp: AT_NOON, triggerReason: "StopAuthorized", seqNo: 5, transactionInfo: { transactionId: "t" } } as const;
    const register: MeterValueType = { timestamp: AT_NOON, sampledValue: [{ value: 1_200, context: "Transaction.End" }] };
    const key = (request: V201Messages["TransactionEvent"]["request"]): string => sessionFact(validRequest(v201, "TransactionEvent", request), envelope).key;
    expect(key({ ...bare, meterValue: [register] })).not.toBe(key(bare));
    expect(key({ ...bare, offline: true })).toBe(key(bare));
  });

  it.each([["EVConnected", "connected"], ["Charging", "charging"], ["SuspendedEV", "suspendedEv"], ["SuspendedEVSE", "suspendedEvse"], ["Idle", "idle"]] as const)("charging state %s", (chargingState, energyState) => {
    const request = validRequest(v201, "TransactionEvent", { eventType: "Updated", timestamp: AT_NOON, triggerReason: "ChargingStateChanged", seqNo: 1, transactionInfo: { transactionId: "t", chargingState } });
    expect(sessionFact(request, envelope)).toMatchObject({ energyState });
  });

  it("MeterValues, also with units of 2.1 and a measurand that has none", () => {
    const request = validRequest(v21, "MeterValues", {
      evseId: 2,
      meterValue: [{ timestamp: AT_NOON, sampledValue: [{ value: 80, measurand: "SoC" }, { value: 0.98, measurand: "Power.Factor" }, { value: 7, measurand: "Display.ChargingComplete" }] }],
    });
    expect(meteredFact(request, envelope)).toEqual({
      fact: "metered", ...from, key: expect.stringMatching(/^meter\/evse\/2\/[0-9a-f]{16}$/), evse: 2, stationTime: NOON,
      readings: [
        { at: NOON, value: "80", measurand: "SoC", unit: "Percent", context: "Sample.Periodic" },
        { at: NOON, value: "0.98", measurand: "Power.Factor", unit: "", context: "Sample.Periodic" },
        { at: NOON, value: "7", measurand: "Display.ChargingComplete", unit: "", context: "Sample.Periodic" },
      ],
    });
    expect(meteredFact({ ...request, evseId: 0 }, envelope)).toBeUndefined();
  });

  it("DataTransfer with any JSON", () => {
    const request = validRequest(v201, "DataTransfer", { vendorId: "v", messageId: "m", data: { deep: [1, null] } });
    expect(dataTransferFact(request, envelope)).toEqual({ fact: "dataTransfer", ...from, vendor: "v", message: "m", data: { deep: [1, null] } });
  });
});

describe.each<[string, Protocol]>([["2.0.1", v201], ["2.1", v21]])("neutral answers to %s responses", (_, protocol) => {
  it("BootNotification and Heartbeat", () => {
    expect(validResponse(protocol, "BootNotification", bootResponse({ registration: "Rejected", interval: 60 }, NOON)))
      .toEqual({ status: "Rejected", currentTime: "2026-11-21T12:00:00.000Z", interval: 60 });
    expect(validResponse(protocol, "Heartbeat", heartbeatResponse(NOON))).toEqual({ currentTime: "2026-11-21T12:00:00.000Z" });
  });

  it.each<[RefusalReason, string]>([
    ["invalid", "Invalid"], ["blocked", "Blocked"], ["expired", "Expired"], ["concurrent", "ConcurrentTx"],
    ["notAllowedHere", "NotAtThisLocation"], ["noCredit", "NoCredit"], ["notNow", "NotAtThisTime"], ["unavailable", "Unknown"],
  ])("a token refused as %s", (reason, status) => {
    expect(validResponse(protocol, "Authorize", authorizeResponse({ result: "refused", reason }))).toEqual({ idTokenInfo: { status } });
  });

  it("an accepted token with validity and group", () => {
    expect(validResponse(protocol, "Authorize", authorizeResponse({ result: "accepted", validUntil: NOON, group: "G" })))
      .toEqual({ idTokenInfo: { status: "Accepted", cacheExpiryDateTime: "2026-11-21T12:00:00.000Z", groupIdToken: { idToken: "G", type: "Central" } } });
  });

  it("TransactionEvent: cost where known, the token only when one came", () => {
    const request = { eventType: "Updated", timestamp: AT_NOON, triggerReason: "Trigger", seqNo: 0, transactionInfo: { transactionId: "t" } } as const;
    const answer = { outcome: "recorded", authorization: { result: "accepted" } } as const;
    const respond = (idToken: boolean, cost?: string) =>
      validResponse(protocol, "TransactionEvent", transactionEventResponse(idToken ? { ...request, idToken: { idToken: "A", type: "Local" } } : request, answer, cost));
    expect(respond(false)).toEqual({});
    expect(respond(false, "0")).toEqual({ totalCost: 0 });
    expect(respond(true, "12.30")).toEqual({ totalCost: 12.3, idTokenInfo: { status: "Accepted" } });
  });

  it("DataTransfer", () => {
    expect(validResponse(protocol, "DataTransfer", dataTransferResponse({ status: "accepted", data: { a: 1 } }))).toEqual({ status: "Accepted", data: { a: 1 } });
    expect(validResponse(protocol, "DataTransfer", dataTransferResponse({ status: "unknownVendor" }))).toEqual({ status: "UnknownVendorId" });
  });
});
