import { coverage } from "@cpokit/csms";
import type { Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { exchangesOf } from "../src/incoming/exchanges-of.ts";
import { at, connect, createBench } from "./kit.ts";

describe.each<[string, Protocol]>([["1.6", v16], ["2.0.1", v201], ["2.1", v21]])("OCPP %s", (_, protocol) => {
  it("has a place for every action and direction", () => {
    const rows = coverage(protocol);
    expect(rows.filter(({ treatment }) => treatment === "none")).toEqual([]);
    expect(new Set(rows.map(({ action }) => action))).toEqual(new Set(protocol.actions));
  });

  it("has no place for an action that a station never sends", () => {
    const known = new Set([...v16.actions, ...v201.actions, ...v21.actions] as readonly string[]);
    for (const action of exchangesOf(protocol.version).keys()) expect(known).toContain(action);
    for (const action of protocol.actions) {
      if (protocol.action(action)?.from === "csms") expect(exchangesOf(protocol.version).has(action)).toBe(false);
    }
  });

  it("refuses what it does not know and what only we send, without a unit", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    expect(await station.send("MakeCoffee", {})).toMatchObject({ refusal: "notImplemented" });
    expect(await station.send("__proto__", {})).toMatchObject({ refusal: "notImplemented" });
    expect(await station.send("ClearCache", {})).toMatchObject({ refusal: "notSupported" });
  });
});

/** One smallest message for each notice, so that each of its answers is checked against the schema. */
const MESSAGES: readonly (readonly [Protocol, string, unknown, unknown])[] = [
  [v16, "DiagnosticsStatusNotification", { status: "Uploaded" }, {}],
  [v16, "FirmwareStatusNotification", { status: "Installed" }, {}],
  [v16, "LogStatusNotification", { status: "Uploaded", requestId: 1 }, {}],
  [v16, "SecurityEventNotification", { type: "FirmwareUpdated", timestamp: at(0) }, {}],
  [v16, "SignedFirmwareStatusNotification", { status: "InvalidSignature" }, {}],
  [v16, "SignCertificate", { csr: "-----BEGIN" }, { status: "Rejected" }],
  ...[v201, v21].flatMap((protocol: Protocol): (readonly [Protocol, string, unknown, unknown])[] => [
    [protocol, "FirmwareStatusNotification", { status: "Installed", requestId: 2 }, {}],
    [protocol, "PublishFirmwareStatusNotification", { status: "Published", location: ["http://a"], requestId: 2 }, {}],
    [protocol, "LogStatusNotification", { status: "UploadFailure", requestId: 2 }, {}],
    [protocol, "SecurityEventNotification", { type: "FirmwareUpdated", timestamp: at(0) }, {}],
    [protocol, "SignCertificate", { csr: "-----BEGIN" }, { status: "Rejected" }],
    [protocol, "Get15118EVCertificate", { iso15118SchemaVersion: "urn:x", action: "Install", exiRequest: "AA==" }, { status: "Failed", exiResponse: "", statusInfo: { reasonCode: "NoService", additionalInfo: "no service for contract certificates is connected" } }],
    [protocol, "GetCertificateStatus", { ocspRequestData: { hashAlgorithm: "SHA256", issuerNameHash: "a", issuerKeyHash: "b", serialNumber: "1", responderURL: "http://o" } }, { status: "Failed", statusInfo: { reasonCode: "NoService", additionalInfo: "no service for contract certificates is connected" } }],
    [protocol, "NotifyReport", { requestId: 1, generatedAt: at(0), seqNo: 0 }, {}],
    [protocol, "NotifyMonitoringReport", { requestId: 1, generatedAt: at(0), seqNo: 0, tbc: true }, {}],
    [protocol, "NotifyCustomerInformation", { requestId: 1, generatedAt: at(0), seqNo: 0, data: "x" }, {}],
    [protocol, "NotifyDisplayMessages", { requestId: 1 }, {}],
    [protocol, "ReservationStatusUpdate", { reservationId: 1, reservationUpdateStatus: "Expired" }, {}],
    [protocol, "NotifyChargingLimit", { chargingLimit: { chargingLimitSource: "EMS" } }, {}],
    [protocol, "ClearedChargingLimit", { chargingLimitSource: "EMS", evseId: 1 }, {}],
    [protocol, "NotifyEVChargingNeeds", { evseId: 1, chargingNeeds: { requestedEnergyTransfer: "DC" } }, { status: "Rejected" }],
    [protocol, "NotifyEVChargingSchedule", { evseId: 1, timeBase: at(0), chargingSchedule: { id: 1, chargingRateUnit: "W", chargingSchedulePeriod: [{ startPeriod: 0, limit: 1 }] } }, { status: "Accepted" }],
    [protocol, "ReportChargingProfiles", {
      requestId: 1, chargingLimitSource: "CSO", evseId: 1,
      chargingProfile: [{
        id: 1, stackLevel: 0, chargingProfilePurpose: "TxProfile", chargingProfileKind: "Absolute",
        chargingSchedule: [{ id: 1, chargingRateUnit: "W", chargingSchedulePeriod: [{ startPeriod: 0, limit: 1 }] }],
      }],
    }, {}],
  ]),
  [v21, "GetCertificateChainStatus", {
    certificateStatusRequests: [{ certificateHashData: { hashAlgorithm: "SHA256", issuerNameHash: "a", issuerKeyHash: "b", serialNumber: "1" }, source: "OCSP", urls: ["http://o"] }],
  }, { certificateStatus: [{ certificateHashData: { hashAlgorithm: "SHA256", issuerNameHash: "a", issuerKeyHash: "b", serialNumber: "1" }, source: "OCSP", status: "Failed", nextUpdate: at(300) }] }],
  [v21, "BatterySwap", { eventType: "BatteryIn", requestId: 1, idToken: { idToken: "x", type: "Local" }, batteryData: [{ evseId: 1, serialNumber: "s", soC: 80, soH: 90 }] }, {}],
  [v21, "OpenPeriodicEventStream", { constantStreamData: { id: 1, variableMonitoringId: 2, params: {} } }, { status: "Accepted" }],
  [v21, "ClosePeriodicEventStream", { id: 1 }, {}],
  [v21, "NotifyPeriodicEventStream", { id: 1, pending: 0, basetime: at(0), data: [{ t: 0, v: "1" }] }, {}],
  [v21, "NotifyPriorityCharging", { transactionId: "t", activated: true }, {}],
  [v21, "NotifySettlement", { pspRef: "p", status: "Settled", settlementAmount: 1, settlementTime: at(0) }, {}],
  [v21, "NotifyWebPaymentStarted", { evseId: 1, timeout: 60 }, {}],
  [v21, "NotifyDERAlarm", { controlType: "VoltVar", timestamp: at(0), alarmEnded: true }, {}],
  [v21, "NotifyDERStartStop", { controlId: "c", started: true, timestamp: at(0) }, {}],
  [v21, "ReportDERControl", { requestId: 1 }, {}],
  [v21, "PullDynamicScheduleUpdate", { chargingProfileId: 1 }, { status: "Rejected" }],
  [v21, "VatNumberValidation", { vatNumber: "NL123" }, { vatNumber: "NL123", status: "Rejected" }],
];

describe("messages that are only taken note of", () => {
  it.each(MESSAGES.map(([protocol, action, payload, answer]) => [protocol.version, action, payload, answer, protocol] as const))(
    "%s %s is answered and shown",
    async (_version, action, payload, answer, protocol) => {
      const bench = await createBench();
      const station = await connect(bench, protocol);
      expect(await station.ask(action, payload)).toEqual(answer);
      expect(await bench.events()).toMatchObject([{ kind: action, summary: expect.any(String) }]);
    },
  );

  it("covers every notice of every version", () => {
    for (const protocol of [v16, v201, v21] as readonly Protocol[]) {
      const notices = coverage(protocol).filter(({ treatment, direction }) => treatment === "notice" && direction === "fromStation");
      const tried = new Set(MESSAGES.filter(([version]) => version === protocol).map(([, action]) => action));
      expect(notices.map(({ action }) => action).filter((action) => !tried.has(action))).toEqual([]);
    }
  });

  it("hands each one to on.notice with its block and content", async () => {
    const seen: unknown[] = [];
    const bench = await createBench({ on: { notice: (fact) => void seen.push(fact) } });
    const station = await connect(bench, v201);
    await station.ask("FirmwareStatusNotification", { status: "DownloadFailed", requestId: 2 });
    expect(seen).toMatchObject([{ fact: "notice", protocol: "2.0.1", action: "FirmwareStatusNotification", summary: "DownloadFailed 2", content: { status: "DownloadFailed" } }]);
    expect(await bench.events()).toMatchObject([{ severity: "warning" }]);
  });
});
