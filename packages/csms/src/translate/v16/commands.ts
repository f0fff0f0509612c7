import type { CommandOutcome } from "@cpokit/model";
import type { ExtendedMessageTrigger, MessageTrigger, V16Messages } from "@cpokit/ocpp/v16";
import type { CommandPlan, PlanContext } from "../../commands/command-plan.ts";
import { concludeByStatus } from "../../commands/conclude.ts";
import { validated } from "../../validated.ts";
import { compact } from "../compact.ts";
import { isUpkeep, type NeutralCommand } from "../neutral-command.ts";
import { planFleet } from "./fleet.ts";
import { planUpkeep } from "./upkeep.ts";
import { planGetConfiguration, planChangeConfiguration } from "./variables.ts";

const TRIGGERS: ReadonlySet<string> = new Set<MessageTrigger>([
  "BootNotification", "DiagnosticsStatusNotification", "FirmwareStatusNotification", "Heartbeat", "MeterValues", "StatusNotification",
]);
/** Only the security extension of 1.6 can ask for these. */
const EXTENDED_TRIGGERS: ReadonlySet<string> = new Set<ExtendedMessageTrigger>(["LogStatusNotification", "SignChargePointCertificate"]);

/** How a command is put to a 1.6 station. */
export function planCommand(command: NeutralCommand, context: PlanContext): CommandPlan {
  switch (command.command) {
    case "start":
      return one("RemoteStartTransaction", compact({ idTag: command.token.value, connectorId: command.evse }));
    case "stop":
      return stop(command.transaction);
    case "reset":
      if (command.evse !== undefined) return { unsupported: "OCPP 1.6 cannot reset one EVSE; reset the whole station." };
      return one("Reset", { type: command.mode === "immediate" ? "Hard" : "Soft" });
    case "unlock":
      return one("UnlockConnector", { connectorId: command.evse });
    case "changeAvailability":
      return one("ChangeAvailability", { connectorId: command.evse ?? 0, type: command.operative ? "Operative" : "Inoperative" });
    case "trigger":
      return trigger(command.message, command.evse);
    case "getVariables":
      return planGetConfiguration(command.variables, context.limits);
    case "setVariables":
      return planChangeConfiguration(command.values);
    default:
      return isUpkeep(command) ? planUpkeep(command) : planFleet(command);
  }
}

function stop(transaction: string): CommandPlan {
  if (!/^\d{1,10}$/.test(transaction)) return { unsupported: `OCPP 1.6 numbers its transactions; "${transaction}" is no such number.` };
  return one("RemoteStopTransaction", { transactionId: Number(transaction) });
}

/** What 2.x calls otherwise. */
const ALIASES: ReadonlyMap<string, string> = new Map([["SignChargingStationCertificate", "SignChargePointCertificate"]]);

function trigger(name: string, connectorId: number | undefined): CommandPlan {
  const message = ALIASES.get(name) ?? name;
  if (TRIGGERS.has(message)) {
    return one("TriggerMessage", compact({ requestedMessage: validated<MessageTrigger>(message), connectorId }));
  }
  if (EXTENDED_TRIGGERS.has(message)) {
    return one("ExtendedTriggerMessage", compact({ requestedMessage: validated<ExtendedMessageTrigger>(message), connectorId }));
  }
  return { unsupported: `OCPP 1.6 cannot trigger "${message}"; use one of ${[...TRIGGERS, ...EXTENDED_TRIGGERS].join(", ")}.` };
}

/** A plan of one call whose answer has a status. */
function one<Action extends keyof V16Messages>(
  action: Action,
  payload: V16Messages[Action]["request"] & object,
  conclude: (response: V16Messages[Action]["response"]) => CommandOutcome = concludeByStatus,
): CommandPlan {
  return { calls: [{ action, payload }], conclude: ([response]) => conclude(validated(response)) };
}
