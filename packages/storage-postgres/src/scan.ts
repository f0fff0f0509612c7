import { compareKeys, escapeText, keyPrefix, unescapeText, type ScannedDocument, type ScanRange } from "@cpokit/storage";
import { statement, type Connection, type Statement } from "./database.ts";
import type { Places } from "./places.ts";
import type { Tables } from "./tables.ts";

/** Reads a stretch of a collection; each shape of range is one prepared statement. */
export type Scan = (range: ScanRange) => Promise<readonly ScannedDocument[]>;

type Row = readonly [key: string, id: string, version: string | number, body: string];

export function createScan(connection: Connection, places: Places, tables: Tables): Scan {
  const statements = new Map<string, Statement>();

  function prepare(text: string): Statement {
    let prepared = statements.get(text);
    if (prepared === undefined) statements.set(text, (prepared = statement(text)));
    return prepared;
  }

  return async function scan(range) {
    await places.lookUp([range]);
    const place = places.find(range);
    if (place === undefined) return [];
    const bounds = range.index === undefined ? byId(range) : byEntry(range, range.index);
    const values = [place.collection, place.scope, ...bounds.values, range.limit];
    const direction = range.reverse === true ? "DESC" : "ASC";
    const limit = `LIMIT $${values.length}`;
    // LATERAL with LIMIT keeps the planner from anything but walking the index and looking up each document.
    const text =
      range.index === undefined
        ? `SELECT d.id, d.id, d.version, d.body FROM ${tables.documents} d WHERE d.collection = $1 AND d.scope = $2${bounds.where} ORDER BY d.id ${direction} ${limit}`
        : `SELECT e.entry, e.id, d.version, d.body FROM ${tables.entries} e CROSS JOIN LATERAL (
            SELECT version, body FROM ${tables.documents} d WHERE d.collection = e.collection AND d.scope = e.scope AND d.id = e.id LIMIT 1) d
          WHERE e.collection = $1 AND e.scope = $2${bounds.where} ORDER BY e.entry ${direction}, e.id ${direction} ${limit}`;
    const rows = (await connection.rows(prepare(text), values)) as unknown as Row[];
    return rows.map(([key, id, version, body]) => ({ id: unescapeText(id), version: Number(version), body, key: unescapeText(key).slice(bounds.skip) }));
  };
}

interface Bounds {
  readonly where: string;
  readonly values: readonly string[];
  /** Characters of the index's name in front of the key. */
  readonly skip: number;
}

function byId(range: ScanRange): Bounds {
  return bounds(range, { column: "d.id", prefix: "", row: "d.id", behind: ({ key }) => [key] });
}

function byEntry(range: ScanRange, index: string): Bounds {
  const { from: prefix, to } = keyPrefix(index);
  return bounds(range, { column: "e.entry", prefix, to, row: "(e.entry, e.id)", behind: ({ key, id }) => [prefix + key, id] });
}

/** One lower and one upper bound at most, so that the index is entered at the start and left at the end. */
function bounds(
  { from, to, after, reverse }: ScanRange,
  order: { readonly column: string; readonly prefix: string; readonly to?: string; readonly row: string; readonly behind: (after: { readonly key: string; readonly id: string }) => string[] },
): Bounds {
  const where: string[] = [];
  const values: string[] = [];
  const { column, prefix, row, behind } = order;
  const end = to === undefined ? order.to : prefix + to;
  if (after !== undefined && reverse !== true && (from === undefined || compareKeys(after.key, from) >= 0)) push(row, ">", behind(after));
  else if (from !== undefined || prefix !== "") push(column, ">=", [prefix + (from ?? "")]);
  if (after !== undefined && reverse === true && (to === undefined || compareKeys(after.key, to) < 0)) push(row, "<", behind(after));
  else if (end !== undefined) push(column, "<", [end]);
  return { where: where.join(""), values, skip: prefix.length };

  function push(left: string, operator: string, right: readonly string[]): void {
    const places = right.map((_, offset) => `$${values.length + 3 + offset}`).join(", ");
    where.push(` AND ${left} ${operator} ${right.length === 1 ? places : `(${places})`}`);
    values.push(...right.map(escapeText));
  }
}
