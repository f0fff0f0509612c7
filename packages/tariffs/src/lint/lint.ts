import { dayNumberOf, zone } from "@cpokit/kernel";
import type { CompileOptions } from "../compile/compile.ts";
import { fields, list, plainNumber, written, type Fields } from "../compile/document.ts";
import { readTariff } from "../compile/read-tariff.ts";
import type { Finding } from "../finding.ts";
import { readInstant } from "../numbers/read-instant.ts";
import { isCurrency } from "./currencies.ts";
import { lintComponents } from "./lint-components.ts";
import { lintReach } from "./lint-reach.ts";
import { lintRestrictions } from "./lint-restrictions.ts";
import { LINT_TEXTS, type LintText } from "./messages.ts";

export interface LintOptions extends CompileOptions {
  /** IANA name of the location's zone, to look at its changes of clocks. */
  readonly timeZone?: string;
}

/** Something that a tariff writer should look at. */
export interface LintFinding extends Finding, LintText {
  /** An error is a mistake; a warning can be meant. */
  readonly severity: "error" | "warning";
}

/** Tells a rule's findings. */
export type Report = (code: string, pointer: string, values?: NonNullable<Finding["values"]>) => void;

const ERRORS: ReadonlySet<string> = new Set(["UNKNOWN_RESTRICTION", "CURRENCY_UNKNOWN", "VALIDITY", "RANGE"]);

/** Looks for mistakes in a tariff: errors first, each with its JSON pointer, what it means and how to mend it (tariffs §3). */
export function lint(tariff: unknown, options: LintOptions): readonly LintFinding[] {
  const { compiled, problems, notes } = readTariff(tariff, options);
  const found: Finding[] = [...notes];
  const report: Report = (code, pointer, values) => void found.push(values === undefined ? { code, pointer } : { code, pointer, values });
  const raw = fields(tariff);
  if (raw !== undefined) {
    lintTariff(raw, report);
    for (const [index, each] of (list(raw["elements"]) ?? []).entries()) {
      const element = fields(each) ?? {};
      lintRestrictions(element["restrictions"], `/elements/${index}/restrictions`, report);
      lintComponents(element, index, raw, options, report);
      if (options.timeZone !== undefined) lintClockChanges(fields(element["restrictions"]), `/elements/${index}/restrictions`, options.timeZone, raw, report);
    }
    lintDates(raw, report);
  }
  if (compiled !== undefined) lintReach(compiled, report);
  const refused = problems.map((problem) => severe(problem, "error"));
  const rest = found.map((each) => severe(each, ERRORS.has(each.code) ? "error" : "warning"));
  return [...refused, ...rest].sort((a, b) => Number(a.severity === "warning") - Number(b.severity === "warning"));
}

function severe(finding: Finding, severity: LintFinding["severity"]): LintFinding {
  const text = (LINT_TEXTS as Readonly<Record<string, LintText>>)[finding.code] ?? { message: finding.code, fix: "Look it up in the documentation." };
  return Object.freeze({ severity, ...finding, ...text });
}

function lintTariff(raw: Fields, report: Report): void {
  const currency = raw["currency"];
  const [start, end] = [instantOf(raw["start_date_time"]), instantOf(raw["end_date_time"])];
  if (typeof currency === "string" && /^[A-Za-z]{3}$/.test(currency) && !isCurrency(currency)) report("CURRENCY_UNKNOWN", "/currency", { currency });
  if (start !== undefined && end !== undefined && end <= start) report("VALIDITY", "/end_date_time");
  const [least, most] = [fields(raw["min_price"]), fields(raw["max_price"])];
  for (const [excl, incl] of [["excl_vat", "incl_vat"], ["before_taxes", "after_taxes"]] as const) {
    for (const side of [excl, incl]) if (plainNumber(least?.[side]) > plainNumber(most?.[side])) report("RANGE", `/max_price/${side}`);
  }
  const prices = new Set((list(raw["elements"]) ?? []).flatMap((element) => (list(fields(element)?.["price_components"]) ?? []).map((component) => plainNumber(fields(component)?.["price"]))));
  for (const [index, text] of (list(raw["tariff_alt_text"]) ?? []).entries()) {
    const words = fields(text)?.["text"];
    const numbers = (typeof words === "string" ? words : "").match(/\d+[.,]\d+/g) ?? [];
    if (numbers.some((number) => prices.has(Number(number.replace(",", "."))))) report("TEXT_REPEATS_PRICE", `/tariff_alt_text/${index}/text`);
  }
}

function instantOf(value: unknown): number | undefined {
  return typeof value === "string" ? readInstant(value) : undefined;
}

/** All elements with the same dates: the tariff's validity says that better. */
function lintDates(raw: Fields, report: Report): void {
  const dates = (list(raw["elements"]) ?? []).map((element) => fields(fields(element)?.["restrictions"]));
  const [first] = dates;
  const from = first?.["start_date"];
  const to = first?.["end_date"];
  if ((from ?? to) === undefined) return;
  if (dates.every((each) => each?.["start_date"] === from && each?.["end_date"] === to)) report("DATES_AS_VALIDITY", "/elements/0/restrictions");
}

/** Two years of days in which a window's edge does not come exactly once. */
function lintClockChanges(restrictions: Fields | undefined, pointer: string, timeZone: string, raw: Fields, report: Report): void {
  const place = zone(timeZone);
  const year = Number(/^\d{4}/.exec(written(raw["last_updated"]))?.[0] ?? 2026);
  for (const key of ["start_time", "end_time"]) {
    const match = /^(\d\d):(\d\d)$/.exec(written(restrictions?.[key]));
    if (match === null || restrictions?.["start_time"] === restrictions?.["end_time"]) continue;
    const minute = (Number(match[1]) * 60 + Number(match[2])) % 1_440;
    for (let day = dayNumberOf(year, 1, 1); day < dayNumberOf(year + 2, 1, 1); day += 1) {
      const times = place.instantsOf(day, minute).length;
      if (times === 1) continue;
      report("CLOCK_CHANGE", `${pointer}/${key}`, { date: new Date(day * 86_400_000).toISOString().slice(0, 10), times });
      break;
    }
  }
}
