import { CpoError, hours, instant, minutes, type Clock, type Ids, type Instant, type Milliseconds } from "@cpokit/kernel";
import type { Command, CommandRecord, StatusFact } from "@cpokit/model";
import type { Reader, Store, Unit } from "@cpokit/storage";
import { connectorStatuses } from "../availability/connector-status.ts";
import type { Cases } from "../cases/create-cases.ts";
import type { SendOptions } from "../commands/create-commands.ts";
import { stationConnections } from "../provisioning/station-connections.ts";
import { addTally, readTally } from "../tally.ts";
import { validated } from "../validated.ts";
import { nextMove, recoveries, type Move, type Recovery, type RecoveryStep, type Situation } from "./recovery.ts";
import { recoverySentences } from "./recovery-sentences.ts";

const { say } = recoverySentences;

export interface RecoveryOptions {
  /** With a scheduler: faults come from its outbox. */
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  /** `csms.send`. */
  readonly send: (station: string, command: Command, options: SendOptions) => Promise<CommandRecord>;
  /** The EVSEs of the station at which a car charges; nothing is done that would end that. */
  readonly busy: (reader: Reader, station: string) => Promise<readonly number[]>;
  readonly cases: Pick<Cases, "open">;
  /** All of them when absent. */
  readonly steps?: readonly RecoveryStep[];
  /** How long a fault lasts before anything is done; 2 minutes when absent. */
  readonly after?: Milliseconds;
  /** How long a step has to show that it helped; 5 minutes when absent. */
  readonly settle?: Milliseconds;
  /** Recoveries of one station in a day; 3 when absent. */
  readonly perStationAndDay?: number;
  /** Recoveries of all stations in an hour: when many fail at once, it is not the stations. 20 when absent. */
  readonly perHour?: number;
  /** Writes down what it would do, and does nothing. */
  readonly dryRun?: boolean;
}

/** What each step has brought so far. */
export type RecoveryStatistics = Readonly<Record<RecoveryStep, { readonly taken: number; readonly helped: number }>>;

/** Tries to bring faulted EVSEs back, the gentlest way first, and opens a case when nothing helps. */
export interface RecoveryPlaybook {
  /** Begins to listen for faults; returns how to stop. */
  start(): Promise<() => Promise<void>>;
  /** Takes the steps that are due. Run it every few seconds under a lease. */
  sweep(now: Instant): Promise<void>;
  /** Begins now, by hand; nothing when one is running already, and the limits hold. */
  begin(station: string, evse: number): Promise<Recovery | { readonly refused: string }>;
  /** @throws `csms.recovery-unknown` */
  abort(id: string, by: string): Promise<Recovery>;
  statistics(): Promise<RecoveryStatistics>;
}

export const RECOVERY_STEPS: readonly RecoveryStep[] = ["toggle", "unlock", "softReset", "hardReset"];

/** What each step sends. */
const COMMANDS: Readonly<Record<RecoveryStep, (evse: number) => readonly Command[]>> = {
  toggle: (evse) => [{ command: "changeAvailability", operative: false, evse }, { command: "changeAvailability", operative: true, evse }],
  unlock: (evse) => [{ command: "unlock", evse }],
  softReset: () => [{ command: "reset", mode: "whenIdle" }],
  hardReset: () => [{ command: "reset", mode: "immediate" }],
};

const BY = "recovery";

export function createRecovery(options: RecoveryOptions): RecoveryPlaybook {
  const { store, clock, ids, send, busy, cases, steps = RECOVERY_STEPS, after = minutes(2), settle = minutes(5), perStationAndDay = 3, perHour = 20, dryRun = false } = options;

  return {
    async start() {
      return store.outbox.deliver("recovery", "station.status", async ({ payload }, unit) => {
        const { station, evse, state } = validated<StatusFact>(payload);
        if (state === "faulted" && evse > 0) await open(unit, station, evse, instant(clock.now() + after));
      });
    },
    async sweep(now) {
      const { items } = await store.find(recoveries, { index: "byDue", to: now + 1 });
      for (const { id } of items) await look(id, now);
    },
    begin: (station, evse) => store.transaction((unit) => open(unit, station, evse, clock.now())),
    abort: (id, by) => store.transaction(async (unit) => {
      const recovery = await unit.get(recoveries, id);
      if (recovery === undefined) throw new CpoError("csms.recovery-unknown", `There is no recovery "${id}".`, { recovery: id });
      return recovery.state === "running" ? put(unit, { ...recovery, state: "aborted", endedAt: clock.now(), reason: say("aborted", { person: by }) }) : recovery;
    }),
    async statistics() {
      const counts = await readTally(store, "recovery");
      const of = (step: RecoveryStep) => ({ taken: counts[`${step} taken`] ?? 0, helped: counts[`${step} helped`] ?? 0 });
      return { toggle: of("toggle"), unlock: of("unlock"), softReset: of("softReset"), hardReset: of("hardReset") };
    },
  };

  async function open(unit: Unit, station: string, evse: number, nextAt: Instant): Promise<Recovery | { readonly refused: string }> {
    const running = (await unit.find(recoveries, { index: "byRunning", prefix: [station, evse], limit: 1 })).items[0]?.body;
    if (running !== undefined) return running;
    const now = clock.now();
    const today = await unit.find(recoveries, { index: "byStation", from: [station, now - hours(24)], to: [station, now + 1], limit: perStationAndDay });
    if (today.items.length >= perStationAndDay) return refuse(unit, station, evse, say("daily-limit", { count: perStationAndDay }));
    const lately = await unit.find(recoveries, { index: "byTime", from: now - hours(1), limit: Math.min(1000, perHour) });
    // Many at once have a cause of their own, which resets make worse.
    if (lately.items.length >= perHour) return { refused: say("hourly-limit", { count: perHour }) };
    return put(unit, { id: ids.next(), station, evse, state: "running", log: [], taken: [], isDryRun: dryRun, startedAt: now, nextAt });
  }

  async function refuse(unit: Unit, station: string, evse: number, refused: string): Promise<{ readonly refused: string }> {
    if (!dryRun) await cases.open(unit, { station, evse, source: "recovery", by: BY, title: say("keeps-failing", { evse }), text: refused });
    return { refused };
  }

  async function look(id: string, now: Instant): Promise<void> {
    const step = await store.transaction(async (unit) => {
      const recovery = await unit.get(recoveries, id);
      if (recovery?.state !== "running" || recovery.nextAt > now) return undefined;
      const move = nextMove(recovery, steps, await situation(unit, recovery), now);
      return carryOut(unit, recovery, move, now);
    });
    if (step !== undefined) await take(step.recovery, step.step);
  }

  /** Notes a move; the step that has to be taken now, if any. It is noted first: a process that dies takes no step twice. */
  async function carryOut(unit: Unit, recovery: Recovery, move: Move, now: Instant): Promise<{ readonly recovery: Recovery; readonly step: RecoveryStep } | undefined> {
    const { waitingSince, ...rest } = recovery;
    const { station, evse, taken, isDryRun } = recovery;
    const log = (text: string) => [...recovery.log, { at: now, text }];
    switch (move.move) {
      case "wait":
        if (waitingSince === undefined) put(unit, { ...rest, waitingSince: now, nextAt: instant(now + settle), log: log(say(`waits-${move.for}`)) });
        else put(unit, { ...recovery, nextAt: instant(now + settle) });
        return undefined;
      case "take": {
        const next = put(unit, { ...rest, taken: [...taken, move.step], nextAt: instant(now + settle), log: log(isDryRun ? say("would", { step: move.step }) : say(move.step)) });
        if (isDryRun) return undefined;
        await addTally(unit, "recovery", station, { [`${move.step} taken`]: 1 });
        return { recovery: next, step: move.step };
      }
      case "end": {
        const fixedBy = move.how === "recovered" ? (isDryRun ? "itself" as const : (taken.at(-1) ?? "itself" as const)) : undefined;
        put(unit, { ...rest, state: move.how, endedAt: now, reason: move.reason, log: log(move.reason), ...(fixedBy === undefined ? {} : { fixedBy }) });
        if (fixedBy !== undefined && fixedBy !== "itself") await addTally(unit, "recovery", station, { [`${fixedBy} helped`]: 1 });
        if (move.how === "ticket" && !isDryRun) {
          const text = `Tried: ${taken.join(", ") || "nothing"}. ${move.reason}.`;
          await cases.open(unit, { station, evse, source: "recovery", by: BY, title: say("does-not-recover", { evse }), text });
        }
        return undefined;
      }
    }
  }

  async function take({ id, station, evse }: Recovery, step: RecoveryStep): Promise<void> {
    const outcomes: string[] = [];
    for (const [index, command] of COMMANDS[step](evse).entries()) {
      const { outcome } = await send(station, command, { requestedBy: BY, key: `recovery/${id}/${step}/${index}` });
      outcomes.push(outcome?.outcome ?? "sent");
    }
    await store.transaction(async (unit) => {
      const recovery = await unit.get(recoveries, id);
      if (recovery !== undefined) put(unit, { ...recovery, log: [...recovery.log, { at: clock.now(), text: say("answered", { step, outcomes: outcomes.join(", ") }) }] });
    });
  }

  async function situation(unit: Unit, { station, evse }: Recovery): Promise<Situation> {
    const { items } = await unit.find(connectorStatuses, { index: "byStation", prefix: [station, evse], limit: 100 });
    const states = items.map(({ body }) => body.state);
    const charging = await busy(unit, station);
    return {
      state: states.includes("faulted") ? "faulted" : states[0],
      isOnline: (await unit.get(stationConnections, station))?.online === true,
      isBusyHere: charging.includes(evse), isBusyAtStation: charging.length > 0,
    };
  }

  function put(unit: Unit, recovery: Recovery): Recovery {
    unit.put(recoveries, recovery.id, recovery);
    unit.publish({ topic: "recovery.changed", key: recovery.station, payload: recovery });
    return recovery;
  }
}
