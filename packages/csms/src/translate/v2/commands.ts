import type { CommandOutcome } from "@cpokit/model";
import type { EVSEType, IdTokenEnumType, MessageTriggerEnumType, OperationalStatusEnumType, V201Messages } from "@cpokit/ocpp/v201";
import type { CommandPlan, PlanContext } from "../../commands/command-plan.ts";
import { concludeByStatus } from "../../commands/conclude.ts";
import { validated } from "../../validated.ts";
import { compact } from "../compact.ts";
import { isUpkeep, type NeutralCommand } from "../neutral-command.ts";
import { planFleet } from "./fleet.ts";
import { planUpkeep } from "./upkeep.ts";
import { planGetVariables, planSetVariables } from "./variables.ts";

/** How a command is put to a 2.x station: as 2.0.1 says it, which 2.1 understands. */
export function planCommand(command: NeutralCommand, context: PlanContext): CommandPlan {
  switch (command.command) {
    case "start": {
      // A token without a type is one of ours, hence Central.
      const idToken = { idToken: command.token.value, type: validated<IdTokenEnumType>(command.token.type ?? "Central") };
      return one("RequestStartTransaction", compact({ idToken, remoteStartId: context.remoteStartId, evseId: command.evse }));
    }
    case "stop":
      return one("RequestStopTransaction", { transactionId: command.transaction });
    case "reset":
      return one("Reset", compact({ type: command.mode === "immediate" ? "Immediate" as const : "OnIdle" as const, evseId: command.evse }));
    case "unlock":
      return one("UnlockConnector", { evseId: command.evse, connectorId: command.connector ?? 1 });
    case "changeAvailability":
      return changeAvailability(command.operative ? "Operative" : "Inoperative", evse(command.evse, command.connector));
    case "trigger":
      return one("TriggerMessage", compact({ requestedMessage: validated<MessageTriggerEnumType>(command.message), evse: evse(command.evse, command.connector) }));
    case "getVariables":
      return planGetVariables(command.variables, context.limits);
    case "setVariables":
      return planSetVariables(command.values, context.limits);
    default:
      return isUpkeep(command) ? planUpkeep(command) : planFleet(command);
  }
}

function changeAvailability(operationalStatus: OperationalStatusEnumType, place: EVSEType | undefined): CommandPlan {
  return one("ChangeAvailability", compact({ operationalStatus, evse: place }));
}

function evse(id: number | undefined, connectorId: number | undefined): EVSEType | undefined {
  return id === undefined ? undefined : compact({ id, connectorId });
}

/** A plan of one call whose answer has a status. */
function one<Action extends keyof V201Messages>(
  action: Action,
  payload: V201Messages[Action]["request"] & object,
  conclude: (response: V201Messages[Action]["response"]) => CommandOutcome = concludeByStatus,
): CommandPlan {
  return { calls: [{ action, payload }], conclude: ([response]) => conclude(validated(response)) };
}
