import { instant, type Instant } from "@cpokit/kernel";
import { foldTokenValue, type Command, type CommandEffect, type CommandOutcome, type CommandRecord } from "@cpokit/model";

/** How long each effect may take after the answer, in ms. */
const WITHIN: Readonly<Record<CommandEffect["expects"], number>> = { session: 180_000, sessionEnd: 120_000, boot: 600_000, status: 120_000 };

/** What a station has only scheduled may wait for a car to leave. */
const WITHIN_SCHEDULED = 24 * 3_600_000;

/** What a command should lead to besides its answer; `undefined` where the answer is all. */
export function expectedEffect(command: Command, now: Instant, within?: number): CommandEffect | undefined {
  const expects = expectationOf(command);
  return expects === undefined ? undefined : { expects, state: "awaited", until: instant(now + (within ?? WITHIN[expects])) };
}

function expectationOf(command: Command): CommandEffect["expects"] | undefined {
  switch (command.command) {
    case "start":
      return "session";
    case "stop":
      return "sessionEnd";
    case "reset":
      // A single EVSE comes back without a boot.
      return command.evse === undefined ? "boot" : undefined;
    case "changeAvailability":
      return "status";
    default:
      return undefined;
  }
}

/** The effect once the answer is known: nothing is to come of what was not taken, and what was scheduled has more time. Silence leaves it open (F18). */
export function effectAfter(effect: CommandEffect, outcome: CommandOutcome, now: Instant): CommandEffect {
  if (effect.state !== "awaited") return effect;
  switch (outcome.outcome) {
    case "accepted":
      return { ...effect, until: instant(now + (isScheduled(outcome.response) ? WITHIN_SCHEDULED : WITHIN[effect.expects])) };
    case "timeout":
      return effect;
    default:
      return { ...effect, state: "void" };
  }
}

function isScheduled(response: unknown): boolean {
  return typeof response === "object" && response !== null && "status" in response && response.status === "Scheduled";
}

/** A transaction that began, as far as it tells which start it came from. */
export interface BegunSession {
  readonly remoteStartId?: number | undefined;
  readonly token?: { readonly value: string } | undefined;
  readonly evse?: number | undefined;
}

/** Whether a transaction came from this start: by the remoteStartId where the station says it (Q6), else by token and EVSE (1.6 has nothing better). */
export function isStartOf(record: Pick<CommandRecord, "command">, begun: BegunSession): boolean {
  const { command } = record;
  if (command.command !== "start") return false;
  if (begun.remoteStartId !== undefined) return begun.remoteStartId === command.remoteStartId;
  const sameToken = begun.token !== undefined && foldTokenValue(begun.token.value) === foldTokenValue(command.token.value);
  return sameToken && (command.evse === undefined || begun.evse === undefined || command.evse === begun.evse);
}
