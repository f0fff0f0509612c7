import { parseInstant } from "@cpokit/kernel";
import { v16 } from "@cpokit/ocpp/v16";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";
import type { ConnectorNumbers } from "./connectors.ts";

/** ReserveNow and CancelReservation (§5.13, §5.2); connector 0 is any. */
export function reservationAnswers(core: StationCore, connectors: ConnectorNumbers): readonly (readonly [string, Answer])[] {
  return [
    answers(v16.action("ReserveNow"), ({ connectorId, expiryDate, idTag, parentIdTag, reservationId }) => {
      const place = connectorId === 0 ? undefined : connectors.place(connectorId);
      const until = parseInstant(expiryDate);
      if ((connectorId !== 0 && place === undefined) || until === undefined || until <= core.now()) return { status: "Rejected" };
      const status = core.bookings.reserve({
        id: reservationId, until, token: idTag, ...(place === undefined ? {} : { evse: place.evse }), ...(parentIdTag === undefined ? {} : { group: parentIdTag }), fits: () => true,
      });
      return { status };
    }),
    answers(v16.action("CancelReservation"), ({ reservationId }) => ({ status: core.bookings.cancel(reservationId) ? "Accepted" : "Rejected" })),
  ];
}
