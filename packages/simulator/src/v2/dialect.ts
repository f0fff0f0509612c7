import { v201, type AuthorizeRequest, type BootNotificationRequest, type ConnectorStatusEnumType } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import type { EvseView } from "../evse/evse.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer, Dialect } from "../station/dialect.ts";
import { chargingProfileAnswers } from "./charging-profiles.ts";
import { commandAnswers } from "./commands.ts";
import { certificateAnswers } from "./certificates.ts";
import { customerAnswers } from "./customers.ts";
import { deviceModel, type Variable } from "./device-model.ts";
import { displayAnswers } from "./display.ts";
import { gridControlAnswers } from "./grid-controls.ts";
import { authorizationOf, idToken } from "./id-token.ts";
import { monitoringAnswers } from "./monitoring.ts";
import { createNetworkProfiles } from "./network.ts";
import { otherAnswers } from "./other-v21.ts";
import { publishingAnswers } from "./publishing.ts";
import { reportAnswers } from "./reports.ts";
import { reservationAnswers } from "./reservations.ts";
import { tariffAnswers } from "./tariffs.ts";
import { transactionEvent } from "./transaction-event.ts";

/** Speaks OCPP 2.0.1 or 2.1, which differ little for a station: requests are read with the wider 2.1, and written as 2.0.1 has them. */
export function createDialectV2(core: StationCore, version: "2.0.1" | "2.1"): Dialect {
  const network = createNetworkProfiles();
  const model = deviceModel(core, network);
  return {
    protocol: version === "2.1" ? v21 : v201,
    boot(reason) {
      const { vendor, model, serial, firmware } = core.plate;
      const payload: BootNotificationRequest = { reason, chargingStation: { vendorName: vendor, model, serialNumber: serial, firmwareVersion: firmware } };
      return { action: "BootNotification", payload };
    },
    readBoot: (response) => (v21.action("BootNotification").response.accepts(response) ? response : undefined),
    heartbeat: () => ({ action: "Heartbeat", payload: {} }),
    statusOf: (view, connector) => statusOf(core, view, connector),
    status: (evse, connector, status, at) => ({
      action: "StatusNotification", payload: { evseId: evse, connectorId: connector, connectorStatus: status, timestamp: core.stamp(at) },
    }),
    authorize: (token) => ({ action: "Authorize", payload: { idToken: idToken(token) } satisfies AuthorizeRequest }),
    readAuthorize: (response) => (v21.action("Authorize").response.accepts(response) ? authorizationOf(response.idTokenInfo) : undefined),
    transaction: (update) => [transactionEvent(core, version === "2.1", update)],
    answers: new Map([...commandAnswers(core), ...reportAnswers(core, model), ...chargingProfileAnswers(core), ...blockAnswers(core, model, version), ...network.answers]),
    connections: network.order,
  };
}

function blockAnswers(core: StationCore, model: readonly Variable[], version: "2.0.1" | "2.1"): readonly (readonly [string, Answer])[] {
  return [
    ...reservationAnswers(core), ...certificateAnswers(core), ...displayAnswers(core), ...customerAnswers(core), ...monitoringAnswers(core, model, version === "2.1"), ...publishingAnswers(core),
    // Only 2.1 has these; a 2.0.1 line does not let them through.
    ...tariffAnswers(core), ...gridControlAnswers(core), ...otherAnswers(core),
  ];
}

function statusOf(core: StationCore, view: EvseView, connector: number): ConnectorStatusEnumType {
  if (!view.operative) return "Unavailable";
  if (view.connector === undefined) return core.bookings.holds(view.hardware.number) ? "Reserved" : "Available";
  return view.connector === connector ? "Occupied" : "Unavailable";
}
