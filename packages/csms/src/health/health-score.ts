import { healthSentences } from "./health-sentences.ts";
import type { StationDay } from "./station-days.ts";

/** What the health of a station is judged by: the days up to now, and what only the application knows. */
export interface HealthEvidence {
  /** Today. */
  readonly day: number;
  readonly days: readonly StationDay[];
  /** Share of the last week in which it was usable, 0 to 1, e.g. from the availability ledger. */
  readonly uptime?: number;
  /** Share of the sessions of the last week that delivered energy, 0 to 1, and how many there were. */
  readonly success?: { readonly share: number; readonly sessions: number };
}

/** One thing that costs points. */
export interface HealthFinding {
  /** Stable word. */
  readonly code: "faults" | "boots" | "unanswered" | "security" | "uptime" | "success" | "unused" | "faults-rising" | "boots-rising" | "use-falling";
  /** Points lost of 100; a trend that has cost nothing yet has 0. */
  readonly points: number;
  /** For people, with the figures that it rests on. */
  readonly reason: string;
}

export interface Health {
  /** 100 is as good as it gets. */
  readonly score: number;
  /** The gravest first. */
  readonly findings: readonly HealthFinding[];
}

const { say } = healthSentences;

const WEEK = 7;
const MONTH = 28;
/** Below these counts a rise is noise. */
const LEAST_EVENTS = 5;
const LEAST_SESSIONS = 20;

/** The health of a station, and why; pure. The same evidence gives the same score. */
export function healthOf(evidence: HealthEvidence): Health {
  const findings = [...state(evidence), ...trends(evidence)].sort((left, right) => right.points - left.points);
  const lost = findings.reduce((sum, { points }) => sum + points, 0);
  return { score: Math.max(0, 100 - lost), findings };
}

function state({ day, days, uptime, success }: HealthEvidence): readonly HealthFinding[] {
  const week = sumOf(days, day - WEEK + 1, day);
  const findings: HealthFinding[] = [];
  const find = (code: HealthFinding["code"], points: number, reason: string): void => {
    if (points > 0) findings.push({ code, points: Math.round(points), reason });
  };
  find("faults", Math.min(40, week.faults * 4), week.faults === 1 ? say("faulted-once") : say("faulted", { count: week.faults }));
  // A restart a day may be on purpose.
  find("boots", Math.min(20, Math.max(0, week.boots - WEEK) * 2), week.boots === 1 ? say("restarted-once") : say("restarted", { count: week.boots }));
  if (week.commands >= LEAST_EVENTS) {
    find("unanswered", Math.min(20, (week.failedCommands / week.commands) * 40), say("unanswered", { failed: week.failedCommands, count: week.commands }));
  }
  find("security", Math.min(10, week.securityEvents * 2), week.securityEvents === 1 ? say("security-event") : say("security-events", { count: week.securityEvents }));
  if (uptime !== undefined) find("uptime", Math.min(50, (1 - uptime) * 200), say("usable", { percent: round(uptime * 100) }));
  if (success !== undefined && success.sessions >= LEAST_EVENTS) {
    find("success", Math.min(50, (1 - success.share) * 100), say("delivered", { percent: round(success.share * 100), count: success.sessions }));
  }
  return findings;
}

/** Compares the last week with the three before it: trouble to come shows here first. */
function trends({ day, days }: HealthEvidence): readonly HealthFinding[] {
  const week = sumOf(days, day - WEEK + 1, day);
  const before = sumOf(days, day - MONTH + 1, day - WEEK);
  const usual = (count: number): number => (count * WEEK) / (MONTH - WEEK);
  const findings: HealthFinding[] = [];
  if (week.faults >= LEAST_EVENTS && week.faults >= 2 * usual(before.faults)) {
    findings.push({ code: "faults-rising", points: 10, reason: say("faults-rise", { count: week.faults, before: round(usual(before.faults)) }) });
  }
  if (week.boots >= 2 * LEAST_EVENTS && week.boots >= 2 * usual(before.boots)) {
    findings.push({ code: "boots-rising", points: 5, reason: say("restarts-rise", { count: week.boots, before: round(usual(before.boots)) }) });
  }
  if (before.starts >= LEAST_SESSIONS && week.starts === 0) {
    findings.push({ code: "unused", points: 20, reason: say("unused", { before: round(usual(before.starts)) }) });
  } else if (before.starts >= LEAST_SESSIONS && week.starts <= usual(before.starts) / 2) {
    findings.push({ code: "use-falling", points: 5, reason: say("use-falls", { count: week.starts, before: round(usual(before.starts)) }) });
  }
  return findings;
}

type Sums = Omit<StationDay, "station" | "day">;

function sumOf(days: readonly StationDay[], from: number, to: number): Sums {
  const sums: { -readonly [Count in keyof Sums]: number } = { boots: 0, faults: 0, starts: 0, refusedStarts: 0, ends: 0, commands: 0, failedCommands: 0, securityEvents: 0 };
  for (const each of days) {
    if (each.day < from || each.day > to) continue;
    for (const key of Object.keys(sums) as (keyof Sums)[]) sums[key] += each[key];
  }
  return sums;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
