import { CpoError, type Logger, type Random, type Scheduler } from "@cpokit/kernel";
import type { CommitQueue } from "./commit-queue.ts";
import type { Address, CommitResult, Driver } from "./driver.ts";
import type { Lanes } from "./lanes.ts";
import type { Lease } from "./lease.ts";
import type { FanOut, FanOutPlan } from "./outbox/fan-out.ts";
import type { Reader, TransactionOptions, Unit } from "./store.ts";
import { fenceOf, OpenUnit, type UnitRecord } from "./unit.ts";

/** Runs a unit of work; `version` is that of what it wrote, 0 when it wrote nothing. */
export type Transact = <Result>(
  work: (unit: Unit) => Promise<Result> | Result,
  options?: TransactOptions,
) => Promise<{ readonly result: Result; readonly version: number }>;

export interface TransactOptions extends TransactionOptions {
  /** The newest lease that the unit works under, asked for just before its commit; `undefined` when it was lost. */
  readonly fence?: () => Promise<Lease | undefined>;
}

/** What all scopes of a store share. */
export interface TransactPorts {
  readonly driver: Driver;
  readonly queue: CommitQueue;
  readonly lanes: Lanes;
  readonly scheduler: Scheduler | undefined;
  readonly random: Random;
  readonly logger: Pick<Logger, "warn" | "error">;
}

const DEFAULT_ATTEMPTS = 10;
const LONGEST_WAIT = 250;

/** Buffers, commits once and tries again on conflict, for one scope. */
export function createTransact(ports: TransactPorts, scope: string, reader: Reader, fanOut: FanOut): Transact {
  const { driver, queue, lanes, scheduler, random, logger } = ports;

  return async function transact(work, options = {}) {
    const attempts = options.attempts ?? DEFAULT_ATTEMPTS;
    let leaveLane = (): void => undefined;
    try {
      for (let attempt = 1; ; attempt += 1) {
        const unit = new OpenUnit(scope, driver, reader);
        let result;
        let record;
        try {
          result = await work(unit);
        } finally {
          record = unit.finish();
        }
        if (record.writes.length === 0 && record.events.length === 0) {
          record.afterCommit.forEach(runListener);
          return { result, version: 0 };
        }
        const completing = complete(record, options, attempt);
        if (completing !== undefined) await completing;
        const answer = await queue.commit(record);
        if (answer.outcome === "committed") {
          record.afterCommit.forEach(runListener);
          return { result, version: answer.version };
        }
        if (answer.outcome !== "conflict") throw refusalOf(answer);
        if (attempt >= attempts) throw conflictAt(answer.at, attempts);
        leaveLane();
        leaveLane = await lanes.enter(JSON.stringify([scope, answer.at.collection, answer.at.id]));
        await pause(attempt);
      }
    } finally {
      leaveLane();
    }
  };

  /** Adds what the unit's events and fence need. */
  function complete(record: UnitRecord, options: TransactOptions, attempt: number): Promise<void> | undefined {
    const plan = record.events.length === 0 ? undefined : fanOut.plan(record.events, attempt > 1);
    if (!(plan instanceof Promise) && options.fence === undefined) {
      if (plan !== undefined) addEvents(record, plan);
      return undefined;
    }
    return completeLater(record, plan, options);
  }

  async function completeLater(record: UnitRecord, plan: FanOutPlan | Promise<FanOutPlan> | undefined, options: TransactOptions): Promise<void> {
    if (plan !== undefined) addEvents(record, await plan);
    if (options.fence !== undefined) record.checks.push(fenceOf(scope, held(await options.fence())));
  }

  function runListener(run: () => void): void {
    try {
      run();
    } catch (error) {
      logger.error({ scope, error }, "A listener that ran after a commit failed; the commit stands.");
    }
  }

  // The first retry goes at once, being alone in its lane; after that another process may be the rival.
  function pause(attempt: number): Promise<void> {
    if (attempt === 1 || scheduler === undefined) return Promise.resolve();
    return new Promise((resolve) => void scheduler.after(Math.ceil(random() * Math.min(2 ** attempt, LONGEST_WAIT)), resolve, { keepAlive: true }));
  }
}

function addEvents(record: UnitRecord, plan: FanOutPlan): void {
  for (const check of plan.checks) record.checks.push(check);
  for (const write of plan.writes) record.writes.push(write);
  record.afterCommit.push(plan.wake);
}

function held(lease: Lease | undefined): Lease {
  if (lease === undefined) throw new CpoError("storage.fenced", "The lease that this unit works under was lost; nothing was written.");
  return lease;
}

function conflictAt({ collection, id }: Address, attempts: number): CpoError {
  return new CpoError("storage.conflict", `The unit of work lost ${attempts} races for ${collection} "${id}"; retry the request later.`, { collection, id, attempts });
}

function refusalOf(answer: Exclude<CommitResult, { outcome: "committed" | "conflict" }>): CpoError {
  const { collection, id } = answer.at;
  if (answer.outcome === "fenced") {
    return new CpoError("storage.fenced", `Another holder took over "${id}"; stop working under the old lease.`, { collection, id });
  }
  const { index, key } = answer;
  return new CpoError("storage.duplicate", `Another document of ${collection} already holds the key of "${id}" in the unique index ${index}.`, { collection, id, index, key });
}
