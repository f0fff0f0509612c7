import { decodeBody } from "./body.ts";
import type { Collection } from "./collection.ts";
import type { Driver } from "./driver.ts";
import { cursorBehind, rangeOf } from "./query.ts";
import type { Found, Query, Reader } from "./store.ts";

/** Reads of committed documents of one scope. */
export function createReader(driver: Driver, scope: string): Reader {
  return {
    async get(collection, id) {
      const document = await driver.get({ scope, collection: collection.name, id });
      return document && decodeBody(collection, id, document.body);
    },
    async find(collection, query = {}) {
      const range = rangeOf(scope, collection.name, query);
      const documents = await driver.scan(range);
      const page = documents.slice(0, range.limit - 1);
      const items = page.map(({ id, version, body }) => ({ id, version, body: decodeBody(collection, id, body) }));
      return documents.length > page.length ? { items, next: cursorBehind(page.at(-1)!) } : { items };
    },
  };
}

/** All documents of a query, page by page. */
export async function* each<Body>(reader: Reader, collection: Collection<Body>, query: Omit<Query, "after"> = {}): AsyncGenerator<Found<Body>> {
  let page = await reader.find(collection, query);
  yield* page.items;
  while (page.next !== undefined) {
    page = await reader.find(collection, { ...query, after: page.next });
    yield* page.items;
  }
}
