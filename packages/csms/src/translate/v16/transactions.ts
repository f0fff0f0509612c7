import { CpoError } from "@cpokit/kernel";
import { foldTokenValue, type EndedFact, type MeteredFact, type SessionAnswer, type StartedFact } from "@cpokit/model";
import type {
  MeterValuesRequest, StartTransactionRequest, StartTransactionResponse, StopTransactionRequest, StopTransactionResponse,
} from "@cpokit/ocpp/v16";
import { compact } from "../compact.ts";
import { stationTime, type Envelope } from "../envelope.ts";
import { fingerprint } from "../fingerprint.ts";
import { idTagInfo } from "./authorization.ts";
import { readings, registerReading } from "./readings.ts";

/** A 1.6 StartTransaction as a fact; the reference is ours to allocate. */
export function startedFact(request: StartTransactionRequest, envelope: Envelope): StartedFact {
  const at = stationTime(request.timestamp, envelope.receivedAt);
  return compact({
    fact: "started" as const,
    numbering: "allocate" as const,
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    key: `start/${request.connectorId}/${foldTokenValue(request.idTag)}/${request.timestamp}/${request.meterStart}`,
    evse: request.connectorId,
    connector: 1,
    stationTime: at,
    readings: [registerReading(request.meterStart, "Transaction.Begin", at)],
    token: { value: request.idTag },
    reservationId: request.reservationId,
  });
}

/** A 1.6 StopTransaction as a fact. The reference is passed on as sent, -1 and 0 included (Q14). */
export function endedFact(request: StopTransactionRequest, envelope: Envelope): EndedFact {
  const at = stationTime(request.timestamp, envelope.receivedAt);
  return compact({
    fact: "ended" as const,
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    key: `stop/${request.transactionId}/${request.timestamp}/${request.meterStop}`,
    transaction: String(request.transactionId),
    stationTime: at,
    readings: [...readings(request.transactionData, envelope.receivedAt), registerReading(request.meterStop, "Transaction.End", at)],
    token: request.idTag === undefined ? undefined : { value: request.idTag },
    reason: request.reason,
  });
}

/** 1.6 MeterValues as a fact; `undefined` when they belong to no connector and no transaction, as those of the main meter. */
export function meteredFact(request: MeterValuesRequest, envelope: Envelope): MeteredFact | undefined {
  const { connectorId, transactionId, meterValue } = request;
  if (connectorId < 1 && transactionId === undefined) return undefined;
  const connected = connectorId >= 1 ? { evse: connectorId, connector: 1 } : {};
  const place = transactionId === undefined ? `connector/${connectorId}` : `transaction/${transactionId}`;
  return {
    fact: "metered",
    station: envelope.station,
    receivedAt: envelope.receivedAt,
    key: `meter/${place}/${fingerprint(meterValue)}`,
    ...connected,
    ...(transactionId === undefined ? {} : { transaction: String(transactionId) }),
    stationTime: stationTime(meterValue.at(-1)?.timestamp, envelope.receivedAt),
    readings: readings(meterValue, envelope.receivedAt),
  };
}

/**
 * The answer to a 1.6 start, also to a refused one: an id of 1 or more (Q16).
 *
 * @throws `csms.transaction` when the session engine gave no such id.
 */
export function startResponse(answer: SessionAnswer): StartTransactionResponse {
  const transactionId = Number(answer.transaction);
  if (!Number.isInteger(transactionId) || transactionId < 1 || transactionId > 2_147_483_647) {
    throw new CpoError("csms.transaction", "on.session must answer a StartTransaction with a transaction number from 1 to 2147483647; check the session engine.", {
      transaction: answer.transaction ?? null,
    });
  }
  return { transactionId, idTagInfo: idTagInfo(answer.authorization ?? { result: "refused", reason: "unavailable" }) };
}

/** The answer to a 1.6 stop: about the token only when one was presented. */
export function stopResponse(request: StopTransactionRequest, answer: SessionAnswer): StopTransactionResponse {
  return request.idTag === undefined || answer.authorization === undefined ? {} : { idTagInfo: idTagInfo(answer.authorization) };
}
