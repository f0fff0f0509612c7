import { parseInstant } from "@cpokit/kernel";
import { v21, type MessageTriggerEnumType, type TriggerMessageResponse } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";
import { requestCertificate } from "./certificates.ts";
import { authorizationOf } from "./id-token.ts";
import { profileOf } from "./charging-profiles.ts";
import { meterValue } from "./meter-value.ts";

/** What a 2.x station answers to the central system, but for variables and smart charging. */
export function commandAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  return [
    answers(v21.action("RequestStartTransaction"), ({ evseId, idToken, remoteStartId, chargingProfile }) => {
      if (chargingProfile !== undefined && chargingProfile.chargingProfilePurpose !== "TxProfile") {
        return { status: "Rejected", statusInfo: { reasonCode: "InvalidProfile" } };
      }
      const evse = core.remoteStart({
        token: { value: idToken.idToken, type: idToken.type }, remoteStartId,
        ...(evseId === undefined ? {} : { evse: evseId }),
        ...(chargingProfile === undefined ? {} : { profile: (number: number) => profileOf(chargingProfile, number, core.now()) }),
      });
      if (evse === undefined) return { status: "Rejected", statusInfo: { reasonCode: "NoEVSEFree" } };
      const running = core.evse(evse)?.view().transaction;
      return { status: "Accepted", ...(running === undefined ? {} : { transactionId: running.reference }) };
    }),
    answers(v21.action("RequestStopTransaction"), ({ transactionId }) =>
      core.remoteStop(transactionId) === "accepted" ? { status: "Accepted" } : { status: "Rejected", statusInfo: { reasonCode: "TxNotFound" } }),
    answers(v21.action("GetTransactionStatus"), ({ transactionId }) => {
      const messagesInQueue = core.messenger.queued > 0;
      if (transactionId === undefined) return { messagesInQueue };
      return { messagesInQueue, ongoingIndicator: core.evses.some(({ evse }) => evse.view().transaction?.reference === transactionId) };
    }),
    answers(v21.action("Reset"), ({ type, evseId }) => {
      if (evseId === undefined || evseId === 0) {
        const status = core.reset(type === "OnIdle" ? "onIdle" : type === "ImmediateAndResume" ? "resume" : "hard");
        return { status: status === "accepted" ? "Accepted" : "Scheduled" };
      }
      if (core.evse(evseId) === undefined || type !== "Immediate") return { status: "Rejected", statusInfo: { reasonCode: "NotSupported" } };
      core.resetEvse(evseId);
      return { status: "Accepted" };
    }),
    answers(v21.action("UnlockConnector"), ({ evseId, connectorId }) => {
      const entry = core.evses.find(({ hardware }) => hardware.number === evseId && connectorId >= 1 && connectorId <= hardware.connectors);
      if (entry === undefined) return { status: "UnknownConnector" };
      const view = entry.evse.view();
      return { status: view.transaction !== undefined && view.grant !== undefined ? "OngoingAuthorizedTransaction" : "Unlocked" };
    }),
    answers(v21.action("ChangeAvailability"), ({ evse, operationalStatus }) => {
      if (evse !== undefined && core.evse(evse.id) === undefined) return { status: "Rejected", statusInfo: { reasonCode: "UnknownEVSE" } };
      return { status: core.changeAvailability(operationalStatus === "Operative", evse?.id) === "accepted" ? "Accepted" : "Scheduled" };
    }),
    answers(v21.action("TriggerMessage"), ({ requestedMessage, evse }) => trigger(core, requestedMessage, evse?.id, evse?.connectorId)),
    answers(v21.action("GetLocalListVersion"), () => ({ versionNumber: core.memory.listVersion })),
    answers(v21.action("SendLocalList"), ({ versionNumber, updateType, localAuthorizationList = [] }) => {
      if (updateType === "Differential" && versionNumber <= core.memory.listVersion) return { status: "VersionMismatch" };
      const entries = localAuthorizationList.map(({ idToken, idTokenInfo }) => ({
        token: idToken.idToken, ...(idTokenInfo === undefined ? {} : { authorization: authorizationOf(idTokenInfo) }),
      }));
      core.memory.updateList(versionNumber, entries, updateType === "Full" ? "full" : "differential");
      return { status: "Accepted" };
    }),
    answers(v21.action("ClearCache"), () => {
      core.memory.clearCache();
      return { status: "Accepted" };
    }),
    answers(v21.action("CostUpdated"), () => ({})),
    answers(v21.action("UpdateFirmware"), ({ firmware, requestId }) => {
      core.workshop.update({
        location: firmware.location, at: parseInstant(firmware.retrieveDateTime) ?? core.now(), isSigned: firmware.signature !== undefined,
        tell: (status) => core.later(() => ({ action: "FirmwareStatusNotification", payload: { status, requestId } })),
      });
      return { status: "Accepted" };
    }),
    answers(v21.action("GetLog"), ({ log, requestId }) => {
      core.workshop.upload(log.remoteLocation, (status) => core.later(() => ({ action: "LogStatusNotification", payload: { status: status === "failed" ? "UploadFailure" : status, requestId } })));
      return { status: "Accepted" as const, filename: "station.log" };
    }),
    answers(v21.action("DataTransfer"), () => ({ status: "UnknownVendorId" })),
  ];
}

function trigger(core: StationCore, message: MessageTriggerEnumType, evse: number | undefined, connector: number | undefined): TriggerMessageResponse {
  const evses = core.evses.filter(({ hardware }) => evse === undefined || evse === hardware.number);
  if (evses.length === 0) return { status: "Rejected", statusInfo: { reasonCode: "UnknownEVSE" } };
  switch (message) {
    case "BootNotification":
      core.later(() => void core.boot("Triggered"));
      return { status: "Accepted" };
    case "Heartbeat":
      core.later(() => ({ action: "Heartbeat", payload: {} }));
      return { status: "Accepted" };
    case "StatusNotification":
      core.later(() => void core.tellStatus(evse, connector));
      return { status: "Accepted" };
    case "TransactionEvent": {
      const running = evses.filter((entry) => entry.evse.view().transaction !== undefined);
      for (const entry of running) core.later(() => void entry.evse.tell("Trigger"));
      return { status: running.length > 0 ? "Accepted" : "Rejected" };
    }
    case "MeterValues":
      for (const entry of evses) {
        core.later(() => {
          const sample = entry.evse.sample("Trigger");
          const value = meterValue(sample, core.settings.measurands, core.stamp(sample.at));
          return value === undefined ? undefined : { action: "MeterValues", payload: { evseId: entry.hardware.number, meterValue: [value] } };
        });
      }
      return { status: "Accepted" };
    case "SignChargingStationCertificate":
    case "SignV2GCertificate":
    case "SignV2G20Certificate":
      return { status: requestCertificate(core, CERTIFICATES[message]) ? "Accepted" : "NotImplemented" };
    case "FirmwareStatusNotification":
    case "LogStatusNotification":
      core.later(() => ({ action: message, payload: { status: "Idle" } }));
      return { status: "Accepted" };
    default:
      return { status: "NotImplemented" };
  }
}

const CERTIFICATES = {
  SignChargingStationCertificate: "ChargingStationCertificate", SignV2GCertificate: "V2GCertificate", SignV2G20Certificate: "V2G20Certificate",
} as const;
