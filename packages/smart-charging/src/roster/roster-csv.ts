import { CpoError, instant, zone, type Instant } from "@cpokit/kernel";
import type { RosterEntry } from "./roster.ts";

const NUMBERS = ["energyKWh", "targetSoc", "capacityKWh", "priority"] as const satisfies readonly (keyof RosterEntry)[];
const TEXTS = ["vehicle", "token", "class", "evse"] as const satisfies readonly (keyof RosterEntry)[];
const COLUMNS: readonly string[] = ["id", "arrival", "departure", ...NUMBERS, ...TEXTS];

/**
 * A roster as CSV (RFC 4180; comma, semicolon or tab): a header line with the names of the fields of `RosterEntry` in any order, times in ISO 8601
 * with their offset or on the wall of `timeZone` (`2026-11-23 07:30`). Entries without an id are named by their line.
 * @throws `smart-charging.roster-csv` with the line (from 1) and the column.
 */
export function readRosterCsv(text: string, timeZone: string): readonly RosterEntry[] {
  const [header, ...rows] = recordsOf(text);
  if (header === undefined) return [];
  const names = header.cells.map((name) => COLUMNS.find((column) => column.toLowerCase() === name.trim().toLowerCase()) ?? refuse(header.line, name, `is no column of a roster; use ${COLUMNS.join(", ")}`));
  for (const needed of ["arrival", "departure"]) if (!names.includes(needed)) refuse(header.line, needed, "is missing");
  return rows.map(({ line, cells }) => entryOf(line, new Map(names.map((name, place) => [name, (cells[place] ?? "").trim()])), timeZone));
}

function entryOf(line: number, cells: ReadonlyMap<string, string>, timeZone: string): RosterEntry {
  const filled = (name: string): string | undefined => (cells.get(name) === "" ? undefined : cells.get(name));
  const moment = (name: string): Instant => momentOf(filled(name) ?? refuse(line, name, "is empty"), timeZone) ?? refuse(line, name, `"${cells.get(name)}" is no moment; write 2026-11-23 07:30 or 2026-11-23T07:30:00+01:00`);
  const number = (name: string): number | undefined => {
    const value = filled(name);
    if (value === undefined) return undefined;
    const parsed = Number(value.replace(",", "."));
    return Number.isFinite(parsed) ? parsed : refuse(line, name, `"${value}" is no number`);
  };
  return {
    id: filled("id") ?? `line ${line}`, arrival: moment("arrival"), departure: moment("departure"),
    ...Object.fromEntries(NUMBERS.flatMap((name) => (number(name) === undefined ? [] : [[name, number(name)]]))),
    ...Object.fromEntries(TEXTS.flatMap((name) => (filled(name) === undefined ? [] : [[name, filled(name)]]))),
  };
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

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

function recordsOf(text: string): readonly Row[] {
  const body = text.replace(/^\uFEFF/, "");
  const first = body.split(/[\r\n]/, 1)[0]!;
  const separator = [";", "\t", ","].find((one) => first.includes(one)) ?? ",";
  const rows: Row[] = [];
  let [cells, cell, quoted, line, begun]: [string[], string, boolean, number, number] = [[], "", false, 1, 1];
  const end = (): void => {
    if (cells.length > 0 || cell.trim() !== "") rows.push({ line: begun, cells: [...cells, cell] });
    [cells, cell] = [[], ""];
  };
  for (let at = 0; at < body.length; at += 1) {
    const letter = body[at]!;
    if (letter === "\n") line += 1;
    if (quoted) {
      if (letter !== '"') cell += letter;
      else if (body[at + 1] === '"') cell += body[(at += 1)]!;
      else quoted = false;
    } else if (letter === '"' && cell === "") quoted = true;
    else if (letter === separator) {
      cells.push(cell);
      cell = "";
    } else if (letter === "\n") {
      end();
      begun = line;
    } else if (letter !== "\r") cell += letter;
  }
  if (quoted) refuse(begun, '"', "is opened and never closed");
  end();
  return rows;
}

function refuse(line: number, column: string, problem: string): never {
  throw new CpoError("smart-charging.roster-csv", `Line ${line}, ${column}: ${problem}.`, { line, column });
}
