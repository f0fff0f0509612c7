import { v16, type MeterValuesRequest, type Reason, type StartTransactionRequest, type StopTransactionRequest } from "@cpokit/ocpp/v16";
import type { StopReason } from "../evse/transaction.ts";
import type { StationCore } from "../station/core.ts";
import type { ToldUpdate } from "../station/dialect.ts";
import type { TransactionMessage } from "../station/messenger.ts";
import type { ConnectorNumbers } from "./connectors.ts";
import { authorizationOf } from "./id-tag.ts";
import { meterValue } from "./meter-value.ts";
import type { TransactionNumbers } from "./transaction-numbers.ts";

/** The tag of a transaction that nobody was authorized for, which 1.6 cannot leave out. */
const NO_TAG = "NONE";

/** StartTransaction, MeterValues and StopTransaction; news that 1.6 tells by a status only give none. */
export function transactionMessages(
  core: StationCore, connectors: ConnectorNumbers, numbers: TransactionNumbers, update: ToldUpdate,
): readonly TransactionMessage[] {
  const { transaction } = update;
  const connectorId = connectors.number(transaction.evse, transaction.connector);
  const stamp = core.stamp(update.at);
  const meterValues = (measurands: readonly string[]) =>
    update.samples.map((sample) => meterValue(sample, measurands, core.stamp(sample.at))).filter((value) => value !== undefined);

  if (update.event === "started") {
    const payload: StartTransactionRequest = {
      connectorId, idTag: transaction.grant?.token.value ?? NO_TAG, meterStart: transaction.meterStart, timestamp: stamp,
      ...(transaction.grant?.reservationId === undefined ? {} : { reservationId: transaction.grant.reservationId }),
    };
    return [{
      action: "StartTransaction",
      payload: () => payload,
      answered(response) {
        if (!v16.action("StartTransaction").response.accepts(response)) return;
        const { transactionId, idTagInfo } = response;
        numbers.give(transaction.reference, transactionId);
        core.judged(transaction.reference, transaction.grant?.token, authorizationOf(idTagInfo));
      },
    }];
  }

  if (update.event === "updated") {
    const values = meterValues(core.settings.measurands);
    const payload = (): MeterValuesRequest => ({ connectorId, transactionId: numbers.of(transaction.reference), meterValue: values });
    return values.length === 0 ? [] : [{ action: "MeterValues", payload }];
  }

  const transactionData = meterValues(core.settings.endMeasurands);
  const payload = (): StopTransactionRequest => ({
    transactionId: numbers.of(transaction.reference),
    meterStop: update.samples.at(-1)?.energy ?? transaction.meterStart,
    timestamp: stamp,
    reason: REASONS[transaction.stopReason ?? "local"],
    ...(update.token === undefined ? {} : { idTag: update.token.value }),
    ...(transactionData.length === 0 ? {} : { transactionData }),
  });
  const forget = () => numbers.forget(transaction.reference);
  return [{ action: "StopTransaction", payload, answered: forget, gaveUp: forget }];
}

const REASONS: Readonly<Record<StopReason, Reason>> = {
  local: "Local", remote: "Remote", evDisconnected: "EVDisconnected", deauthorized: "DeAuthorized", powerLoss: "PowerLoss", softReset: "SoftReset",
  hardReset: "HardReset", unlockCommand: "UnlockCommand", stoppedByEv: "Local", timeout: "Other", masterPass: "Local",
};
