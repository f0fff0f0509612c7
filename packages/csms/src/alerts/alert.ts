import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";

export type AlertSeverity = "info" | "warning" | "error";

/** A line that somebody wrote. */
export interface Note {
  readonly at: Instant;
  readonly by: string;
  readonly text: string;
}

/** Something that a person should know, once for each rule and subject however often it is seen. */
export interface Alert {
  /** `<rule>/<subject>`: what makes two sightings the same alert. */
  readonly id: string;
  readonly rule: string;
  /** What it is about, e.g. `CS-1/2` for an EVSE. */
  readonly subject: string;
  readonly station?: string;
  readonly severity: AlertSeverity;
  readonly title: string;
  readonly detail?: string;
  /** `pending`: it has to last before it counts; `acknowledged`: somebody has it. */
  readonly state: "pending" | "open" | "acknowledged" | "cleared";
  /** How often it was seen since it was opened. */
  readonly count: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  /** When a pending one becomes open, or an open one is told again. */
  readonly dueAt?: Instant;
  readonly clearedAt?: Instant;
  readonly acknowledgedBy?: string;
  /** Nobody was told: a silence held when it opened. */
  readonly isSilenced?: boolean;
  readonly notes: readonly Note[];
}

export const alerts = collection<Alert>("alerts", {
  indexes: {
    byState: { keys: (alert) => [[alert.state, alert.lastAt]] },
    byStation: { keys: (alert) => (alert.station === undefined ? [] : [[alert.station, alert.lastAt]]) },
    byDue: { keys: (alert) => (alert.dueAt === undefined || alert.state === "cleared" || alert.state === "acknowledged" ? [] : [alert.dueAt]) },
  },
});

/** A time in which some alerts are kept and nobody is told, e.g. during maintenance. */
export interface Silence {
  readonly id: string;
  /** Absent: every rule. */
  readonly rule?: string;
  /** Subjects that are this or begin with it and a slash; absent: every subject. */
  readonly subject?: string;
  readonly until: Instant;
  readonly by: string;
  readonly reason: string;
}

export const silences = collection<Silence>("silences", { indexes: { byEnd: { keys: (silence) => [silence.until] } } });

/** What a rule makes of an event. */
export type Signal =
  | {
      readonly signal: "raise"; readonly subject: string; readonly severity: AlertSeverity; readonly title: string; readonly detail?: string; readonly station?: string;
      /** Milliseconds that it has to last before it counts. */
      readonly after?: number;
    }
  | { readonly signal: "clear"; readonly subject: string };

/** Looks at the events of some topics. */
export interface AlertRule {
  readonly name: string;
  readonly topics: readonly string[];
  /** Pure: the same event gives the same signals. */
  judge(event: { readonly topic: string; readonly key: string; readonly payload: unknown }): readonly Signal[];
}
