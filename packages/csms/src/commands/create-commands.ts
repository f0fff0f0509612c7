import { CpoError, instant, type Clock, type Ids, type Logger, type Milliseconds, type Scheduler } from "@cpokit/kernel";
import type { Command, CommandOutcome, CommandRecord } from "@cpokit/model";
import type { CallOutcome } from "@cpokit/ocpp";
import type { Protocol } from "@cpokit/ocpp";
import type { Store, Unit } from "@cpokit/storage";
import type { Hooks } from "../hooks.ts";
import { persist } from "../incoming/persist.ts";
import type { LiveStation, LiveStations } from "../provisioning/live-stations.ts";
import { stations } from "../provisioning/stations.ts";
import { canonical } from "../translate/fingerprint.ts";
import { validated } from "../validated.ts";
import type { CommandPlan, PlanContext, VariableResult } from "./command-plan.ts";
import { carryOut, outcomeWithout } from "./carry-out.ts";
import { createCommandQueue } from "./command-queue.ts";
import { commandKeys, commands, remoteStartIds, type CommandDocument } from "./command-records.ts";
import { effectAfter, expectedEffect } from "./expected-effect.ts";
import { learnLimits, messageLimits } from "./message-limits.ts";
import { planFor } from "./plan-for.ts";

/** How a command is sent, and for whom. */
export interface SendOptions {
  /** The same key for the same station gets the same command: nothing is sent twice (I20). */
  readonly key?: string;
  /** Who asked, for the log. */
  readonly requestedBy: string;
  /** Milliseconds to wait for each answer; the server's setting when absent. */
  readonly timeout?: number;
  /**
   * Milliseconds that the command may wait, durably, for a station that is not connected: it is sent when the station returns, after
   * all that waited before it, or becomes `offline` when the time is over. Absent: `offline` at once.
   */
  readonly queueFor?: Milliseconds;
  /** The values of a `setVariables` are kept nowhere: not in the record, not in its events. Such a command does not wait for its station. */
  readonly secret?: boolean;
  /** Milliseconds that what it leads to may take (`CommandRecord.effect`): three minutes for a session, ten for a boot, two for the rest when absent. */
  readonly effectWithin?: Milliseconds;
}

/** The block that sends commands. */
export interface Commands {
  /**
   * Records a command, sends it and records what came of it. A station that is not connected makes it `offline` at once, and asked
   * again under the same key it stays that; with `queueFor` it resolves as `queued`, and `commandDone` tells what came of it.
   *
   * @throws `csms.station-unknown`, `csms.call-invalid` for a raw call that is not valid, `csms.command-key` when the key
   * stands for another command.
   */
  send(station: string, command: Command, options: InternalOptions): Promise<CommandRecord>;
  /**
   * Takes back a command that still waits for its station; it ends as `cancelled`. One that was sent or is done stays as it is.
   *
   * @throws `csms.command-unknown`
   */
  cancel(id: string, by: string): Promise<CommandRecord>;
  /** An answer came after its timeout: the command gets it as its outcome, once (F18). */
  answeredLate(messageId: string, answer: CallOutcome): Promise<CommandRecord | undefined>;
  /** Gives the commands that an earlier run of this node sent their outcome: unknown. Those that wait go on waiting. */
  recover(): Promise<void>;
  /** A station has connected (`connected`: it may be about to boot), or its boot was accepted: what waits for it is sent. */
  returned(station: string, how: "connected" | "booted"): void;
}

interface CommandPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly scheduler?: Scheduler | undefined;
  readonly logger: Logger;
  readonly hooks: Hooks;
  readonly live: LiveStations;
  readonly node: string;
  /** A station told values of its variables. */
  readonly learn: (unit: Unit, station: string, results: readonly VariableResult[]) => Promise<void>;
}

/** What only blocks of ours say with a command. */
export interface InternalOptions extends SendOptions {
  /** The bulk order that it is a part of. */
  readonly bulk?: string;
}

/** How many late answers are waited for. */
const MOST_UNANSWERED = 10_000;

/** A command that was recorded, and how to carry it out when that is to be done now. */
export interface Begun {
  readonly record: CommandDocument;
  readonly work?: { readonly live: LiveStation; readonly plan: Extract<CommandPlan, { readonly calls: unknown }> };
}

/** Sends commands to the newest connection of a station, each recorded before and after (I17, I20). */
export function createCommands(ports: CommandPorts): Commands {
  const { store, clock, ids, hooks, node } = ports;
  const running = new Map<string, Promise<CommandRecord>>();
  /** Commands whose answer may still come, by the id of its message. */
  const unanswered = new Map<string, { readonly command: string; readonly conclude: (response: unknown) => CommandOutcome }>();
  const queue = createCommandQueue({ ...ports, dispatch, perform, conclude });

  return {
    async send(station, command, options) {
      const begun = await store.transaction((unit) => begin(unit, station, command, options));
      return running.get(begun.record.id) ?? perform(begun);
    },
    cancel: (id, by) =>
      store.transaction(async (unit) => {
        const record = await unit.get(commands, id);
        if (record === undefined) throw new CpoError("csms.command-unknown", `There is no command "${id}".`, { command: id });
        return record.state === "queued" ? conclude(unit, record, { outcome: "cancelled", by }) : record;
      }),
    async answeredLate(messageId, answer) {
      const waiting = unanswered.get(messageId);
      if (waiting === undefined || answer.outcome === "timeout" || answer.outcome === "closed") return undefined;
      unanswered.delete(messageId);
      const outcome = answer.outcome === "result" ? waiting.conclude(answer.payload) : outcomeWithout(answer);
      return persist(ports, async (unit) => {
        const record = await unit.get(commands, waiting.command);
        if (record?.outcome?.outcome !== "timeout") return record;
        return conclude(unit, { ...record, answeredLateAt: clock.now() }, outcome);
      });
    },
    async recover() {
      for await (const { body } of store.each(commands, { index: "byOpenNode", prefix: node })) {
        if (!running.has(body.id)) await finish(body.id, { outcome: "timeout" });
      }
      await queue.recover();
    },
    returned: queue.returned,
  };

  /** One commit: the command, its key and the session that waits for it; nothing is sent before that. */
  async function begin(unit: Unit, station: string, command: Command, options: InternalOptions): Promise<Begun> {
    const earlier = await earlierCommand(unit, station, command, options.key);
    if (earlier !== undefined) return { record: earlier };
    if ((await unit.get(stations, station)) === undefined) {
      throw new CpoError("csms.station-unknown", `There is no station "${station}"; use the id under which it is stored.`, { station });
    }
    const { key, requestedBy, timeout, effectWithin, bulk, secret } = options;
    const queueFor = secret === true ? undefined : options.queueFor;
    const requestedAt = clock.now();
    const numbered = command.command === "start" ? { ...command, remoteStartId: command.remoteStartId ?? (await nextRemoteStartId(unit, station)) } : command;
    const open: CommandDocument = {
      id: ids.next(), station, command: secret === true ? withoutValues(numbered) : numbered, requestedBy, requestedAt, state: "sent", node,
      ...(queueFor === undefined ? {} : { expiresAt: instant(requestedAt + queueFor) }), ...(timeout === undefined ? {} : { timeout }),
      ...(effectWithin === undefined ? {} : { effectWithin }), ...(bulk === undefined ? {} : { bulk }),
    };
    if (key !== undefined) unit.put(commandKeys, `${station}/${key}`, { command: open.id });
    const live = ports.live.ofStation(station);
    const waits = queueFor !== undefined && (live === undefined || (await queue.holds(unit, station)));
    if (waits) return { record: enqueue(unit, open) };
    return live === undefined ? { record: await conclude(unit, open, { outcome: "offline" }) } : dispatch(unit, open, live, numbered);
  }

  /** Records that the command is sent now; what is recorded may be less than what is sent. */
  async function dispatch(unit: Unit, open: CommandDocument, live: LiveStation, sent: Command = open.command): Promise<Begun> {
    const limits = (await unit.get(messageLimits, open.station)) ?? {};
    const remoteStartId = (open.command.command === "start" ? open.command.remoteStartId : undefined) ?? 0;
    const plan = planSecretly(live.link.protocol, open.command, sent, { remoteStartId, limits });
    if ("unsupported" in plan) return { record: await conclude(unit, open, { outcome: "unsupported", reason: plan.unsupported }) };
    const effect = expectedEffect(open.command, clock.now(), open.effectWithin);
    const record: CommandDocument = { ...open, state: "sent", node, ...(effect === undefined ? {} : { effect }), ...(open.session === undefined ? await expectation(unit, open) : {}) };
    unit.put(commands, record.id, record);
    return { record, work: { live, plan } };
  }

  /** Sends what was recorded as sent, and records what came of it. */
  async function perform({ record, work }: Begun): Promise<CommandRecord> {
    if (work === undefined) return record;
    const { plan } = work;
    const result = carryOut(work.live, plan, record.timeout, (messageId) => {
      // Of several calls one late answer says nothing about the whole.
      if (plan.calls.length === 1) remember(messageId, { command: record.id, conclude: (response) => plan.conclude([response]) });
    }).then((outcome) => finish(record.id, outcome));
    running.set(record.id, result);
    try {
      return await result;
    } finally {
      running.delete(record.id);
    }
  }

  function remember(messageId: string, waiting: { readonly command: string; readonly conclude: (response: unknown) => CommandOutcome }): void {
    unanswered.set(messageId, waiting);
    const [oldest] = unanswered.keys();
    if (unanswered.size > MOST_UNANSWERED && oldest !== undefined) unanswered.delete(oldest);
  }

  async function earlierCommand(unit: Unit, station: string, command: Command, key: string | undefined): Promise<CommandDocument | undefined> {
    const known = key === undefined ? undefined : await unit.get(commandKeys, `${station}/${key}`);
    const record = known === undefined ? undefined : await unit.get(commands, known.command);
    if (record === undefined) return undefined;
    // The first call may have got its remoteStartId from us.
    const { remoteStartId } = record.command.command === "start" ? record.command : {};
    const asked = command.command === "start" ? { remoteStartId, ...command } : command;
    if (canonical(asked) === canonical(record.command)) return record;
    throw new CpoError("csms.command-key", "This key was used for another command to the same station; use a new key for a new command.", { station, key: key ?? "" });
  }

  async function expectation(unit: Unit, record: CommandDocument): Promise<{ readonly session?: string }> {
    const { command } = record;
    if (command.command !== "start" || command.remoteStartId === undefined || hooks.expectStart === undefined) return {};
    const { token, evse, remoteStartId } = command;
    const start = { command: record.id, station: record.station, token, remoteStartId, at: clock.now(), ...(evse === undefined ? {} : { evse }) };
    return (await hooks.expectStart(start, unit)) ?? {};
  }

  function finish(id: string, outcome: CommandOutcome): Promise<CommandRecord> {
    return persist(ports, async (unit) => {
      const record = await unit.get(commands, id);
      if (record === undefined) throw new CpoError("csms.command-lost", "The record of a running command is gone; do not delete open commands.", { command: id });
      // One terminal outcome (I20).
      if (record.state === "done") return record;
      const mayWait = outcome.outcome === "offline" && record.expiresAt !== undefined && clock.now() < record.expiresAt;
      if (mayWait) return enqueue(unit, record);
      await learn(unit, record, outcome);
      return conclude(unit, record, outcome);
    });
  }

  async function learn(unit: Unit, { station, command }: CommandDocument, outcome: CommandOutcome): Promise<void> {
    if (command.command !== "getVariables" || outcome.outcome !== "accepted") return;
    await learnLimits(unit, station, outcome);
    await ports.learn(unit, station, validated<readonly VariableResult[]>(outcome.response));
  }

  function enqueue(unit: Unit, record: CommandDocument): CommandDocument {
    const { effect: _, ...rest } = record;
    const queued: CommandDocument = { ...rest, state: "queued" };
    unit.put(commands, queued.id, queued);
    unit.afterCommit(() => queue.added(queued));
    return queued;
  }

  async function conclude(unit: Unit, record: CommandDocument, outcome: CommandOutcome): Promise<CommandDocument> {
    const now = clock.now();
    const effect = record.effect === undefined ? undefined : effectAfter(record.effect, outcome, now);
    const done: CommandDocument = { ...record, state: "done", outcome, finishedAt: now, ...(effect === undefined ? {} : { effect }) };
    unit.put(commands, done.id, done);
    await hooks.commandDone?.(done, unit);
    // What listens may know already that it had its effect.
    const told = (await unit.get(commands, done.id)) ?? done;
    unit.publish({ topic: "command.done", key: told.station, payload: told });
    return told;
  }
}

/** Sends the one and concludes by the other: what is recorded of the answer names no values either. */
function planSecretly(protocol: Protocol, recorded: Command, sent: Command, context: PlanContext): CommandPlan {
  const plan = planFor(protocol, sent, context);
  if (recorded === sent || "unsupported" in plan) return plan;
  const told = planFor(protocol, recorded, context);
  return "unsupported" in told ? plan : { calls: plan.calls, conclude: told.conclude };
}

function withoutValues(command: Command): Command {
  return command.command === "setVariables" ? { ...command, values: command.values.map((value) => ({ ...value, value: "(not kept)" })) } : command;
}

async function nextRemoteStartId(unit: Unit, station: string): Promise<number> {
  const next = (await unit.get(remoteStartIds, station))?.next ?? 1;
  unit.put(remoteStartIds, station, { next: next + 1 });
  return next;
}
