import { decimal, formatDecimal } from "@cpokit/kernel";
import type { EndedFact, EnergyState, MeteredFact, SessionAnswer, SessionFact, StartedFact } from "@cpokit/model";
import type { TransactionEventResponse } from "@cpokit/ocpp/v201";
import type { MeterValuesRequest, TransactionEventRequest } from "@cpokit/ocpp/v21";
import { compact } from "../compact.ts";
import { stationTime, type Envelope } from "../envelope.ts";
import { fingerprint } from "../fingerprint.ts";
import { idTokenInfo, tokenReference } from "./authorization.ts";
import { readings } from "./readings.ts";

const ENERGY_STATES: ReadonlyMap<string, EnergyState> = new Map([
  ["EVConnected", "connected"],
  ["Charging", "charging"],
  ["SuspendedEV", "suspendedEv"],
  ["SuspendedEVSE", "suspendedEvse"],
  ["Idle", "idle"],
]);

/** A 2.x TransactionEvent as a fact. EVSE, token and readings may be missing in any of them (Q6, Q7, Q10). */
export function sessionFact(request: TransactionEventRequest, envelope: Envelope): SessionFact {
  const common = commonPart(request, envelope);
  switch (request.eventType) {
    case "Started":
      return { ...common, fact: "started", numbering: "given" } satisfies StartedFact;
    case "Updated":
      return { ...common, fact: "metered" } satisfies MeteredFact;
    case "Ended":
      return compact({ ...common, fact: "ended" as const, reason: request.transactionInfo.stoppedReason }) satisfies EndedFact;
  }
}

/** 2.x MeterValues as a fact; `undefined` for those of the main meter (evse 0). They never name a transaction. */
export function meteredFact(request: MeterValuesRequest, envelope: Envelope): MeteredFact | undefined {
  if (request.evseId < 1) return undefined;
  return {
    fact: "metered",
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    key: `meter/evse/${request.evseId}/${fingerprint(request.meterValue)}`,
    evse: request.evseId,
    stationTime: stationTime(request.meterValue.at(-1)?.timestamp, envelope.receivedAt),
    readings: readings(request.meterValue, envelope.receivedAt),
  };
}

/**
 * The answer to an event: about the token when one was presented, and the cost where it is known.
 *
 * @throws `kernel.decimal` when the cost is no decimal text.
 */
export function transactionEventResponse(request: TransactionEventRequest, answer: SessionAnswer, cost: string | undefined): TransactionEventResponse {
  const { authorization } = answer;
  return compact({
    totalCost: cost === undefined ? undefined : Number(formatDecimal(decimal(cost))),
    idTokenInfo: request.idToken === undefined || authorization === undefined ? undefined : idTokenInfo(authorization),
  });
}

function commonPart(request: TransactionEventRequest, envelope: Envelope) {
  const { transactionInfo, evse, idToken } = request;
  return compact({
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    key: eventKey(request),
    evse: evse?.id,
    connector: evse?.connectorId,
    transaction: transactionInfo.transactionId,
    stationTime: stationTime(request.timestamp, envelope.receivedAt),
    readings: readings(request.meterValue, envelope.receivedAt),
    token: idToken === undefined ? undefined : tokenReference(idToken),
    remoteStartId: transactionInfo.remoteStartId,
    reservationId: request.reservationId,
    offline: request.offline,
    seqNo: request.seqNo,
    trigger: request.triggerReason,
    energyState: transactionInfo.chargingState === undefined ? undefined : ENERGY_STATES.get(transactionInfo.chargingState),
  });
}

/**
 * What makes two events the same one. seqNo may be 0 for ever (Q1) and clocks may tick in seconds (Q12), so an update is
 * also told by its content, and so is an end: one that brings the registers is no repeat of one that came without them.
 * `offline` stays out: a station sets it when it repeats what it could not deliver.
 */
function eventKey(request: TransactionEventRequest): string {
  const { transactionInfo, eventType, seqNo, timestamp, triggerReason } = request;
  const key = `event/${transactionInfo.transactionId}/${eventType}/${seqNo}/${timestamp}/${triggerReason}`;
  if (eventType === "Started") return key;
  return `${key}/${fingerprint([transactionInfo, request.idToken ?? null, request.meterValue ?? []])}`;
}
