import { CpoError, instant, zone, type Instant } from "@cpokit/kernel";
import { csvNumber, csvRows, type CsvRow } from "../csv.ts";
import { checkRoster, type KnownNames, type RosterEntry, type RosterRule } from "./roster.ts";

const NUMBERS = ["energyKWh", "targetSoc", "capacityKWh", "priority"] as const satisfies readonly (keyof RosterEntry)[];
const TEXTS = ["vehicle", "token", "class", "evse"] as const satisfies readonly (keyof RosterEntry)[];
const COLUMNS: readonly string[] = ["id", "arrival", "departure", ...NUMBERS, ...TEXTS];

/** What is wrong with one cell of an upload. */
export interface RosterProblem {
  readonly column: string;
  /** `column`: no such column; `missing`: a needed column; `empty`: a needed cell; `moment`, `number`: not one; `quote`: opened and never closed; else as of `RosterFinding`. */
  readonly rule: "column" | "missing" | "empty" | "moment" | "number" | "quote" | RosterRule;
  readonly sentence: string;
}

/** A line of an upload, from 1, with its entry where it has one and all that is wrong with it. */
export interface RosterLine {
  readonly line: number;
  readonly cells: readonly string[];
  readonly entry?: RosterEntry;
  readonly problems: readonly RosterProblem[];
}

/**
 * A roster as CSV (RFC 4180; comma, semicolon or tab): a header line with the names of the fields of `RosterEntry` in any order, times in ISO 8601
 * with their offset or on the wall of `timeZone` (`2026-11-23 07:30`). Entries without an id are named by their line.
 * @throws `smart-charging.roster-csv` with the line (from 1) and the column.
 */
export function readRosterCsv(text: string, timeZone: string): readonly RosterEntry[] {
  const lines = linesOf(text, timeZone);
  for (const { line, problems: [problem] } of lines) {
    if (problem !== undefined) throw new CpoError("smart-charging.roster-csv", `Line ${line}, ${problem.column}: ${problem.sentence}.`, { line, column: problem.column });
  }
  return lines.flatMap(({ entry }) => entry ?? []);
}

/** Every line of a roster as CSV with everything that is wrong with it, as `readRosterCsv` and `checkRoster` see it; the header stands only where it is wrong. */
export function checkRosterCsv(text: string, timeZone: string, known: KnownNames = {}): readonly RosterLine[] {
  const lines = linesOf(text, timeZone);
  const read = lines.filter(({ entry }) => entry !== undefined);
  const findings = checkRoster(read.map(({ entry }) => entry!), known);
  return lines.map((line) => {
    const place = read.indexOf(line);
    const found = findings.filter(({ entry }) => entry === place).map(({ field, rule, sentence }): RosterProblem => ({ column: field, rule, sentence }));
    return found.length === 0 ? line : { ...line, problems: [...line.problems, ...found] };
  });
}

function linesOf(text: string, timeZone: string): readonly RosterLine[] {
  const { rows: [header, ...rows], unclosed } = csvRows(text);
  const open: readonly RosterLine[] = unclosed === undefined ? [] : [{ line: unclosed, cells: [], problems: [{ column: '"', rule: "quote", sentence: "is opened and never closed" }] }];
  if (header === undefined) return open;
  const names = header.cells.map((name) => COLUMNS.find((column) => column.toLowerCase() === name.trim().toLowerCase()));
  const problems = [
    ...header.cells.flatMap((name, place): RosterProblem[] => (names[place] === undefined ? [{ column: name.trim(), rule: "column", sentence: `is no column of a roster; use ${COLUMNS.join(", ")}` }] : [])),
    ...["arrival", "departure"].flatMap((name): RosterProblem[] => (names.includes(name) ? [] : [{ column: name, rule: "missing", sentence: "is missing" }])),
  ];
  if (problems.length > 0) return [{ ...header, problems }];
  return [...rows.map((row) => lineOf(row, new Map(names.map((name, place) => [name!, (row.cells[place] ?? "").trim()])), timeZone)), ...open];
}

function lineOf(row: CsvRow, cells: ReadonlyMap<string, string>, timeZone: string): RosterLine {
  const problems: RosterProblem[] = [];
  const filled = (name: string): string | undefined => (cells.get(name) === "" ? undefined : cells.get(name));
  const moment = (name: string): Instant => {
    const value = filled(name);
    const at = value === undefined ? undefined : momentOf(value, timeZone);
    if (value === undefined) problems.push({ column: name, rule: "empty", sentence: "is empty" });
    else if (at === undefined) problems.push({ column: name, rule: "moment", sentence: `"${value}" is no moment; write 2026-11-23 07:30 or 2026-11-23T07:30:00+01:00` });
    return at ?? instant(0);
  };
  const number = (name: string): number | undefined => {
    const value = filled(name);
    const read = value === undefined ? undefined : csvNumber(value);
    if (value !== undefined && read === undefined) problems.push({ column: name, rule: "number", sentence: `"${value}" is no number` });
    return read;
  };
  const moments = { arrival: moment("arrival"), departure: moment("departure") };
  const numbers = NUMBERS.map((name) => [name, number(name)] as const).filter(([, value]) => value !== undefined);
  const entry: RosterEntry = {
    id: filled("id") ?? `line ${row.line}`, ...moments,
    ...Object.fromEntries(numbers), ...Object.fromEntries(TEXTS.flatMap((name) => (filled(name) === undefined ? [] : [[name, filled(name)]]))),
  };
  return { ...row, problems, ...(problems.length === 0 && { entry }) };
}

function momentOf(text: string, timeZone: string): Instant | undefined {
  const wall = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}):(\d{2})(?::00)?$/.exec(text);
  if (wall === null) {
    const at = /[Zz]$|[+-]\d{2}:?\d{2}$/.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(at) ? undefined : instant(at);
  }
  const midnight = Date.parse(`${wall[1]}T00:00:00Z`);
  const minute = Number(wall[2]) * 60 + Number(wall[3]);
  if (Number.isNaN(midnight) || minute >= 1_440) return undefined;
  // In an hour that is skipped, the moment at which clocks jump over it.
  return zone(timeZone).instantsOf(midnight / 86_400_000, minute)[0] ?? zone(timeZone).instantsOf(midnight / 86_400_000, minute + 60)[0];
}
