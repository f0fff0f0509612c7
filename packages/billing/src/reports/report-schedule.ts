import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";

/** When a report is made: on the wall of a zone, for the day, week or month that is over by then. */
export interface ReportRhythm {
  readonly every: "day" | "week" | "month";
  /** IANA name. */
  readonly timeZone: string;
  /** Hour of the local day, 0 to 23. */
  readonly hour: number;
  /** Of weekly reports: 1 is Monday. */
  readonly weekday?: number;
  /** Of monthly reports: 1 to 28, so that every month has it. */
  readonly day?: number;
}

/** What is reported, in the words of whoever produces it. */
export interface ReportOrder {
  readonly report: string;
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
}

/** A report that is made again and again. */
export interface ReportSchedule extends ReportOrder {
  readonly id: string;
  readonly name: string;
  readonly rhythm: ReportRhythm;
  /** Mail addresses; nobody: it only waits to be downloaded. */
  readonly recipients: readonly string[];
  readonly state: "active" | "paused";
  readonly nextAt: Instant;
  readonly createdBy: string;
  readonly createdAt: Instant;
}

/** The stretch of time of a run; `to` does not belong to it. */
export interface ReportSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly timeZone: string;
  /** `2026-11-16`, `2026-11-16–2026-11-22`, `2026-11`. */
  readonly name: string;
}

/** One time that a report was made, or was to be made. */
export interface ReportRun extends ReportOrder {
  readonly id: string;
  readonly schedule: string;
  /** As the schedule was called then. */
  readonly name: string;
  readonly span: ReportSpan;
  readonly recipients: readonly string[];
  readonly state: "waiting" | "running" | "done" | "failed" | "cancelled";
  /** When it was due, or asked for. */
  readonly queuedAt: Instant;
  readonly startedAt?: Instant;
  readonly endedAt?: Instant;
  /** Who asked for it now; absent when it was due. */
  readonly by?: string;
  /** Tries: a process that dies leaves the run to another. */
  readonly attempts: number;
  readonly progress?: { readonly done: number; readonly total?: number };
  readonly cancelledBy?: string;
  readonly file?: ReportFile;
  /** Recipients whose mail was handed over, and those for whom that began: they are never mailed again. */
  readonly mailed: readonly string[];
  readonly problem?: string;
}

export interface ReportFile {
  readonly name: string;
  readonly type: string;
  readonly encoding: "utf8" | "base64";
  /** Characters in its encoding, and in how many pieces. */
  readonly length: number;
  readonly pieces: number;
}

export const reportSchedules = collection<ReportSchedule>("reportSchedules", { indexes: { byDue: { keys: ({ state, nextAt }) => (state === "active" ? [[nextAt]] : []) } } });

export const reportRuns = collection<ReportRun>("reportRuns", {
  indexes: {
    byTime: { keys: ({ queuedAt }) => [[queuedAt]] },
    bySchedule: { keys: ({ schedule, queuedAt }) => [[schedule, queuedAt]] },
    byOpen: { keys: ({ state, queuedAt }) => (state === "waiting" || state === "running" ? [[queuedAt]] : []) },
  },
});

/** Pieces of files, `<run>/<number>`: in the store, so that every node can hand them out and a backup has them. */
export const reportPieces = collection<{ readonly text: string }>("reportPieces");
