import { CpoError } from "@cpokit/kernel";
import { systemRandom } from "@cpokit/kernel/system";
import type { CommitResult, CommitUnit } from "@cpokit/storage";
import { createBatch, type Batch } from "./batch.ts";
import { createCall } from "./call.ts";
import { connectionOf, statement, type Connection, type Database } from "./database.ts";
import { failed, isRace } from "./errors.ts";
import type { Places } from "./places.ts";
import { simulate, type Present } from "./simulate.ts";
import type { Tables } from "./tables.ts";

/** Judges units and writes those that may commit. */
export interface Committer {
  /** In a transaction of its own. */
  commit(units: readonly CommitUnit[]): Promise<readonly CommitResult[]>;
  /** In the transaction that is open on this connection; what the results say holds when that commits. */
  commitWithin(connection: Connection, units: readonly CommitUnit[]): Promise<readonly CommitResult[]>;
}

/** So often the batch is sent without locks in between; the first time on a guess, then on what was said to be there. */
const QUICK_CALLS = 3;
/** So often while the locks of the calls before are held: only documents that are created and keys that are claimed can differ then. */
const LOCKED_CALLS = 10;
/** So often after a rival had the better of it: F15. */
const ROUNDS = 10;
const LONGEST_PAUSE = 200;

const SAVE = statement("SAVEPOINT cpokit");
const RELEASE = statement("RELEASE SAVEPOINT cpokit");
const GO_BACK = statement("ROLLBACK TO SAVEPOINT cpokit");

export function createCommitter(database: Database, places: Places, tables: Tables): Committer {
  const call = createCall(tables);

  async function open(units: readonly CommitUnit[]): Promise<Batch> {
    await places.open(addressesOf(units));
    return createBatch(units, places);
  }

  /** Sends what the batch comes to until it finds what it expected; `undefined` when it never does. */
  async function settle(connection: Connection, batch: Batch, calls: number): Promise<readonly CommitResult[] | undefined> {
    let present: Present | undefined;
    for (let made = 0; made < calls; made += 1) {
      const simulation = simulate(batch, present);
      // What was present was read under locks, at one moment: to refuse everything on it, nothing more needs to be asked.
      if (present !== undefined && simulation.committed === 0) return resultsOf(simulation.outcomes, []);
      const answer = await call(connection, batch, simulation);
      if (answer.versions !== undefined) return resultsOf(simulation.outcomes, answer.versions);
      present = answer.present;
    }
    return undefined;
  }

  async function settleLocked(connection: Connection, batch: Batch): Promise<readonly CommitResult[]> {
    const results = await settle(connection, batch, LOCKED_CALLS);
    if (results !== undefined) return results;
    throw new CpoError("storage-postgres.contended", `Other processes changed what a commit needs ${LOCKED_CALLS} times in a row; try again later.`, { calls: LOCKED_CALLS });
  }

  return {
    commit: async (units) => {
      if (units.length === 0) return [];
      return inRounds(async () => {
        const batch = await open(units);
        return (await settle(database, batch, QUICK_CALLS)) ?? (await database.transaction((client) => settleLocked(connectionOf(client), batch)));
      });
    },
    commitWithin: async (connection, units) => {
      if (units.length === 0) return [];
      const batch = await inRounds(() => open(units));
      return inRounds(async () => {
        await connection.rows(SAVE, []);
        try {
          const results = await settleLocked(connection, batch);
          await connection.rows(RELEASE, []);
          return results;
        } catch (error) {
          await connection.rows(GO_BACK, []);
          throw error;
        }
      });
    },
  };
}

/** Again when a rival was at work in the same moment, a little later each time. */
async function inRounds<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let round = 1; ; round += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isRace(error) || round === ROUNDS) throw failed("commit", error);
    }
    if (round > 1) await new Promise((resolve) => setTimeout(resolve, systemRandom() * Math.min(2 ** round, LONGEST_PAUSE)));
  }
}

function* addressesOf(units: readonly CommitUnit[]): Generator<{ readonly scope: string; readonly collection: string }> {
  for (const { checks, writes } of units) {
    yield* checks;
    yield* writes;
  }
}

function resultsOf(outcomes: readonly (number | Exclude<CommitResult, { outcome: "committed" }>)[], versions: readonly number[]): CommitResult[] {
  return outcomes.map((outcome) => (typeof outcome === "number" ? { outcome: "committed", version: versions[outcome - 1]! } : outcome));
}
