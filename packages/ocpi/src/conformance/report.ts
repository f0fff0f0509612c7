import type { OcpiVersion } from "../schema/version-facts.ts";

/** `fail`: a rule is broken; `warn`: allowed or tolerated, but partners stumble over it; `skip`: there was nothing to try it on. */
export type Verdict = "pass" | "warn" | "fail" | "skip";

/** One thing that was tried. */
export interface Check {
  readonly version?: OcpiVersion;
  readonly module: string;
  /** What must hold. */
  readonly rule: string;
  readonly verdict: Verdict;
  /** What was seen instead. */
  readonly detail?: string;
}

export interface ConformanceReport {
  readonly versionsUrl: string;
  readonly checks: readonly Check[];
  readonly counts: Readonly<Record<Verdict, number>>;
}

export function reportOf(versionsUrl: string, checks: readonly Check[]): ConformanceReport {
  const counts = { pass: 0, warn: 0, fail: 0, skip: 0 };
  for (const { verdict } of checks) counts[verdict] += 1;
  return { versionsUrl, checks, counts };
}

/** The report as text that a partner can read: by version and module, failures with what was seen. */
export function writeReport({ versionsUrl, checks, counts }: ConformanceReport): string {
  const lines = [`OCPI conformance of ${versionsUrl}`];
  let heading = "";
  for (const { version, module, rule, verdict, detail } of checks) {
    const place = version === undefined ? module : `${version} ${module}`;
    if (place !== heading) lines.push("", place);
    heading = place;
    lines.push(`  ${SIGNS[verdict]}  ${rule}${detail === undefined ? "" : `\n          ${detail}`}`);
  }
  lines.push("", `${counts.pass} passed, ${counts.warn} to look at, ${counts.fail} failed, ${counts.skip} could not be tried`);
  return `${lines.join("\n")}\n`;
}

const SIGNS: Readonly<Record<Verdict, string>> = { pass: "ok  ", warn: "look", fail: "FAIL", skip: "-   " };
