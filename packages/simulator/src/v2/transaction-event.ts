import type { ReasonEnumType, TransactionEventEnumType, TransactionEventRequest } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import type { StopReason } from "../evse/transaction.ts";
import type { StationCore } from "../station/core.ts";
import type { ToldUpdate } from "../station/dialect.ts";
import type { TransactionMessage } from "../station/messenger.ts";
import { authorizationOf, idToken } from "./id-token.ts";
import { meterValue } from "./meter-value.ts";

/** A TransactionEvent of OCPP 2.0.1 or 2.1 (E01–E16). */
export function transactionEvent(core: StationCore, isV21: boolean, update: ToldUpdate): TransactionMessage {
  const { transaction, event } = update;
  const measurands = event === "ended" ? core.settings.endMeasurands : core.settings.measurands;
  const meterValues = update.samples.map((sample) => meterValue(sample, measurands, core.stamp(sample.at))).filter((value) => value !== undefined);
  const token = update.token ?? (event === "started" ? transaction.grant?.token : undefined);
  const remoteStartId = event === "started" || update.trigger === "RemoteStart" ? transaction.grant?.remoteStartId : undefined;
  const reservationId = event === "started" || update.trigger === "Authorized" || update.trigger === "RemoteStart" ? transaction.grant?.reservationId : undefined;
  const saysWhere = event === "started" || update.trigger === "CablePluggedIn";

  const request: TransactionEventRequest = {
    eventType: EVENT_TYPES[event],
    timestamp: core.stamp(update.at),
    triggerReason: update.trigger === "TxResumed" ? "ChargingStateChanged" : update.trigger,
    seqNo: update.sequence,
    transactionInfo: {
      transactionId: transaction.reference,
      chargingState: transaction.state,
      ...(event !== "ended" || transaction.stopReason === undefined ? {} : { stoppedReason: REASONS[transaction.stopReason] }),
      ...(remoteStartId === undefined ? {} : { remoteStartId }),
    },
    ...(reservationId === undefined ? {} : { reservationId }),
    ...(update.offline ? { offline: true } : {}),
    ...(saysWhere ? { evse: { id: transaction.evse, connectorId: transaction.connector } } : {}),
    ...(token === undefined ? {} : { idToken: idToken(token) }),
    ...(meterValues.length === 0 ? {} : { meterValue: meterValues }),
  };
  const payload = isV21 ? { ...request, triggerReason: update.trigger } : request;
  return {
    action: "TransactionEvent",
    payload: () => payload,
    answered(response) {
      if (!v21.action("TransactionEvent").response.accepts(response) || response.idTokenInfo === undefined) return;
      core.judged(transaction.reference, token, authorizationOf(response.idTokenInfo));
    },
  };
}

const EVENT_TYPES = { started: "Started", updated: "Updated", ended: "Ended" } as const satisfies Record<ToldUpdate["event"], TransactionEventEnumType>;

const REASONS: Readonly<Record<StopReason, ReasonEnumType>> = {
  local: "Local", remote: "Remote", evDisconnected: "EVDisconnected", deauthorized: "DeAuthorized", powerLoss: "PowerLoss", softReset: "Reboot",
  hardReset: "ImmediateReset", unlockCommand: "Other", stoppedByEv: "StoppedByEV", timeout: "Timeout", masterPass: "MasterPass",
};
