import { zone, type Instant } from "@cpokit/kernel";

/** How a table is written. What is absent follows the locale. */
export interface CsvOptions {
  /** Where the file is opened: decides decimal sign and separator, as Excel does. `en` when absent: a point and commas. */
  readonly locale?: string;
  readonly separator?: "," | ";" | "\t";
  readonly decimal?: "." | ",";
  /** A byte order mark, by which Excel knows UTF-8; true when absent. */
  readonly bom?: boolean;
  /** Writes texts that Excel would turn into numbers (`04123456`, `12E5`) as `="04123456"`; only for files that nothing but a spreadsheet reads. */
  readonly excelText?: boolean;
}

/** One column: its heading, and the cell of a row. `undefined` is an empty cell. */
export interface CsvColumn<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => CsvCell;
}

export type CsvCell = string | number | undefined | CsvNumber | CsvTime;

/** Decimal text that is a number in the sheet. */
export interface CsvNumber {
  readonly decimal: string;
}

/** A moment on the wall of its zone, `2026-11-16 16:30:00`, which spreadsheets read as date and time. */
export interface CsvTime {
  readonly at: Instant;
  readonly timeZone: string;
}

/** A table after RFC 4180, line by line; join or stream the pieces. Texts that a spreadsheet would run as formula are disarmed by an apostrophe. */
export async function* csv<Row>(rows: Iterable<Row> | AsyncIterable<Row>, columns: readonly CsvColumn<Row>[], options: CsvOptions = {}): AsyncGenerator<string> {
  const write = cellWriter(options);
  const { separator } = dialectOf(options);
  yield `${options.bom === false ? "" : "\uFEFF"}${columns.map(({ heading }) => write(heading)).join(separator)}\r\n`;
  for await (const row of rows) yield `${columns.map(({ cell }) => write(cell(row))).join(separator)}\r\n`;
}

/** The whole table as one text. */
export async function csvText(pieces: AsyncIterable<string>): Promise<string> {
  const all: string[] = [];
  for await (const piece of pieces) all.push(piece);
  return all.join("");
}

function dialectOf({ locale = "en", separator, decimal }: CsvOptions): { readonly separator: string; readonly decimal: string } {
  const sign = decimal ?? (new Intl.NumberFormat(locale).format(1.5).includes(",") ? "," : ".");
  return { separator: separator ?? (sign === "," ? ";" : ","), decimal: sign };
}

function cellWriter(options: CsvOptions): (cell: CsvCell) => string {
  const { separator, decimal } = dialectOf(options);
  const quoted = (text: string): string => (text.includes(separator) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return (cell) => {
    if (cell === undefined) return "";
    if (typeof cell === "number") return quoted(String(cell).replace(".", decimal));
    if (typeof cell === "string") return options.excelText === true && LIKE_NUMBER.test(cell) ? `"=""${cell}"""` : quoted(disarmed(cell));
    return quoted("decimal" in cell ? cell.decimal.replace(".", decimal) : wallTime(cell));
  };
}

/** Spreadsheets run what begins with one of these, also in full width and behind blanks. A quote does not stop them. */
const FORMULA = /^[\s\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n\0]/;

/** A text that Excel would change when it reads it as a number. */
const LIKE_NUMBER = /^(0\d+|\d+E\d+|\d{12,})$/i;

function disarmed(text: string): string {
  const clean = text.replaceAll("\0", "");
  return FORMULA.test(text) ? `'${clean}` : clean;
}

function wallTime({ at, timeZone }: CsvTime): string {
  const { year, month, day, minuteOfDay } = zone(timeZone).localTime(at);
  return `${year}-${two(month)}-${two(day)} ${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}:${two(Math.floor(at / 1_000) % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
