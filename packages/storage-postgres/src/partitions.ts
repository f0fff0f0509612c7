import { escapeLiteral, type ClientBase } from "pg";
import { CpoError, createUlids, instant, type Clock, type Instant } from "@cpokit/kernel";
import { escapeText } from "@cpokit/storage";
import type { Database } from "./database.ts";
import type { Places } from "./places.ts";
import { lockSchema } from "./schema.ts";
import type { Tables } from "./tables.ts";

/** A collection whose ids begin with the time of their making, kept in one native partition per stretch of time. */
export interface TimePartitions {
  /** Length of a stretch in days, from 1. Keep fewer than about a hundred stretches. */
  readonly days: number;
  /** The lowest id that can be made at an instant; that of a ULID when absent. */
  readonly idAt?: (at: Instant) => string;
}

/** Makes and drops the partitions of the collections that have them. */
export interface Partitions {
  /** Makes those of the stretch before this one, of this one and of the next three. */
  maintain(): Promise<void>;
  /** Drops whole stretches. Everything that was made before the instant that is returned is gone. */
  dropBefore(collection: string, before: Instant): Promise<Instant>;
}

const DAY = 86_400_000;
const BEHIND = 1;
const AHEAD = 3;
const COLUMNS = "version, collection, scope, id, keys, body";

export function createPartitions(options: {
  readonly database: Database;
  readonly places: Places;
  readonly tables: Tables;
  readonly clock: Clock;
  readonly partitions: Readonly<Record<string, TimePartitions>>;
}): Partitions {
  const { database, places, tables, clock, partitions } = options;

  /** The table of a collection, the one below it for ids outside all stretches, and those of its stretches. */
  async function familyOf(collection: string): Promise<Family> {
    const place = { scope: "", collection };
    await places.open([place]);
    return createFamily(tables, places.find(place)!.collection, partitions[collection]!);
  }

  return {
    async maintain() {
      for (const collection of Object.keys(partitions)) {
        const family = await familyOf(collection);
        await database.transaction(async (client) => {
          await lockSchema(client, tables);
          await makeFamily(client, tables, family);
          const current = family.stretchAt(clock.now());
          for (let stretch = current - BEHIND; stretch <= current + AHEAD; stretch += 1) await makeStretch(client, family, stretch);
        });
      }
    },
    async dropBefore(collection, before) {
      if (partitions[collection] === undefined) {
        throw new CpoError("storage-postgres.partitions", `The collection ${collection} has no partitions; name it in the option partitions.`, { collection });
      }
      const family = await familyOf(collection);
      const end = family.stretchAt(before);
      await database.transaction(async (client) => {
        await lockSchema(client, tables);
        for (const name of await stretchesOf(client, tables, family)) {
          if (name >= family.nameOf(end)) continue;
          await client.query(`ALTER TABLE ${family.parent} DETACH PARTITION ${tables.named(name)}; DROP TABLE ${tables.named(name)}`);
        }
        await client.query(`DELETE FROM ${family.rest} WHERE id < $1`, [family.firstId(end)]);
        await client.query(`DELETE FROM ${tables.entries} WHERE collection = $1 AND id < $2`, [family.number, family.firstId(end)]);
      });
      return family.startOf(end);
    },
  };
}

interface Family {
  readonly number: number;
  readonly parent: string;
  readonly rest: string;
  stretchAt(at: Instant): number;
  startOf(stretch: number): Instant;
  firstId(stretch: number): string;
  /** Names sort by time. */
  nameOf(stretch: number): string;
  named(stretch: number): string;
}

function createFamily(tables: Tables, number: number, { days, idAt = firstUlid }: TimePartitions): Family {
  const startOf = (stretch: number): Instant => instant(stretch * days * DAY);
  const nameOf = (stretch: number): string => `cpokit_documents_${number}_${new Date(startOf(stretch)).toISOString().slice(0, 10).replaceAll("-", "")}`;
  return {
    number,
    parent: tables.named(`cpokit_documents_${number}`),
    rest: tables.named(`cpokit_documents_${number}_rest`),
    stretchAt: (at) => Math.floor(at / (days * DAY)),
    startOf,
    firstId: (stretch) => escapeText(idAt(startOf(stretch))),
    nameOf,
    named: (stretch) => tables.named(nameOf(stretch)),
  };
}

/** Gives the collection a table of its own, with what it holds already. */
async function makeFamily(client: ClientBase, tables: Tables, { number, parent, rest }: Family): Promise<void> {
  if (await exists(client, parent)) return;
  const everything = tables.named("cpokit_documents_rest");
  await client.query(`
    LOCK TABLE ${everything} IN ACCESS EXCLUSIVE MODE;
    CREATE TABLE ${parent} (LIKE ${tables.documents}) PARTITION BY RANGE (id);
    CREATE TABLE ${rest} PARTITION OF ${parent} DEFAULT;
    WITH moved AS (DELETE FROM ${everything} WHERE collection = ${number} RETURNING ${COLUMNS}) INSERT INTO ${parent} (${COLUMNS}) SELECT ${COLUMNS} FROM moved;
    ALTER TABLE ${tables.documents} ATTACH PARTITION ${parent} FOR VALUES IN (${number})`);
}

/** Makes the partition of a stretch, with what came before there was one. */
async function makeStretch(client: ClientBase, family: Family, stretch: number): Promise<void> {
  const { parent, rest } = family;
  const name = family.named(stretch);
  if (await exists(client, name)) return;
  const [from, to] = [family.firstId(stretch), family.firstId(stretch + 1)].map(escapeLiteral);
  await client.query(`
    LOCK TABLE ${rest} IN ACCESS EXCLUSIVE MODE;
    CREATE TABLE ${name} (LIKE ${parent});
    WITH moved AS (DELETE FROM ${rest} WHERE id >= ${from} AND id < ${to} RETURNING ${COLUMNS}) INSERT INTO ${name} (${COLUMNS}) SELECT ${COLUMNS} FROM moved;
    ALTER TABLE ${parent} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to})`);
}

async function stretchesOf(client: ClientBase, tables: Tables, { number }: Family): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>("SELECT relname AS name FROM pg_class WHERE relnamespace = $1::regnamespace AND relkind = 'r' AND relname ~ $2", [
    tables.schema,
    `^cpokit_documents_${number}_[0-9]{8}$`,
  ]);
  return rows.map(({ name }) => name);
}

async function exists(client: ClientBase, table: string): Promise<boolean> {
  const { rows } = await client.query<{ present: boolean }>("SELECT to_regclass($1) IS NOT NULL AS present", [table]);
  return rows[0]?.present === true;
}

function firstUlid(at: Instant): string {
  return createUlids({ clock: { now: () => at }, random: () => 0 }).next();
}
