import { formatInstant, type Instant } from "@cpokit/kernel";
import type { FleetCommand, TokenReference } from "@cpokit/model";
import type { IdTokenType, ReserveNowRequest, V201Messages } from "@cpokit/ocpp/v201";
import type { CommandPlan } from "../../commands/command-plan.ts";
import { concludeByStatus } from "../../commands/conclude.ts";
import { validated } from "../../validated.ts";
import { compact } from "../compact.ts";

/** How reservations, firmware and diagnostics are put to a 2.x station. */
export function planFleet(command: FleetCommand): CommandPlan {
  switch (command.command) {
    case "reserve": {
      const { reservation, token, group, evse, connectorType, until } = command;
      const groupIdToken = group === undefined ? undefined : idToken({ value: group, type: "Central" });
      return one("ReserveNow", compact({
        id: reservation, expiryDateTime: formatInstant(until), idToken: idToken(token), groupIdToken, evseId: evse,
        // The names of 2.1 are open text, those of 2.0.1 a list: the schema of the station's version decides.
        connectorType: validated<ReserveNowRequest["connectorType"]>(connectorType),
      }));
    }
    case "cancelReservation":
      return one("CancelReservation", { reservationId: command.reservation });
    case "updateFirmware": {
      const { request, location, retrieveAt, installAt, retries, retryInterval, signature } = command;
      const firmware = compact({
        location, retrieveDateTime: formatInstant(retrieveAt), installDateTime: text(installAt), signingCertificate: signature?.certificate, signature: signature?.value,
      });
      return one("UpdateFirmware", compact({ requestId: request, firmware, retries, retryInterval }));
    }
    case "publishFirmware": {
      const { request, location, checksum, retries, retryInterval } = command;
      return one("PublishFirmware", compact({ requestId: request, location, checksum, retries, retryInterval }));
    }
    case "unpublishFirmware":
      return one("UnpublishFirmware", { checksum: command.checksum });
    case "getLog": {
      const { request, log, location, from, until, retries, retryInterval } = command;
      const parameters = compact({ remoteLocation: location, oldestTimestamp: text(from), latestTimestamp: text(until) });
      const logType = log === "diagnostics" ? "DiagnosticsLog" as const : "SecurityLog" as const;
      return one("GetLog", compact({ logType, requestId: request, log: parameters, retries, retryInterval }));
    }
  }
}

/** A token without a type is one of ours, hence Central. */
function idToken({ value, type }: TokenReference): IdTokenType {
  return { idToken: value, type: validated<IdTokenType["type"]>(type ?? "Central") };
}

function text(at: Instant | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at);
}

function one<Action extends keyof V201Messages>(action: Action, payload: V201Messages[Action]["request"] & object): CommandPlan {
  return { calls: [{ action, payload }], conclude: ([response]) => concludeByStatus(response) };
}
