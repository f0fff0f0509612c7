import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import type { Fault } from "./fault.ts";

/** One record of a file, with where it stands. */
export interface Row {
  readonly file: string;
  readonly place: string;
  /** By the names of the file; what is missing or null there is absent. */
  readonly values: Readonly<Record<string, string>>;
}

export interface Rows {
  readonly rows: readonly Row[];
  readonly faults: readonly Fault[];
}

/** How databases write that there is nothing. */
const NOTHING: ReadonlySet<string> = new Set(["", "NULL", "\\N"]);

/** The records of `<name>.csv` (separated by comma, semicolon or tab, with a line of names) or `<name>.json` (an array of objects); none when neither is there. */
export function readRows(folder: string, name: string): Rows {
  const [csv, json] = [join(folder, `${name}.csv`), join(folder, `${name}.json`)];
  if (existsSync(csv)) return existsSync(json) ? fault(name, `there are ${name}.csv and ${name}.json; keep one of them`) : readCsv(csv);
  return existsSync(json) ? readJson(json) : { rows: [], faults: [] };
}

interface Parsed {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number };
}

function readCsv(path: string): Rows {
  const file = basename(path);
  const text = readFileSync(path, "utf8");
  const [names = ""] = text.split("\n", 1);
  const delimiter = [",", ";", "\t"].toSorted((left, right) => names.split(right).length - names.split(left).length)[0]!;
  try {
    const parsed = parse(text, { columns: true, info: true, bom: true, trim: true, skip_empty_lines: true, delimiter }) as unknown as readonly Parsed[];
    return { rows: parsed.map(({ record, info }) => ({ file, place: `line ${info.lines}`, values: given(record) })), faults: [] };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { rows: [], faults: [{ file, ...(typeof error["lines"] === "number" ? { place: `line ${error["lines"]}` } : {}), rule: `cannot be read as CSV: ${error.message}` }] };
  }
}

function readJson(path: string): Rows {
  const file = basename(path);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return fault(file, `cannot be read as JSON: ${error.message}`);
    throw error;
  }
  if (!Array.isArray(value)) return fault(file, "must be an array of objects");
  const elements = (value as readonly unknown[]).map((element, index) => ({ element, place: `element ${index + 1}` }));
  return {
    rows: elements.flatMap(({ element, place }) => (isObject(element) ? [{ file, place, values: given(element) }] : [])),
    faults: elements.filter(({ element }) => !isObject(element)).map(({ place }) => ({ file, place, rule: "must be an object" })),
  };
}

function given(record: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const texts = Object.entries(record).map(([name, value]) => [name, typeof value === "string" ? value.trim() : value === null || value === undefined ? "" : JSON.stringify(value)] as const);
  return Object.fromEntries(texts.filter(([, text]) => !NOTHING.has(text)));
}

function fault(file: string, rule: string): Rows {
  return { rows: [], faults: [{ file, rule }] };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
