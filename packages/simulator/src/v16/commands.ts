import { parseInstant } from "@cpokit/kernel";
import { v16, type MessageTrigger } from "@cpokit/ocpp/v16";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";
import type { OutgoingCall } from "../station/messenger.ts";
import type { UpdateOrder } from "../station/workshop.ts";
import { authorizationOf } from "./id-tag.ts";
import { requestCertificate } from "./certificates.ts";
import { createConfiguration } from "./configuration.ts";
import { profileOf } from "./charging-profiles.ts";
import type { ConnectorNumbers } from "./connectors.ts";
import { meterValue } from "./meter-value.ts";
import type { TransactionNumbers } from "./transaction-numbers.ts";

/** What a 1.6 station answers to the central system, but for smart charging. */
export function commandAnswers(core: StationCore, connectors: ConnectorNumbers, numbers: TransactionNumbers): readonly (readonly [string, Answer])[] {
  const configuration = createConfiguration(core, connectors);
  return [
    answers(v16.action("RemoteStartTransaction"), ({ connectorId, idTag, chargingProfile }) => {
      const place = connectorId === undefined ? undefined : connectors.place(connectorId);
      if (connectorId !== undefined && place === undefined) return { status: "Rejected" };
      const evse = core.remoteStart({
        token: { value: idTag },
        ...(place === undefined ? {} : { evse: place.evse }),
        ...(chargingProfile === undefined ? {} : { profile: (evse: number) => profileOf(chargingProfile, evse, core.now()) }),
      });
      return { status: evse === undefined ? "Rejected" : "Accepted" };
    }),
    answers(v16.action("RemoteStopTransaction"), ({ transactionId }) => {
      const reference = numbers.reference(transactionId);
      return { status: reference !== undefined && core.remoteStop(reference) === "accepted" ? "Accepted" : "Rejected" };
    }),
    answers(v16.action("Reset"), ({ type }) => {
      core.reset(type === "Hard" ? "hard" : "soft");
      return { status: "Accepted" };
    }),
    answers(v16.action("UnlockConnector"), ({ connectorId }) => {
      const place = connectors.place(connectorId);
      if (place === undefined) return { status: "NotSupported" };
      core.evse(place.evse)?.end("unlockCommand", "UnlockCommand");
      return { status: "Unlocked" };
    }),
    answers(v16.action("ChangeAvailability"), ({ connectorId, type }) => {
      const place = connectors.place(connectorId);
      if (connectorId !== 0 && place === undefined) return { status: "Rejected" };
      return { status: core.changeAvailability(type === "Operative", place?.evse) === "accepted" ? "Accepted" : "Scheduled" };
    }),
    answers(v16.action("GetConfiguration"), ({ key = [] }) => {
      const { known, unknown } = configuration.read(key);
      return { configurationKey: known, ...(unknown.length === 0 ? {} : { unknownKey: unknown }) };
    }),
    answers(v16.action("ChangeConfiguration"), ({ key, value }) => ({ status: configuration.change(key, value) })),
    answers(v16.action("TriggerMessage"), ({ requestedMessage, connectorId }) => trigger(core, connectors, numbers, requestedMessage, connectorId)),
    answers(v16.action("ExtendedTriggerMessage"), ({ requestedMessage, connectorId }) => {
      if (requestedMessage === "SignChargePointCertificate") return { status: requestCertificate(core) ? "Accepted" : "NotImplemented" };
      if (requestedMessage === "LogStatusNotification") {
        core.later(() => ({ action: "LogStatusNotification", payload: { status: "Idle" } }));
        return { status: "Accepted" };
      }
      return trigger(core, connectors, numbers, requestedMessage, connectorId);
    }),
    answers(v16.action("GetLocalListVersion"), () => ({ listVersion: core.memory.listVersion })),
    answers(v16.action("SendLocalList"), ({ listVersion, localAuthorizationList = [], updateType }) => {
      if (updateType === "Differential" && listVersion <= core.memory.listVersion) return { status: "VersionMismatch" };
      const entries = localAuthorizationList.map(({ idTag, idTagInfo }) => ({
        token: idTag,
        ...(idTagInfo === undefined ? {} : { authorization: authorizationOf(idTagInfo) }),
      }));
      core.memory.updateList(listVersion, entries, updateType === "Full" ? "full" : "differential");
      return { status: "Accepted" };
    }),
    answers(v16.action("ClearCache"), () => {
      core.memory.clearCache();
      return { status: "Accepted" };
    }),
    answers(v16.action("UpdateFirmware"), ({ location, retrieveDate }) => {
      update(core, location, retrieveDate, false, (status) => ({ action: "FirmwareStatusNotification", payload: { status } }));
      return {};
    }),
    answers(v16.action("SignedUpdateFirmware"), ({ firmware, requestId }) => {
      update(core, firmware.location, firmware.retrieveDateTime, true, (status) => ({ action: "SignedFirmwareStatusNotification", payload: { status, requestId } }));
      return { status: "Accepted" };
    }),
    answers(v16.action("GetDiagnostics"), ({ location }) => {
      core.workshop.upload(location, (status) => core.later(() => ({ action: "DiagnosticsStatusNotification", payload: { status: status === "failed" ? "UploadFailed" : status } })));
      return { fileName: "diagnostics.log" };
    }),
    answers(v16.action("GetLog"), ({ log, requestId }) => {
      core.workshop.upload(log.remoteLocation, (status) => core.later(() => ({ action: "LogStatusNotification", payload: { status: status === "failed" ? "UploadFailure" : status, requestId } })));
      return { status: "Accepted" as const, filename: "security.log" };
    }),
    answers(v16.action("DataTransfer"), () => ({ status: "UnknownVendorId" })),
  ];
}

type Told = Parameters<UpdateOrder["tell"]>[0];

function update(core: StationCore, location: string, at: string, isSigned: boolean, message: (status: Told) => OutgoingCall): void {
  core.workshop.update({ location, isSigned, at: parseInstant(at) ?? core.now(), tell: (status) => core.later(() => message(status)) });
}

function trigger(
  core: StationCore, connectors: ConnectorNumbers, numbers: TransactionNumbers, message: MessageTrigger, connectorId: number | undefined,
): { status: "Accepted" | "Rejected" } {
  const place = connectorId === undefined || connectorId === 0 ? undefined : connectors.place(connectorId);
  if (connectorId !== undefined && connectorId !== 0 && place === undefined) return { status: "Rejected" };
  const evses = core.evses.filter(({ hardware }) => place === undefined || place.evse === hardware.number);
  switch (message) {
    case "BootNotification":
      core.later(() => void core.boot("Triggered"));
      break;
    case "Heartbeat":
      core.later(() => ({ action: "Heartbeat", payload: {} }));
      break;
    case "StatusNotification":
      core.later(() => void core.tellStatus(place?.evse, place?.connector));
      break;
    case "MeterValues":
      for (const { hardware } of evses) core.later(() => triggeredMeterValues(core, connectors, numbers, hardware.number));
      break;
    case "DiagnosticsStatusNotification":
    case "FirmwareStatusNotification":
      core.later(() => ({ action: message, payload: { status: "Idle" } }));
      break;
  }
  return { status: "Accepted" };
}

function triggeredMeterValues(core: StationCore, connectors: ConnectorNumbers, numbers: TransactionNumbers, number: number): OutgoingCall | undefined {
  const evse = core.evse(number);
  if (evse === undefined) return undefined;
  const { transaction, connector = 1 } = evse.view();
  const sample = evse.sample("Trigger");
  const value = meterValue(sample, core.settings.measurands, core.stamp(sample.at));
  if (value === undefined) return undefined;
  const transactionId = transaction === undefined ? {} : { transactionId: numbers.of(transaction.reference) };
  return { action: "MeterValues", payload: { connectorId: connectors.number(number, connector), ...transactionId, meterValue: [value] } };
}
