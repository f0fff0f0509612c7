import { CpoError, isCpoError, type Clock } from "@cpokit/kernel";
import type { Lease, Store, Unit } from "@cpokit/storage";
import { reportPieces, reportRuns, type ReportFile, type ReportRun } from "./report-schedule.ts";

/** What makes a report goes on with. */
export interface ReportWork {
  /** Tells how far it is; call it with every page. @throws `billing.report-stopped` when the run was cancelled or belongs to another process now */
  progress(done: number, total?: number): Promise<void>;
}

/** A run while this process holds it: everything that it writes is fenced by its lease (I17). */
export interface HeldRun extends ReportWork {
  readonly run: ReportRun;
  change(how: (run: ReportRun, unit: Unit) => ReportRun): Promise<ReportRun>;
  keep(pieces: AsyncIterable<string> | Iterable<string>, file: Omit<ReportFile, "length" | "pieces">): Promise<ReportFile>;
  release(): Promise<void>;
}

/** In ms: how long a process that says nothing keeps a run, and how often it says something. */
const LEASE = 60_000;
const EVERY = 2_000;
/** Characters of one piece. */
const PIECE = 200_000;

/** Takes a run that nobody works at; `undefined` when somebody does. */
export async function holdRun({ store, clock, holder }: { readonly store: Store; readonly clock: Clock; readonly holder: string }, id: string): Promise<HeldRun | undefined> {
  let lease: Lease | undefined = await store.leases.acquire(`report ${id}`, holder, LEASE);
  const known = lease === undefined ? undefined : await store.get(reportRuns, id);
  if (lease === undefined || known === undefined) return undefined;
  let run = known;
  let told = clock.now();

  async function change(how: (run: ReportRun, unit: Unit) => ReportRun): Promise<ReportRun> {
    const held = lease;
    if (held === undefined) throw stopped(id);
    run = await store.transaction(async (unit) => {
      unit.fence(held);
      const now = await unit.get(reportRuns, id);
      if (now === undefined || now.state === "cancelled") throw stopped(id);
      const next = how(now, unit);
      unit.put(reportRuns, id, next);
      return next;
    });
    return run;
  }

  return {
    get run() {
      return run;
    },
    change,
    async progress(done, total) {
      if (clock.now() - told < EVERY) return;
      told = clock.now();
      lease = lease === undefined ? undefined : await store.leases.renew(lease, LEASE);
      await change((now) => ({ ...now, progress: { done, ...(total === undefined ? {} : { total }) } }));
    },
    async keep(pieces, file) {
      let [count, length, rest] = [0, 0, ""];
      const write = async (text: string): Promise<void> => {
        const number = count;
        await change((now, unit) => {
          unit.put(reportPieces, `${id}/${number}`, { text });
          return now;
        });
        count += 1;
        length += text.length;
      };
      for await (const piece of pieces) {
        rest += piece;
        while (rest.length >= PIECE) {
          await write(rest.slice(0, PIECE));
          rest = rest.slice(PIECE);
        }
      }
      if (rest !== "") await write(rest);
      return { ...file, length, pieces: count };
    },
    async release() {
      if (lease === undefined) return;
      await store.leases.release(lease).catch((error: unknown) => {
        // Whoever goes on after a stop waits until it runs out.
        if (!isCpoError(error, "storage.closed")) throw error;
      });
    },
  };
}

function stopped(run: string): CpoError {
  return new CpoError("billing.report-stopped", "The run was cancelled, or another process goes on with it.", { run });
}
