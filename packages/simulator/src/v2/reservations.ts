import { parseInstant } from "@cpokit/kernel";
import { v21 } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";
import { connectorType } from "./device-model.ts";

/** ReserveNow and CancelReservation (H01, H02). */
export function reservationAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  return [
    answers(v21.action("ReserveNow"), ({ id, expiryDateTime, connectorType: wanted, idToken, evseId, groupIdToken }) => {
      const until = parseInstant(expiryDateTime);
      if (until === undefined || until <= core.now()) return { status: "Rejected", statusInfo: { reasonCode: "InvalidValue" } };
      const status = core.bookings.reserve({
        id, until, token: idToken.idToken, ...(evseId === undefined ? {} : { evse: evseId }), ...(groupIdToken === undefined ? {} : { group: groupIdToken.idToken }),
        fits: ({ hardware }) => wanted === undefined || wanted === connectorType(hardware),
      });
      return { status };
    }),
    answers(v21.action("CancelReservation"), ({ reservationId }) => ({ status: core.bookings.cancel(reservationId) ? "Accepted" : "Rejected" })),
  ];
}
