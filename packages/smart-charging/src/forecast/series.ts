import { CpoError, instant, type Instant } from "@cpokit/kernel";
import { csvNumber, csvRows } from "../csv.ts";

/** A value that holds from a moment on. */
export interface SeriesPoint {
  readonly at: Instant;
  readonly value: number;
}

/** A value that holds for a time. */
export interface SeriesSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly value: number;
}

const HOUR = 3_600_000;

/**
 * A series as CSV (RFC 4180; comma, semicolon or tab): a header line with `at` and the name of the values in any order, then a moment in UTC and a
 * number in each line, the moments rising.
 * @throws `smart-charging.series-csv` with the line (from 1) and the `rule`: `quote`, `columns`, `moment`, `number` or `order`.
 */
export function readSeriesCsv(text: string, values: string): readonly SeriesPoint[] {
  const { rows: [header, ...rows], unclosed } = csvRows(text);
  if (unclosed !== undefined) throw refusal(unclosed, "quote", "a quote is opened and never closed");
  const names = (header?.cells ?? []).map((name) => name.trim().toLowerCase());
  const [atColumn, valueColumn] = [names.indexOf("at"), names.indexOf(values.toLowerCase())];
  if (atColumn < 0 || valueColumn < 0) throw refusal(1, "columns", `the first line names the columns at and ${values}`);
  let last = -Infinity;
  return rows.map(({ line, cells }) => {
    const [moment, number] = [(cells[atColumn] ?? "").trim(), (cells[valueColumn] ?? "").trim()];
    const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(moment) ? Date.parse(moment) : Number.NaN;
    if (Number.isNaN(at)) throw refusal(line, "moment", `"${moment}" is no moment; write 2026-12-01T17:00:00Z`);
    if (at <= last) throw refusal(line, "order", "each moment is later than the one before");
    last = at;
    const value = csvNumber(number);
    if (value === undefined) throw refusal(line, "number", `"${number}" is no number`);
    return { at: instant(at), value };
  });
}

/** Each value holds until the next; the last one as long as the one before it, one alone for an hour. */
export function spansOf(points: readonly SeriesPoint[]): readonly SeriesSpan[] {
  return points.map(({ at, value }, place) => {
    const before = points[place - 1];
    return { from: at, to: points[place + 1]?.at ?? instant(at + (before === undefined ? HOUR : at - before.at)), value };
  });
}

function refusal(line: number, rule: string, sentence: string): CpoError {
  return new CpoError("smart-charging.series-csv", `Line ${line}: ${sentence}.`, { line, rule });
}
