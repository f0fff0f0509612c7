import { compareKeys, escapeText, unescapeText, type ScannedDocument, type ScanRange } from "@cpokit/storage";
import type { SqliteStatement, SqliteValue } from "./engine.ts";

type Row = readonly [key: string, id: string, version: number, body: string];

/** Reads a stretch of the collection with this number; each shape of range has one prepared statement. */
export function scan(prepare: (sql: string) => SqliteStatement, place: number, range: ScanRange): readonly ScannedDocument[] {
  const { sql, values } = range.index === undefined ? byId(place, range) : byIndex(place, range, range.index);
  const rows = prepare(sql).all(...values) as Row[];
  return rows.map(([key, id, version, body]) => ({ key: unescapeText(key), id: unescapeText(id), version, body }));
}

function byId(place: number, range: ScanRange): { readonly sql: string; readonly values: SqliteValue[] } {
  const { where, values } = bounds(range, "id", "id > ?", "id < ?", ({ key }) => [key]);
  return {
    sql: `SELECT id AS key, id, version, body FROM cpokit_documents WHERE collection = ?${where} ORDER BY id${direction(range)} LIMIT ?`,
    values: [place, ...values, range.limit],
  };
}

function byIndex(place: number, range: ScanRange, index: string): { readonly sql: string; readonly values: SqliteValue[] } {
  const { where, values } = bounds(range, "e.key", "(e.key, e.id) > (?, ?)", "(e.key, e.id) < (?, ?)", ({ key, id }) => [key, id]);
  return {
    sql: `SELECT e.key, e.id, d.version, d.body FROM cpokit_index_entries e CROSS JOIN cpokit_documents d ON d.number = e.document
      WHERE e.collection = ? AND e.name = ?${where} ORDER BY e.key${direction(range)}, e.id${direction(range)} LIMIT ?`,
    values: [place, escapeText(index), ...values, range.limit],
  };
}

/** One lower and one upper bound at most, so that SQLite seeks to the start and stops at the end. */
function bounds(
  { from, to, after, reverse }: ScanRange,
  key: string,
  behind: string,
  before: string,
  place: (after: { readonly key: string; readonly id: string }) => string[],
): { readonly where: string; readonly values: string[] } {
  const where: string[] = [];
  const values: string[] = [];
  const low = after !== undefined && reverse !== true && (from === undefined || compareKeys(after.key, from) >= 0);
  const high = after !== undefined && reverse === true && (to === undefined || compareKeys(after.key, to) < 0);
  if (low) push(behind, ...place(after));
  else if (from !== undefined) push(`${key} >= ?`, from);
  if (high) push(before, ...place(after));
  else if (to !== undefined) push(`${key} < ?`, to);
  return { where: where.map((condition) => ` AND ${condition}`).join(""), values };

  function push(condition: string, ...bound: string[]): void {
    where.push(condition);
    values.push(...bound.map(escapeText));
  }
}

function direction({ reverse }: ScanRange): string {
  return reverse === true ? " DESC" : "";
}
