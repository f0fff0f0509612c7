import type { ActionCounts, FleetReport } from "../fleet/statistics.ts";

/** One line that tells how it goes. */
export function progressLine(report: FleetReport, elapsed: number): string {
  const total = totals(report);
  const latency = report.latency === undefined ? "" : `, p95 ${report.latency.p95.toFixed(1)} ms`;
  return `${(elapsed / 1_000).toFixed(0)} s  ${report.online}/${report.stations} online, ${report.sessionsStarted - report.sessionsEnded} charging, ` +
    `${report.sessionsEnded} done, ${(report.energy / 1_000).toFixed(1)} kWh, ${total.all} calls, ${total.failed} failed${latency}`;
}

/** The same for programs: all counts of the fleet, with the seed and the duration of the run in real milliseconds. */
export function jsonReport(report: FleetReport, run: { readonly seed: number; readonly elapsed: number }): string {
  return JSON.stringify({ ...run, ...report }, null, 2);
}

/** What the whole run came to. */
export function finalReport(report: FleetReport, elapsed: number): string {
  const total = totals(report);
  const { latency } = report;
  const lines = [
    "",
    `${report.stations} stations, ${(elapsed / 1_000).toFixed(1)} s`,
    "",
    `connects   ${report.connects} lines opened, ${report.failedConnects} attempts failed, ${report.lostLines} lines lost`,
    `sessions   ${report.sessionsStarted} started, ${report.sessionsEnded} ended, ${(report.energy / 1_000).toFixed(3)} kWh`,
    `calls      ${total.all} sent, ${total.failed} failed, ${(total.all / (elapsed / 1_000)).toFixed(1)} per second`,
    `answers    ${report.asked} requests of the central system answered`,
    `latency    ${latency === undefined ? "no call was answered" : `p50 ${ms(latency.p50)}, p95 ${ms(latency.p95)}, p99 ${ms(latency.p99)}, max ${ms(latency.max)}`}`,
    `left over  ${report.queued} transaction messages still queued, ${report.gaveUp} given up`,
    "",
    ...table(report.calls),
    ...errorLines(report.errors),
    "",
  ];
  return lines.join("\n");
}

function totals({ calls }: FleetReport): { readonly all: number; readonly failed: number } {
  const counts = Object.values(calls);
  const sum = (pick: (counted: ActionCounts) => number): number => counts.reduce((total, counted) => total + pick(counted), 0);
  const all = sum((counted) => Object.values(counted).reduce((total, count) => total + count, 0));
  return { all, failed: all - sum((counted) => counted.result) };
}

const COLUMNS = ["result", "error", "invalid", "timeout", "closed"] as const satisfies readonly (keyof ActionCounts)[];

function table(calls: FleetReport["calls"]): readonly string[] {
  const actions = Object.entries(calls);
  if (actions.length === 0) return [];
  const width = Math.max(...actions.map(([action]) => action.length));
  const row = (name: string, cells: readonly string[]): string => `${name.padEnd(width)}${cells.map((cell) => cell.padStart(9)).join("")}`;
  return [row("", COLUMNS), ...actions.map(([action, counted]) => row(action, COLUMNS.map((column) => String(counted[column]))))];
}

function errorLines(errors: FleetReport["errors"]): readonly string[] {
  const counted = Object.entries(errors);
  return counted.length === 0 ? [] : ["", "errors", ...counted.map(([error, count]) => `  ${error} ${count}`)];
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}
