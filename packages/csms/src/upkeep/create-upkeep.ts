import { instant, isCpoError, minutes, seconds, type Cancel, type Clock, type Instant, type Logger, type Milliseconds, type Scheduler } from "@cpokit/kernel";
import type { Store, Unit } from "@cpokit/storage";
import { describeError } from "../describe-error.ts";
import type { StationJournal } from "../diagnostics/station-events.ts";
import type { LiveStation, LiveStations } from "../provisioning/live-stations.ts";
import { isServed } from "../provisioning/registration-gate.ts";
import { stationConnections } from "../provisioning/station-connections.ts";
import { stationTasks, type StationTask } from "./station-tasks.ts";
import type { JobResult, UpkeepJob } from "./upkeep-job.ts";

/** What keeps stations as they should be. */
export interface Upkeep {
  /** Asks for a job at a station, now or later; asked twice it is still one task. */
  request(unit: Unit, station: string, kind: string, after?: Milliseconds): Promise<void>;
  /** Nothing is to be done any more. */
  cancel(unit: Unit, station: string, kind: string): void;
  /** Does what is due at the stations that are connected here; resolves when it is done. */
  work(): Promise<void>;
  /** A station connected or booted: what waited for it is due. */
  returned(station: string, how: "connected" | "booted"): void;
  /** Begins to watch what is due; with a scheduler alone. */
  start(): void;
}

interface UpkeepPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly scheduler?: Scheduler | undefined;
  readonly logger: Logger;
  readonly node: string;
  readonly live: LiveStations;
  readonly journal: StationJournal;
  readonly jobs: () => readonly UpkeepJob[];
  /** Another node may have asked for something: looked at this often. */
  readonly longestNap: Milliseconds;
}

/** Waits after the first, second … failed try; after the last one the task is given up until the station boots. */
const BACK_OFF: readonly Milliseconds[] = [minutes(1), minutes(5), minutes(15), minutes(60), minutes(360)];

/** A station that connects may be about to boot. */
const TIME_TO_BOOT = seconds(10);

/** Stations that are worked on at once. */
const AT_ONCE = 32;

/** Runs the jobs of tasks that are due, one after the other at each station. */
export function createUpkeep(ports: UpkeepPorts): Upkeep {
  const { store, clock, scheduler, logger, live, longestNap } = ports;
  const working = new Map<string, Promise<void>>();
  let alarm: { readonly at: Instant; readonly cancel: Cancel } | undefined;
  let started = false;

  return {
    async request(unit, station, kind, after) {
      const before = await unit.get(stationTasks, idOf(station, kind));
      const dueAt = instant(clock.now() + (after ?? 0));
      unit.put(stationTasks, idOf(station, kind), { station, kind, state: "waiting", dueAt, attempts: 0, revision: (before?.revision ?? 0) + 1 });
      unit.afterCommit(() => wake(dueAt));
    },
    cancel: (unit, station, kind) => unit.delete(stationTasks, idOf(station, kind)),
    work,
    returned(station, how) {
      if (scheduler === undefined) guarded(revive(station, how));
      // The answer to the boot leaves first.
      else scheduler.afterTurn(() => guarded(revive(station, how)));
    },
    start() {
      started = true;
      wake(clock.now());
    },
  };

  async function work(): Promise<void> {
    const due = new Set<string>();
    for await (const { body } of store.each(stationTasks, { index: "byDue", to: [clock.now() + 1] })) due.add(body.station);
    const line = [...due];
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, line.length) }, async () => {
      for (let station = line.shift(); station !== undefined; station = line.shift()) await serve(station);
    }));
  }

  /** One run at a time for a station; whoever comes meanwhile waits for a run of its own. */
  async function serve(station: string): Promise<void> {
    const before = working.get(station) ?? Promise.resolve();
    const run = before.then(() => serveAll(station), () => serveAll(station));
    working.set(station, run);
    try {
      await run;
    } finally {
      if (working.get(station) === run) working.delete(station);
    }
  }

  async function serveAll(station: string): Promise<void> {
    for (;;) {
      const current = live.ofStation(station);
      if (current === undefined) return park(station);
      const { items } = await store.find(stationTasks, { index: "byStation", prefix: station, limit: 1_000 });
      const now = clock.now();
      const next = items.map(({ body }) => body).filter((task) => task.state === "waiting" && task.dueAt <= now && mayRun(task, current)).sort(byDue)[0];
      const job = next === undefined ? undefined : jobOf(next.kind);
      if (next === undefined || job === undefined) return;
      await settle(next, await tried(job, current));
    }
  }

  async function tried(job: UpkeepJob, current: LiveStation): Promise<JobResult> {
    try {
      return await job.run(current);
    } catch (error) {
      logger.error({ station: current.station, kind: job.kind, error: describeError(error) }, "an upkeep job failed");
      return { result: "failed", problem: describeError(error) };
    }
  }

  async function settle(task: StationTask, result: JobResult): Promise<void> {
    const id = idOf(task.station, task.kind);
    await store.transaction(async (unit) => {
      const now = await unit.get(stationTasks, id);
      // Asked for again, or cancelled, while it ran.
      if (now === undefined || now.revision !== task.revision) return;
      if (result.result === "done") return unit.delete(stationTasks, id);
      if (result.result === "again") return plan(unit, { ...withoutProblem(now), attempts: 0 }, result.after);
      const { problem } = result;
      const wait = result.final === true ? undefined : BACK_OFF[now.attempts];
      if (wait !== undefined) return plan(unit, { ...now, attempts: now.attempts + 1, problem }, wait);
      unit.put(stationTasks, id, { ...now, state: "failed", attempts: now.attempts + 1, problem });
      await ports.journal.record(unit, { station: task.station, severity: "error", kind: "upkeep-failed", summary: `${task.kind}: ${problem}` });
    });
  }

  function plan(unit: Unit, task: StationTask, after: Milliseconds): void {
    const dueAt = instant(clock.now() + Math.max(1, after));
    unit.put(stationTasks, idOf(task.station, task.kind), { ...task, dueAt });
    unit.afterCommit(() => wake(dueAt));
  }

  /** Tasks of a station that is connected nowhere cost nothing until it returns. */
  async function park(station: string): Promise<void> {
    const connection = await store.get(stationConnections, station);
    if (connection?.online === true) return;
    await change(station, (task) => (task.state === "waiting" ? { ...task, state: "parked" } : undefined));
    // It may have returned while they were being parked.
    if (live.ofStation(station) !== undefined) await revive(station, "connected");
  }

  async function revive(station: string, how: "connected" | "booted"): Promise<void> {
    const now = clock.now();
    const dueAt = instant(now + (how === "connected" ? TIME_TO_BOOT : 0));
    await change(station, (task) => (isRevived(task, how, now) ? { ...withoutProblem(task), state: "waiting", dueAt, attempts: 0 } : undefined));
    wake(dueAt);
  }

  async function change(station: string, next: (task: StationTask) => StationTask | undefined): Promise<void> {
    const { items } = await store.find(stationTasks, { index: "byStation", prefix: station, limit: 1_000 });
    if (!items.some(({ body }) => next(body) !== undefined)) return;
    await store.transaction(async (unit) => {
      const tasks = await Promise.all(items.map(({ id }) => unit.get(stationTasks, id)));
      for (const task of tasks.flatMap((each) => (each === undefined ? [] : (next(each) ?? [])))) unit.put(stationTasks, idOf(task.station, task.kind), task);
    });
  }

  function mayRun(task: StationTask, current: LiveStation): boolean {
    const job = jobOf(task.kind);
    return job !== undefined && (isServed(current) || (job.whilePending === true && current.registration === "pending"));
  }

  function jobOf(kind: string): UpkeepJob | undefined {
    return ports.jobs().find((job) => job.kind === kind);
  }

  /** Looks again at this moment, or earlier. */
  function wake(at: Instant): void {
    if (scheduler === undefined || !started || (alarm !== undefined && alarm.at <= at)) return;
    alarm?.cancel();
    const nap = Math.min(Math.max(at - clock.now(), 0), longestNap);
    alarm = { at: instant(clock.now() + nap), cancel: scheduler.after(nap, ring) };
  }

  function ring(): void {
    alarm = undefined;
    guarded(work().then(async () => {
      // What is due and stays so waits for a boot, or for another node.
      const { items } = await store.find(stationTasks, { index: "byDue", from: [clock.now() + 1], limit: 1 });
      wake(items[0]?.body.dueAt ?? instant(clock.now() + longestNap));
    }));
  }

  function guarded(run: Promise<void>): void {
    run.catch((error: unknown) => {
      if (isCpoError(error, "storage.closed")) return;
      logger.error({ error: describeError(error) }, "upkeep could not be done");
      wake(instant(clock.now() + longestNap));
    });
  }
}

/** A connection ends the wait of what is parked; a boot also gives what failed another chance, and ends the wait for the boot. */
function isRevived(task: StationTask, how: "connected" | "booted", now: Instant): boolean {
  if (how === "connected") return task.state === "parked";
  return task.state !== "waiting" || task.attempts > 0 || (task.dueAt > now && task.dueAt <= now + TIME_TO_BOOT);
}

function idOf(station: string, kind: string): string {
  return `${station}/${kind}`;
}

function byDue(left: StationTask, right: StationTask): number {
  return left.dueAt - right.dueAt || (left.kind < right.kind ? -1 : 1);
}

function withoutProblem({ problem: _, ...task }: StationTask): StationTask {
  return task;
}
