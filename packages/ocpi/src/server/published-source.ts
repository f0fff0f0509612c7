import { isCpoError } from "@cpokit/kernel";
import type { Page, Query, Reader, Store } from "@cpokit/storage";
import type { Kind, Kinds } from "../peers/kinds.ts";
import { partyKey } from "../peers/peer.ts";
import { publishedObjects, type PublishedObject } from "../peers/published.ts";
import type { OwnedSource, PageQuery } from "./ports.ts";
import { CODES, refuse } from "./reply.ts";

/** In one read of the store. */
const MOST = 1_000;

/**
 * Our objects of a kind as `publishObject` keeps them. Pages follow the order of creation, or of `last_updated` when dates are asked for, and
 * continue behind the last object of the page before: whatever changes meanwhile, no object that stays is left out.
 */
export function publishedSource<Name extends Kind>(store: Pick<Store, "find" | "each">, kind: Name): OwnedSource<Kinds[Name]> {
  const objectOf = (body: PublishedObject): Kinds[Name] => body.object as Kinds[Name];

  async function read(query: PageQuery, wanted: number, after: string | undefined): Promise<Page<PublishedObject>> {
    const isMeant = filterOf(query);
    const items: Page<PublishedObject>["items"][number][] = [];
    let cursor = after;
    for (;;) {
      const page: Page<PublishedObject> = await found(store, { ...rangeOf(kind, query), limit: Math.min(MOST, wanted - items.length), ...(cursor === undefined ? {} : { after: cursor }) });
      items.push(...page.items.filter(({ body }) => isMeant(body)));
      cursor = page.next;
      if (cursor === undefined || items.length >= wanted) return { items, ...(cursor === undefined ? {} : { next: cursor }) };
    }
  }

  return {
    isShared: kind !== "Session" && kind !== "CDR",
    async page(query) {
      let after = query.after;
      if (after === undefined && query.offset > 0) {
        after = await skip(query);
        if (after === undefined) return { items: [] };
      }
      const { items, next } = await read(query, query.limit, after);
      return { items: items.map(({ body }) => objectOf(body)), ...(next === undefined ? {} : { next }) };
    },
    async count(query) {
      const isMeant = filterOf(query);
      let total = 0;
      for await (const { body } of store.each(publishedObjects, { ...rangeOf(kind, query), limit: MOST })) if (isMeant(body)) total += 1;
      return total;
    },
    async get(id, { to }) {
      const { items } = await store.find(publishedObjects, { index: "byId", prefix: [kind, id.toUpperCase()] });
      const isMeant = filterOf({ isFor: () => true, ...(to === undefined ? {} : { party: to }) });
      const item = items.find(({ body }) => isMeant(body));
      return item === undefined ? undefined : objectOf(item.body);
    },
  };

  /** The cursor behind the first `offset` objects; `undefined` when there are no more. */
  async function skip(query: PageQuery): Promise<string | undefined> {
    let [left, after]: [number, string | undefined] = [query.offset, undefined];
    while (left > 0) {
      const { items, next } = await read(query, Math.min(left, MOST), after);
      if (next === undefined) return undefined;
      left -= items.length;
      after = next;
    }
    return after;
  }
}

function rangeOf(kind: Kind, { from, to }: PageQuery): Query {
  if (from === undefined && to === undefined) return { index: "inOrder", prefix: [kind] };
  return { index: "byUpdate", prefix: [kind], ...(from === undefined ? {} : { from: [kind, from] }), ...(to === undefined ? {} : { to: [kind, to] }) };
}

function filterOf({ party, isFor }: Pick<PageQuery, "party" | "isFor">): (body: PublishedObject) => boolean {
  const key = party === undefined ? undefined : partyKey(party.countryCode, party.partyId);
  return (body) => (key === undefined || body.party === key || body.party === "") && isFor(body.object);
}

async function found(store: Pick<Reader, "find">, query: Query): Promise<Page<PublishedObject>> {
  try {
    return await store.find(publishedObjects, query);
  } catch (error) {
    if (!isCpoError(error, "storage.cursor")) throw error;
    return refuse(200, CODES.invalid, "cursor is taken from a Link of ours, unchanged.");
  }
}
