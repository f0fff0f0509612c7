import { AsyncLocalStorage } from "node:async_hooks";
import type { SessionFact } from "@cpokit/model";
import type { CallHandler, CallReply, IncomingCall } from "@cpokit/ocpp";
import { encodeKey } from "@cpokit/storage";
import type { Findings } from "./findings.ts";

/** Looks at every call that the central system answers. */
export interface CallGuard {
  /** A session fact was handed to the engine. */
  heard(fact: SessionFact): void;
  around(handler: CallHandler): CallHandler;
}

export interface CallGuardOptions {
  readonly findings: Findings;
  /** Whether the fact of this inbox id is durable, whatever any process believes. */
  readonly isRecorded: (inboxId: string) => boolean;
  /** Whether such a message of the station was put aside durably. */
  readonly isPutAside: (station: string, action: string) => boolean;
  /** Whether storage failed lately, so that a refusal is honest. */
  readonly mayRefuse: () => boolean;
}

/** The messages whose loss or repetition costs money. */
export const BILLING_ACTIONS: ReadonlySet<string> = new Set(["StartTransaction", "StopTransaction", "MeterValues", "TransactionEvent"]);

/**
 * I1: a positive answer leaves only after its effect is durable. I2: the answer to a repeat is the first answer.
 * F15: a billing message that can be stored is never refused.
 */
export function createCallGuard({ findings, isRecorded, isPutAside, mayRefuse }: CallGuardOptions): CallGuard {
  const running = new AsyncLocalStorage<Set<string>>();
  const answers = new Map<string, string>();

  const check = ({ action, link: { identity } }: IncomingCall, reply: CallReply, heard: ReadonlySet<string>): void => {
    if ("refusal" in reply) {
      findings.expect("F15", reply.refusal === "security" || mayRefuse(), () => `${action} of ${identity} was refused (${reply.refusal}: ${reply.description}) though storage works.`);
      return;
    }
    const answer = textOf(reply.response);
    for (const id of heard) {
      findings.expect("I1", isRecorded(id) || isPutAside(identity, action), () => `${action} of ${identity} was answered before the fact ${id} was durable.`);
      if (action === "MeterValues") continue;
      const first = answers.get(id);
      if (first === undefined) answers.set(id, answer);
      else findings.expect("I2", first === answer, () => `${action} of ${identity} was answered ${answer}, and ${first} the first time (${id}).`);
    }
  };

  return {
    heard: ({ station, key }) => void running.getStore()?.add(encodeKey([station, key])),
    around: (handler) => (call) => {
      if (!BILLING_ACTIONS.has(call.action)) return handler(call);
      const heard = new Set<string>();
      const reply = running.run(heard, () => handler(call));
      if (!(reply instanceof Promise)) return reply;
      return reply.then((value) => {
        check(call, value, heard);
        return value;
      });
    },
  };
}

/** The running cost in an answer moves on with time; all else must stay. */
function textOf(response: unknown): string {
  return JSON.stringify(response, (key, value: unknown) => (key === "totalCost" ? undefined : value));
}
