import {
  v16, type AuthorizeRequest, type BootNotificationRequest, type ChargePointStatus, type StatusNotificationRequest,
} from "@cpokit/ocpp/v16";
import type { EvseView } from "../evse/evse.ts";
import type { StationCore } from "../station/core.ts";
import type { Dialect } from "../station/dialect.ts";
import { chargingProfileAnswers } from "./charging-profiles.ts";
import { certificateAnswers } from "./certificates.ts";
import { commandAnswers } from "./commands.ts";
import { authorizationOf } from "./id-tag.ts";
import { createConnectorNumbers } from "./connectors.ts";
import { reservationAnswers } from "./reservations.ts";
import { transactionMessages } from "./transaction-messages.ts";
import { createTransactionNumbers } from "./transaction-numbers.ts";

/** Speaks OCPP 1.6. */
export function createDialectV16(core: StationCore): Dialect {
  const connectors = createConnectorNumbers(core.evses);
  const numbers = createTransactionNumbers();
  return {
    protocol: v16,
    boot() {
      const payload: BootNotificationRequest = {
        chargePointVendor: core.plate.vendor, chargePointModel: core.plate.model, chargePointSerialNumber: core.plate.serial, firmwareVersion: core.plate.firmware,
      };
      return { action: "BootNotification", payload };
    },
    readBoot: (response) => (v16.action("BootNotification").response.accepts(response) ? response : undefined),
    heartbeat: () => ({ action: "Heartbeat", payload: {} }),
    statusOf: (view, connector) => statusOf(core, view, connector),
    status(evse, connector, status, at) {
      const payload = { connectorId: connectors.number(evse, connector), errorCode: "NoError", status, timestamp: core.stamp(at) };
      return { action: "StatusNotification", payload: payload satisfies Omit<StatusNotificationRequest, "status" | "errorCode"> };
    },
    authorize: (token) => ({ action: "Authorize", payload: { idTag: token.value } satisfies AuthorizeRequest }),
    readAuthorize(response) {
      if (!v16.action("Authorize").response.accepts(response)) return undefined;
      return authorizationOf(response.idTagInfo);
    },
    transaction: (update) => transactionMessages(core, connectors, numbers, update),
    answers: new Map([...commandAnswers(core, connectors, numbers), ...chargingProfileAnswers(core, connectors, numbers), ...reservationAnswers(core, connectors), ...certificateAnswers(core)]),
  };
}

function statusOf(core: StationCore, view: EvseView, connector: number): ChargePointStatus {
  if (!view.operative) return "Unavailable";
  if (view.connector !== undefined && view.connector !== connector) return "Unavailable";
  if (view.transaction !== undefined) return TRANSACTION_STATUS[view.state];
  if (view.finishing) return "Finishing";
  if (view.connector !== undefined || view.grant !== undefined) return "Preparing";
  return core.bookings.holds(view.hardware.number) ? "Reserved" : "Available";
}

const TRANSACTION_STATUS = {
  Idle: "Preparing", EVConnected: "Preparing", Charging: "Charging", SuspendedEV: "SuspendedEV", SuspendedEVSE: "SuspendedEVSE",
} as const satisfies Record<EvseView["state"], ChargePointStatus>;
