import { CpoError, isCpoError, type Clock, type Ids, type Instant, type Logger } from "@cpokit/kernel";
import type { Reader, Store, Unit } from "@cpokit/storage";
import { reportPieces, reportRuns, reportSchedules, type ReportFile, type ReportRun, type ReportSchedule } from "./report-schedule.ts";
import { holdRun, type HeldRun, type ReportWork } from "./report-work.ts";
import { checkRhythm, nextDue, spanBefore } from "./rhythm.ts";

/** What a report came to: a file, piece by piece. */
export interface ProducedReport extends Pick<ReportFile, "name" | "type" | "encoding"> {
  /** Text, or base64 in pieces that join to one. */
  readonly pieces: AsyncIterable<string> | Iterable<string>;
}

/** A report on its way to one recipient. */
export interface ReportMail {
  readonly to: string;
  readonly run: ReportRun;
  /** Absent where the file is too large for mail. */
  readonly attachment?: ReportFile & { readonly content: string };
}

export interface ReportSchedulesOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  /** Makes the file of a run; what it throws is the problem of the run. */
  produce(run: ReportRun, work: ReportWork): Promise<ProducedReport>;
  /** How mail leaves; schedules with recipients are refused when absent. */
  readonly mail?: (mail: ReportMail) => Promise<void>;
}

export type ScheduleDraft = Pick<ReportSchedule, "name" | "report" | "format" | "options" | "rhythm" | "recipients">;

/** Reports that are made by themselves, with the history of their runs; safe with several processes on one store. */
export interface ReportSchedules {
  /** @throws `billing.report` naming the field, `kernel.time-zone` */
  create(draft: ScheduleDraft, by: string): Promise<ReportSchedule>;
  /** `undefined` when there is none. @throws as `create` */
  change(id: string, change: Partial<ScheduleDraft> & { readonly state?: ReportSchedule["state"] }): Promise<ReportSchedule | undefined>;
  /** With all its runs and their files. False when there is none. */
  remove(id: string): Promise<boolean>;
  /** A run for the last whole day, week or month; `undefined` when there is no such schedule. */
  runNow(id: string, by: string): Promise<ReportRun | undefined>;
  /** Ends a run that waits or goes on; others stay as they are. `undefined` when there is none. */
  cancel(run: string, by: string): Promise<ReportRun | undefined>;
  /** The pieces of the file of a run. */
  file(reader: Reader, run: ReportRun): AsyncGenerator<string>;
  /** Begins what is due, once among all processes, and goes on with what another left. */
  sweep(now: Instant): Promise<void>;
  /** Resolves when this process works at nothing any more; for tests and shutdown. */
  idle(): Promise<void>;
}

/** Runs of a schedule that are kept. */
const KEPT = 50;
/** A run that took its process down this often is given up. */
const MOST_ATTEMPTS = 3;
/** Characters of the largest attachment. */
const LARGEST_MAIL = 8_000_000;

export function createReportSchedules({ store, clock, ids, logger, produce, mail }: ReportSchedulesOptions): ReportSchedules {
  const holder = ids.next();
  let working: Promise<void> = Promise.resolve();
  const known = new Set<string>();

  function check({ name, rhythm, recipients }: ScheduleDraft): void {
    if (name.trim() === "") throw wrong("name", "must not be empty");
    checkRhythm(rhythm);
    if (recipients.length > 0 && mail === undefined) throw wrong("recipients", "must be empty: no mail server is set up");
  }

  function begin(unit: Unit, schedule: ReportSchedule, due: Instant, by?: string): ReportRun {
    const { id, name, report, format, options, recipients, rhythm } = schedule;
    // The name of a run that is due says for when: two processes cannot make two of it.
    const run: ReportRun = {
      id: by === undefined ? `${id}.${due}` : ids.next(), schedule: id, name, report, format, options, recipients, span: spanBefore(rhythm, due),
      state: "waiting", queuedAt: clock.now(), attempts: 0, mailed: [], ...(by === undefined ? {} : { by }),
    };
    unit.put(reportRuns, run.id, run);
    unit.afterCommit(() => work(run.id));
    return run;
  }

  /** One after the other: reports wait rather than take the place of cars. */
  function work(id: string): void {
    if (known.has(id)) return;
    known.add(id);
    working = working.then(() => carryOut(id)).catch((error: unknown) => logger.error({ error, run: id }, "A report could not be worked at; the next sweep tries again")).finally(() => known.delete(id));
  }

  async function carryOut(id: string): Promise<void> {
    const held = await holdRun({ store, clock, holder }, id);
    if (held === undefined) return;
    try {
      if (held.run.state !== "waiting" && held.run.state !== "running") return;
      await make(held);
      await trim(held.run.schedule);
    } catch (error) {
      // Cancelled, taken over, or stopping: it is no failure of the report.
      if (["billing.report-stopped", "storage.fenced", "storage.closed"].some((code) => isCpoError(error, code))) return;
      logger.error({ error, run: id }, "A report could not be made");
      await held.change((run) => ({ ...run, state: "failed", endedAt: clock.now(), problem: error instanceof Error ? error.message : String(error) }));
    } finally {
      await held.release();
    }
  }

  async function make(held: HeldRun): Promise<void> {
    const begun = await held.change((run) => ({ ...run, state: "running", startedAt: clock.now(), attempts: run.attempts + 1 }));
    if (begun.attempts > MOST_ATTEMPTS) throw new CpoError("billing.report", "It was begun several times and never came to an end; the log has the reason.", { run: begun.id });
    // What was written before a crash is there: only the mail is left.
    const file = begun.file ?? (await produced(held));
    for (const to of begun.recipients) {
      if (held.run.mailed.includes(to)) continue;
      // Written down first: a process that dies in between mails nobody twice.
      await held.change((run) => ({ ...run, mailed: [...run.mailed, to] }));
      await mail?.({ to, run: held.run, ...(file.length > LARGEST_MAIL ? {} : { attachment: { ...file, content: await textOf(held.run) } }) });
    }
    await held.change((run) => ({ ...run, state: "done", endedAt: clock.now() }));
  }

  async function produced(held: HeldRun): Promise<ReportFile> {
    const { pieces, ...named } = await produce(held.run, held);
    const file = await held.keep(pieces, named);
    await held.change((run) => ({ ...run, file }));
    return file;
  }

  async function textOf(run: ReportRun): Promise<string> {
    const pieces: string[] = [];
    for await (const piece of eachPiece(store, run)) pieces.push(piece);
    return pieces.join("");
  }

  async function trim(schedule: string, keep = KEPT): Promise<void> {
    let count = 0;
    for await (const { body } of store.each(reportRuns, { index: "bySchedule", prefix: [schedule], reverse: true })) if ((count += 1) > keep) await drop(body);
  }

  async function drop(run: ReportRun): Promise<void> {
    const pieces = (await store.find(reportPieces, { prefix: `${run.id}/`, limit: 1_000 })).items;
    await store.transaction((unit) => {
      for (const { id } of pieces) unit.delete(reportPieces, id);
      unit.delete(reportRuns, run.id);
    });
  }

  return {
    async create(draft, by) {
      check(draft);
      const now = clock.now();
      const schedule: ReportSchedule = { ...draft, id: ids.next(), state: "active", nextAt: nextDue(draft.rhythm, now), createdBy: by, createdAt: now };
      await store.transaction((unit) => unit.put(reportSchedules, schedule.id, schedule));
      return schedule;
    },
    change: (id, change) =>
      store.transaction(async (unit) => {
        const before = await unit.get(reportSchedules, id);
        if (before === undefined) return undefined;
        const next: ReportSchedule = { ...before, ...change };
        check(next);
        // What was due while it was paused is not made up for.
        const isNew = (change.rhythm !== undefined && JSON.stringify(change.rhythm) !== JSON.stringify(before.rhythm)) || (before.state === "paused" && next.state === "active");
        const schedule = isNew ? { ...next, nextAt: nextDue(next.rhythm, clock.now()) } : next;
        unit.put(reportSchedules, id, schedule);
        return schedule;
      }),
    async remove(id) {
      const isThere = await store.transaction(async (unit) => {
        if ((await unit.get(reportSchedules, id)) === undefined) return false;
        unit.delete(reportSchedules, id);
        return true;
      });
      if (isThere) await trim(id, 0);
      return isThere;
    },
    runNow: (id, by) =>
      store.transaction(async (unit) => {
        const schedule = await unit.get(reportSchedules, id);
        return schedule === undefined ? undefined : begin(unit, schedule, clock.now(), by);
      }),
    cancel: (id, by) =>
      store.transaction(async (unit) => {
        const run = await unit.get(reportRuns, id);
        if (run === undefined || (run.state !== "waiting" && run.state !== "running")) return run;
        const cancelled: ReportRun = { ...run, state: "cancelled", cancelledBy: by, endedAt: clock.now() };
        unit.put(reportRuns, id, cancelled);
        return cancelled;
      }),
    file: eachPiece,
    async sweep(now) {
      for await (const { id } of store.each(reportSchedules, { index: "byDue", to: now + 1 })) {
        await store.transaction(async (unit) => {
          const schedule = await unit.get(reportSchedules, id);
          if (schedule === undefined || schedule.state !== "active" || schedule.nextAt > now) return;
          unit.put(reportSchedules, id, { ...schedule, nextAt: nextDue(schedule.rhythm, now) });
          begin(unit, schedule, schedule.nextAt);
        });
      }
      for await (const { id } of store.each(reportRuns, { index: "byOpen" })) work(id);
    },
    async idle() {
      for (let seen: Promise<void> | undefined; seen !== working; ) await (seen = working);
    },
  };
}

async function* eachPiece(reader: Reader, run: ReportRun): AsyncGenerator<string> {
  for (let number = 0; number < (run.file?.pieces ?? 0); number += 1) {
    const piece = await reader.get(reportPieces, `${run.id}/${number}`);
    if (piece !== undefined) yield piece.text;
  }
}

function wrong(field: string, rule: string): CpoError {
  return new CpoError("billing.report", `${field} ${rule}.`, { field });
}
