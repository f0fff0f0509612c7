import type { CommandOutcome } from "@cpokit/model";
import type { CallOutcome } from "@cpokit/ocpp";
import { describeError } from "../describe-error.ts";
import type { LiveStation } from "../provisioning/live-stations.ts";
import { triggeredAction } from "../provisioning/registration-gate.ts";
import type { CommandPlan } from "./command-plan.ts";

type Calls = Extract<CommandPlan, { readonly calls: unknown }>;

/** Sends the calls of a plan one after the other; the first that gets no result decides. `unanswered` is told the id of the message that timed out. */
export async function carryOut(live: LiveStation, plan: Calls, timeout: number | undefined, unanswered: (messageId: string) => void): Promise<CommandOutcome> {
  const responses: unknown[] = [];
  for (const { action, payload } of plan.calls) {
    // Before the call: what it triggers may overtake its answer.
    const triggered = triggeredAction(action, payload);
    if (triggered !== undefined) live.triggered.add(triggered);
    const answer = await call(live, action, payload, timeout);
    if (answer.outcome !== "result") {
      if (answer.outcome === "timeout" && answer.messageId !== undefined) unanswered(answer.messageId);
      return outcomeWithout(answer);
    }
    responses.push(answer.payload);
  }
  return plan.conclude(responses);
}

async function call(live: LiveStation, action: string, payload: object, timeout: number | undefined): Promise<CallOutcome> {
  try {
    return await live.link.call(action, payload, timeout === undefined ? {} : { timeout });
  } catch (error) {
    // The link refused to send: a broken promise of ours, which must not leave the command open for ever (I20).
    return { outcome: "error", code: "InternalError", description: describeError(error), details: undefined };
  }
}

const UNSENT = {
  full: "Too many calls wait for this station already; this one was not sent.",
  expired: "The call waited too long in line and was not sent.",
} as const;

/** A closed connection leaves the outcome unknown, as a timeout does, unless the call never left (F18). */
export function outcomeWithout(answer: Exclude<CallOutcome, { readonly outcome: "result" }>): CommandOutcome {
  switch (answer.outcome) {
    case "error":
      return { outcome: "error", code: answer.code, description: answer.description };
    case "invalid":
      return { outcome: "error", code: "InvalidAnswer", description: `The answer of the station is not valid: ${answer.rule}` };
    case "timeout":
      return { outcome: "timeout" };
    case "closed":
      return { outcome: answer.sent === false ? "offline" : "timeout" };
    case "unsent":
      return { outcome: "error", code: "Unsent", description: UNSENT[answer.reason] };
  }
}
