import { escapeText } from "@cpokit/storage";
import { prepareRows, type SqliteEngine } from "./engine.ts";

/** A collection of a scope, as every address and range names it. */
export interface Place {
  readonly scope: string;
  readonly collection: string;
}

/** The numbers of the collections: they are given once and for ever, by whoever writes there first. */
export interface Places {
  /** `undefined` as long as nobody has written there. */
  find(place: Place): number | undefined;
  /** Gives a number when there is none; only inside a transaction. */
  open(place: Place): number;
  /** Forgets numbers that a rolled back transaction may have given. */
  forget(): void;
}

export function createPlaces(engine: SqliteEngine): Places {
  const select = prepareRows(engine, "SELECT number FROM cpokit_collections WHERE scope = ? AND name = ?");
  const insert = engine.prepare("INSERT INTO cpokit_collections (scope, name) VALUES (?, ?)");
  const scopes = new Map<string, Map<string, number>>();

  function find({ scope, collection }: Place): number | undefined {
    const known = scopes.get(scope)?.get(collection);
    if (known !== undefined) return known;
    const row = select.get(escapeText(scope), escapeText(collection)) as readonly [number: number] | undefined;
    if (row === undefined) return undefined;
    let collections = scopes.get(scope);
    if (collections === undefined) scopes.set(scope, (collections = new Map()));
    collections.set(collection, row[0]);
    return row[0];
  }

  return {
    find,
    open(place) {
      let number = find(place);
      if (number === undefined) {
        insert.run(escapeText(place.scope), escapeText(place.collection));
        number = find(place)!;
      }
      return number;
    },
    forget: () => scopes.clear(),
  };
}
