import type { CommandOutcome } from "@cpokit/model";
import { collection, type Unit } from "@cpokit/storage";
import { compact } from "../translate/compact.ts";
import type { MessageLimits, VariableResult } from "./command-plan.ts";

/** How much a station takes in one message, learned whenever it tells. */
export const messageLimits = collection<MessageLimits>("messageLimits");

/** Remembers the limits among variables that were read: DeviceDataCtrlr of 2.x, GetConfigurationMaxKeys of 1.6. */
export async function learnLimits(unit: Unit, station: string, outcome: CommandOutcome): Promise<void> {
  if (outcome.outcome !== "accepted" || !Array.isArray(outcome.response)) return;
  const results: readonly VariableResult[] = outcome.response;
  const read = (variable: string, instance?: string): number | undefined => {
    const found = results.find((result) => result.variable === variable && result.variableInstance === instance && result.status === "Accepted");
    const value = Number(found?.value);
    return Number.isInteger(value) && value > 0 ? value : undefined;
  };
  const learned = compact({
    getItems: read("ItemsPerMessage", "GetVariables") ?? read("GetConfigurationMaxKeys"),
    getBytes: read("BytesPerMessage", "GetVariables"),
    setItems: read("ItemsPerMessage", "SetVariables"),
    setBytes: read("BytesPerMessage", "SetVariables"),
  });
  if (Object.keys(learned).length > 0) unit.put(messageLimits, station, { ...(await unit.get(messageLimits, station)), ...learned });
}
