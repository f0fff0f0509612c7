import { CpoError } from "@cpokit/kernel";
import type { Command } from "@cpokit/model";
import type { Protocol } from "@cpokit/ocpp";
import { planCommand as planV16 } from "../translate/v16/commands.ts";
import { planCommand as planV2 } from "../translate/v2/commands.ts";
import type { CommandPlan, PlanContext } from "./command-plan.ts";
import { concludeByStatus } from "./conclude.ts";

/**
 * How a command is carried out at a station of this version. What does not fit the version is unsupported, with the reason.
 *
 * @throws `csms.call-invalid` for a raw call that the version does not know or whose payload breaks its schema.
 */
export function planFor(protocol: Protocol, command: Command, context: PlanContext): CommandPlan {
  if (command.command === "call") {
    const { version } = command;
    if (version !== undefined && version !== protocol.version) return { unsupported: `This call is of OCPP ${version}, and the station speaks ${protocol.version}.` };
    return planRawCall(protocol, command.action, command.payload);
  }
  const plan = protocol.version === "1.6" ? planV16(command, context) : planV2(command, context);
  if ("unsupported" in plan) return plan;
  for (const { action, payload } of plan.calls) {
    const problem = problemOf(protocol, action, payload);
    if (problem !== undefined) return { unsupported: problem };
  }
  return plan;
}

function planRawCall(protocol: Protocol, action: string, payload: unknown): CommandPlan {
  const problem = problemOf(protocol, action, payload);
  if (problem !== undefined) throw new CpoError("csms.call-invalid", problem, { action, version: protocol.version, rule: problem });
  return { calls: [{ action, payload: Object(payload) }], conclude: ([response]) => concludeByStatus(response) };
}

function problemOf(protocol: Protocol, name: string, payload: unknown): string | undefined {
  const action = protocol.action(name);
  if (action === undefined) return `OCPP ${protocol.version} has no action "${name}"; see protocol.actions for those it has.`;
  if (action.from === "station" || action.kind === "send") return `OCPP ${protocol.version} stations send "${name}" themselves; use TriggerMessage to ask for one.`;
  const violations = action.request.violations(payload);
  if (violations.length === 0) return undefined;
  const first = violations.slice(0, 3).map(({ path, rule }) => `${path === "" ? "the payload" : path} ${rule}`);
  return `The ${name} of OCPP ${protocol.version} would not be valid: ${first.join("; ")}.`;
}
