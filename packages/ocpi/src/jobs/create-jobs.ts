import { CpoError, instant, minutes, seconds, silentLogger, type Clock, type Ids, type Instant, type Logger, type Scheduler } from "@cpokit/kernel";
import { collection, type Collection, type Page, type Store, type Unit } from "@cpokit/storage";

/** How far long work is. */
export interface JobProgress {
  readonly done: number;
  readonly total?: number;
  /** What it is at, as its maker names it. */
  readonly step?: string;
  /** How many things it has looked at, where that says more than its steps. */
  readonly count?: number;
}

/** Long work that somebody asked for, and what became of it. */
export interface Job<Work, Result> {
  readonly id: string;
  /** What it is about; jobs are listed by it. */
  readonly about: string;
  /** Of one topic about one thing there is one job at a time. */
  readonly topic: string;
  readonly work: Work;
  readonly state: "running" | "done" | "failed" | "cancelled" | "interrupted";
  readonly by: string;
  readonly begunAt: Instant;
  readonly endedAt?: Instant;
  readonly cancelledBy?: string;
  readonly progress: JobProgress;
  /** A job that runs says again and again that it does: past this moment nobody works on it any more. */
  readonly aliveUntil: Instant;
  readonly result?: Result;
  readonly problem?: { readonly code: string; readonly message: string };
}

/** What the maker of a job is given to tell how far it is, and to see that it shall end. */
export interface JobRun {
  progress(progress: JobProgress): void;
  readonly signal: { readonly aborted: boolean };
}

export interface JobsOptions<Work, Result> {
  readonly store: Store;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: Ids;
  readonly logger?: Logger;
  /** Of the collection that keeps them. */
  readonly name: string;
  /** Does the work; ends early, in whatever way, once `signal` is aborted. */
  readonly run: (job: Job<Work, Result>, run: JobRun) => Promise<Result>;
  /** Hears after the commit of everything that changes. */
  readonly changed?: (job: string) => void;
}

/** Long work that runs beside the requests: it is seen, ended and found again by its id. */
export interface Jobs<Work, Result> {
  /** Begins at once and works on by itself; `busy` names the one of its topic that still runs. */
  begin(draft: Pick<Job<Work, Result>, "about" | "topic" | "work" | "by">): Promise<{ readonly outcome: "begun" | "busy"; readonly job: Job<Work, Result> }>;
  get(id: string): Promise<Job<Work, Result> | undefined>;
  /** Latest first, of everything or about one thing. */
  list(filter: { readonly about?: string | undefined; readonly limit: number; readonly after?: string | undefined }): Promise<Page<Job<Work, Result>>>;
  /** Ends one that runs; what is over stays. `undefined` when there is none. */
  cancel(id: string, by: string): Promise<Job<Work, Result> | undefined>;
  /** Marks as interrupted what nobody works on any more. */
  sweep(now: Instant): Promise<void>;
  /** Ends what runs here, as interrupted, and waits for it. */
  close(): Promise<void>;
}

/** How often it is written how far a job is, and how often at least. */
const WRITE = 500;
const SIGN_OF_LIFE = seconds(20);
const PATIENCE = minutes(1);
/** Jobs about one thing that are kept. */
const KEPT = 50;

/**
 * Long work with progress and a way to end it. Each job is a document; one whose process died is found `interrupted` within a minute.
 *
 * @example
 * const exports = createJobs<{ month: string }, { rows: number }>({ store, clock, scheduler, ids, name: "exports", run: async ({ work }, { progress, signal }) => write(work.month, progress, signal) });
 * const { job } = await exports.begin({ about: "books", topic: "export", work: { month: "2026-11" }, by: "anna" });
 */
export function createJobs<Work, Result>(options: JobsOptions<Work, Result>): Jobs<Work, Result> {
  type Own = Job<Work, Result>;
  const { store, clock, scheduler, ids, logger = silentLogger, changed = () => undefined } = options;
  const jobs: Collection<Own> = collection<Own>(options.name, {
    indexes: {
      byTime: { keys: ({ begunAt }) => [[begunAt]] },
      byThing: { keys: ({ about, begunAt }) => [[about, begunAt]] },
      running: { keys: ({ state, about, topic }) => (state === "running" ? [[about, topic]] : []), unique: true },
    },
  });
  const here = new Map<string, { stop: () => void; readonly over: Promise<void> }>();

  function change(id: string, how: (job: Own) => Own): Promise<Own | undefined> {
    return store.transaction(async (unit) => {
      const job = await unit.get(jobs, id);
      // What is over stays as it ended.
      if (job?.state !== "running") return job;
      return put(unit, how(job));
    });
  }

  function put(unit: Unit, job: Own): Own {
    unit.put(jobs, job.id, job);
    unit.afterCommit(() => changed(job.id));
    return job;
  }

  const alive = (): Instant => instant(clock.now() + PATIENCE);
  const end = (id: string, how: Partial<Own>): Promise<Own | undefined> => change(id, (job) => ({ ...job, ...how, endedAt: clock.now() }));

  function work(job: Own): void {
    const signal = { aborted: false };
    let { progress } = job;
    let [written, writtenAt] = [progress, clock.now()];
    let cancel = scheduler.after(WRITE, tell);
    const over = options.run(job, { signal, progress: (next) => void (progress = next) })
      .then(
        (result) => end(job.id, { state: "done", result, progress }),
        (error: unknown) => end(job.id, { state: "failed", progress, problem: problemOf(error) }),
      )
      .then(
        () => undefined,
        (error: unknown) => logger.error({ job: job.id, error }, "The end of a job could not be written down; it will be found interrupted."),
      )
      .finally(() => {
        cancel();
        here.delete(job.id);
      });
    here.set(job.id, { over, stop: () => void (signal.aborted = true) });

    function tell(): void {
      if (!here.has(job.id)) return;
      const now = clock.now();
      const isDue = progress !== written || now - writtenAt >= SIGN_OF_LIFE;
      const next = (): void => {
        if (here.has(job.id)) cancel = scheduler.after(WRITE, tell);
      };
      if (!isDue) return next();
      [written, writtenAt] = [progress, now];
      change(job.id, (known) => ({ ...known, progress, aliveUntil: alive() })).then(
        // Somebody ended it, perhaps at another node.
        (known) => void (known?.state === "running" || (signal.aborted = true)),
        (error: unknown) => logger.warn({ job: job.id, error }, "How far a job is could not be written down; it goes on."),
      ).finally(next);
    }
  }

  return {
    async begin({ about, topic, work: wanted, by }) {
      const begun = await store.transaction(async (unit) => {
        const [open] = (await unit.find(jobs, { index: "running", prefix: [about, topic], limit: 1 })).items;
        if (open !== undefined) return { outcome: "busy" as const, job: open.body };
        const old = await unit.find(jobs, { index: "byThing", prefix: [about], reverse: true, limit: 2 * KEPT });
        for (const { id, body } of old.items.slice(KEPT - 1)) if (body.state !== "running") unit.delete(jobs, id);
        const job: Own = { id: ids.next(), about, topic, work: wanted, by, state: "running", begunAt: clock.now(), aliveUntil: alive(), progress: { done: 0 } };
        return { outcome: "begun" as const, job: put(unit, job) };
      });
      if (begun.outcome === "begun") work(begun.job);
      return begun;
    },
    get: (id) => store.get(jobs, id),
    list: ({ about, limit, after }) => store.find(jobs, { ...(about === undefined ? { index: "byTime" } : { index: "byThing", prefix: [about] }), reverse: true, limit, ...(after === undefined ? {} : { after }) }),
    async cancel(id, by) {
      const job = await end(id, { state: "cancelled", cancelledBy: by });
      here.get(id)?.stop();
      return job;
    },
    async sweep(now) {
      for await (const { id, body } of store.each(jobs, { index: "running" })) if (body.aliveUntil < now && !here.has(id)) await end(id, { state: "interrupted" });
    },
    async close() {
      for (const [id, { stop }] of here) {
        stop();
        await end(id, { state: "interrupted" });
      }
      await Promise.all([...here.values()].map(({ over }) => over));
    },
  };
}

function problemOf(error: unknown): { readonly code: string; readonly message: string } {
  return error instanceof CpoError ? { code: error.code, message: error.message } : { code: "unknown", message: error instanceof Error ? error.message : String(error) };
}
