import { escapeText, unescapeText } from "@cpokit/storage";
import type { ClientBase } from "pg";
import { statement, type Database } from "./database.ts";
import { lockSchema } from "./schema.ts";
import type { Tables } from "./tables.ts";

/** A collection of a scope, as every address and range names it. */
export interface Place {
  readonly scope: string;
  readonly collection: string;
}

/** The same as numbers, which rows hold. They are given once and for ever, by whoever writes there first. */
export interface PlaceNumbers {
  readonly scope: number;
  readonly collection: number;
}

export interface Places {
  /** The numbers as far as this process knows them. */
  find(place: Place): PlaceNumbers | undefined;
  /** Asks the database for those that are not known; what it does not know either has never been written to. */
  lookUp(places: Iterable<Place>): Promise<void>;
  /** Gives numbers to those that have none, in a transaction of its own. */
  open(places: Iterable<Place>): Promise<void>;
  /** The place behind numbers of another process. */
  named(numbers: PlaceNumbers): Promise<Place | undefined>;
}

/** Names that can be the name of a view; SQL people find other collections in the table. */
const VIEW_NAME = /^(?!cpokit_)[A-Za-z_][A-Za-z0-9_.]{0,62}$/;

export function createPlaces(database: Database, tables: Tables): Places {
  const collections = new Map<string, number>();
  const scopes = new Map<string, number>();
  const names = new Map<string, Place>();
  const select = statement(
    `SELECT true, name, number FROM ${tables.collections} WHERE name = ANY($1) UNION ALL SELECT false, name, number FROM ${tables.scopes} WHERE name = ANY($2)`,
  );
  const selectNames = statement(`SELECT c.name, s.name FROM ${tables.collections} c, ${tables.scopes} s WHERE c.number = $1 AND s.number = $2`);

  function find(place: Place): PlaceNumbers | undefined {
    const collection = collections.get(place.collection);
    const scope = scopes.get(place.scope);
    return collection === undefined || scope === undefined ? undefined : { collection, scope };
  }

  function missing(places: Iterable<Place>): { readonly collections: string[]; readonly scopes: string[] } {
    const unknown = { collections: new Set<string>(), scopes: new Set<string>() };
    for (const { collection, scope } of places) {
      if (!collections.has(collection)) unknown.collections.add(escapeText(collection));
      if (!scopes.has(scope)) unknown.scopes.add(escapeText(scope));
    }
    return { collections: [...unknown.collections], scopes: [...unknown.scopes] };
  }

  async function lookUp(places: Iterable<Place>): Promise<void> {
    const unknown = missing(places);
    if (unknown.collections.length === 0 && unknown.scopes.length === 0) return;
    const rows = (await database.rows(select, [unknown.collections, unknown.scopes])) as [isCollection: boolean, name: string, number: number][];
    for (const [isCollection, name, number] of rows) (isCollection ? collections : scopes).set(unescapeText(name), number);
  }

  return {
    find,
    lookUp,
    async open(places) {
      const wanted = [...places];
      await lookUp(wanted);
      const unknown = missing(wanted);
      if (unknown.collections.length === 0 && unknown.scopes.length === 0) return;
      await database.transaction(async (client) => {
        await lockSchema(client, tables);
        await client.query(`INSERT INTO ${tables.scopes} (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING`, [unknown.scopes]);
        const added = await client.query<{ name: string; number: number }>(
          `INSERT INTO ${tables.collections} (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING RETURNING name, number`,
          [unknown.collections],
        );
        for (const { name, number } of added.rows) if (VIEW_NAME.test(name)) await createView(client, tables, name, number);
      });
      await lookUp(wanted);
    },
    async named({ collection, scope }) {
      const known = names.get(`${collection}/${scope}`);
      if (known !== undefined) return known;
      const [row] = (await database.rows(selectNames, [collection, scope])) as [collection: string, scope: string][];
      if (row === undefined) return undefined;
      const place = { collection: unescapeText(row[0]), scope: unescapeText(row[1]) };
      names.set(`${collection}/${scope}`, place);
      return place;
    },
  };
}

/** One view per collection: the documents of all tenants, with the body that the store wrote. */
async function createView(client: ClientBase, tables: Tables, name: string, number: number): Promise<void> {
  await client.query(`
    CREATE OR REPLACE VIEW ${tables.named(name)} AS SELECT s.name AS scope, d.id, d.version, d.body::json -> 'b' AS body
      FROM ${tables.scopes} s JOIN ${tables.documents} d ON d.scope = s.number WHERE d.collection = ${number}`);
}
