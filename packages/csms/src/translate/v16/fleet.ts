import { formatInstant, type Instant } from "@cpokit/kernel";
import type { FleetCommand } from "@cpokit/model";
import type { V16Messages } from "@cpokit/ocpp/v16";
import type { CommandPlan } from "../../commands/command-plan.ts";
import { concludeByStatus } from "../../commands/conclude.ts";
import { compact } from "../compact.ts";

/** How reservations, firmware and diagnostics are put to a 1.6 station; security logs and signed firmware need the security extension. */
export function planFleet(command: FleetCommand): CommandPlan {
  switch (command.command) {
    case "reserve": {
      const { reservation, token, group, evse = 0, connectorType, until } = command;
      if (connectorType !== undefined) return { unsupported: "OCPP 1.6 cannot reserve a connector type; reserve a connector or the whole station." };
      return one("ReserveNow", compact({ reservationId: reservation, connectorId: evse, expiryDate: formatInstant(until), idTag: token.value, parentIdTag: group }));
    }
    case "cancelReservation":
      return one("CancelReservation", { reservationId: command.reservation });
    case "updateFirmware": {
      const { request, location, retrieveAt, installAt, retries, retryInterval, signature } = command;
      if (signature === undefined) return one("UpdateFirmware", compact({ location, retrieveDate: formatInstant(retrieveAt), retries, retryInterval }));
      const firmware = compact({
        location, retrieveDateTime: formatInstant(retrieveAt), installDateTime: text(installAt), signingCertificate: signature.certificate, signature: signature.value,
      });
      return one("SignedUpdateFirmware", compact({ requestId: request, firmware, retries, retryInterval }));
    }
    case "publishFirmware":
    case "unpublishFirmware":
      return { unsupported: "OCPP 1.6 has no firmware publishing; update each station by itself." };
    case "getLog": {
      const { request, log, location, from, until, retries, retryInterval } = command;
      if (log === "diagnostics") return one("GetDiagnostics", compact({ location, startTime: text(from), stopTime: text(until), retries, retryInterval }));
      const parameters = compact({ remoteLocation: location, oldestTimestamp: text(from), latestTimestamp: text(until) });
      return one("GetLog", compact({ logType: "SecurityLog" as const, requestId: request, log: parameters, retries, retryInterval }));
    }
  }
}

function text(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at);
}

function one<Action extends keyof V16Messages>(action: Action, payload: V16Messages[Action]["request"] & object): CommandPlan {
  return { calls: [{ action, payload }], conclude: ([response]) => concludeByStatus(response) };
}
