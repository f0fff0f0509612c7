import { escapeText, unescapeText, type Write } from "@cpokit/storage";
import { bigIntegers, integers, texts } from "./binary-array.ts";
import { entryText, type Batch, type ClaimedKey } from "./batch.ts";
import { statement, type Connection } from "./database.ts";
import type { Present, Simulation } from "./simulate.ts";
import type { Tables } from "./tables.ts";

/** Everything was as expected and is written, with one version for each unit that commits; or nothing is, and this is what is there. */
export type Answer = { readonly versions: readonly number[] } | { readonly versions?: never; readonly present: Present };

type Row = readonly [versions: string | null, present: string | null, holders: string | null];

/** Calls the commit function of the database with what a batch comes to. */
export function createCall(tables: Tables): (connection: Connection, batch: Batch, simulation: Simulation) => Promise<Answer> {
  const call = statement(`
    SELECT array_to_string(versions, ','), CASE WHEN versions IS NULL THEN array_to_string(present, ',') END, holders
    FROM ${tables.commit}($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`);

  return async function callCommit(connection, batch, { documents, allowed, committed }) {
    const { claims } = batch;
    const [row] = (await connection.rows(call, [
      integers(documents.map(({ document }) => document.collection)),
      integers(documents.map(({ document }) => document.scope)),
      texts(documents.map(({ document }) => document.id)),
      bigIntegers(documents.map(({ expected }) => expected)),
      integers(documents.map(({ write }) => actionOf(write))),
      integers(documents.map(({ unit }) => unit)),
      texts(documents.map(({ write }) => keysOf(write))),
      texts(documents.map(({ write }) => (write?.kind === "put" ? write.body : null))),
      integers(claims.map(({ collection }) => collection)),
      integers(claims.map(({ scope }) => scope)),
      texts(claims.map(({ entry }) => entry)),
      texts(allowed.map((ids) => JSON.stringify(ids.map(escapeText)))),
      committed,
    ])) as unknown as [Row];
    const [versions, present, holders] = row;
    return versions === null ? { present: { versions: numbersOf(present), holders: holdersOf(claims, holders) } } : { versions: numbersOf(versions) };
  };
}

/** 0 only locks, 1 puts, 2 deletes. */
function actionOf(write: Write | undefined): number {
  return write === undefined ? 0 : write.kind === "put" ? 1 : 2;
}

/** The index entries of a document as the database holds them: each once, in order, with its kind in front. */
function keysOf(write: Write | undefined): string | null {
  if (write?.kind !== "put" || write.keys.length === 0) return null;
  const entries = write.keys.map((entry) => (entry.unique ? "u" : "i") + entryText(entry));
  return JSON.stringify(entries.length === 1 ? entries : [...new Set(entries)].sort());
}

function numbersOf(list: string | null): readonly number[] {
  return list === null || list === "" ? [] : list.split(",").map(Number);
}

function holdersOf(claims: readonly ClaimedKey[], json: string | null): ReadonlyMap<ClaimedKey, readonly string[]> {
  const holders = new Map<ClaimedKey, string[]>();
  for (const [place, id] of json === null ? [] : (JSON.parse(json) as [place: number, id: string][])) {
    const claim = claims[place - 1]!;
    holders.set(claim, [...(holders.get(claim) ?? []), unescapeText(id)]);
  }
  return holders;
}
