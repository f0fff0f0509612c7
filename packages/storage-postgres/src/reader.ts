import { escapeText, type Address, type StoredDocument } from "@cpokit/storage";
import { statement, type Connection } from "./database.ts";
import type { Places } from "./places.ts";
import type { Tables } from "./tables.ts";

/** Reads single documents; what is asked for within one turn of the event loop shares one statement. */
export type Get = (address: Address) => Promise<StoredDocument | undefined>;

interface Asked {
  readonly address: Address;
  readonly resolve: (document: StoredDocument | undefined) => void;
  readonly reject: (error: unknown) => void;
}

type Row = readonly [place: number, version: string | number, body: string];

export function createGet(connection: Connection, places: Places, tables: Tables): Get {
  const selectOne = statement(`SELECT 1, version, body FROM ${tables.documents} WHERE collection = $1 AND scope = $2 AND id = $3`);
  // LIMIT keeps the planner from joining in any other way than document by document.
  const selectMany = statement(`
    SELECT a.place::integer, d.version, d.body FROM unnest($1::integer[], $2::integer[], $3::text[]) WITH ORDINALITY AS a(collection, scope, id, place)
    CROSS JOIN LATERAL (SELECT version, body FROM ${tables.documents} d WHERE d.collection = a.collection AND d.scope = a.scope AND d.id = a.id LIMIT 1) d`);
  let asked: Asked[] = [];

  async function answer(group: readonly Asked[]): Promise<void> {
    try {
      const documents = await read(group.map(({ address }) => address));
      group.forEach(({ resolve }, place) => resolve(documents[place]));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  async function read(addresses: readonly Address[]): Promise<readonly (StoredDocument | undefined)[]> {
    await places.lookUp(addresses);
    const found: (StoredDocument | undefined)[] = addresses.map(() => undefined);
    const numbered = addresses.flatMap(({ id, ...place }, index) => {
      const numbers = places.find(place);
      return numbers === undefined ? [] : [{ ...numbers, id, index }];
    });
    const [first] = numbered;
    if (first === undefined) return found;
    const rows = await (numbered.length === 1
      ? connection.rows(selectOne, [first.collection, first.scope, escapeText(first.id)])
      : connection.rows(selectMany, [numbered.map(({ collection }) => collection), numbered.map(({ scope }) => scope), numbered.map(({ id }) => escapeText(id))]));
    for (const [place, version, body] of rows as unknown as Row[]) {
      const { id, index } = numbered[place - 1]!;
      found[index] = { id, version: Number(version), body };
    }
    return found;
  }

  return (address) =>
    new Promise((resolve, reject) => {
      asked.push({ address, resolve, reject });
      if (asked.length > 1) return;
      setImmediate(() => {
        const group = asked;
        asked = [];
        void answer(group);
      });
    });
}
