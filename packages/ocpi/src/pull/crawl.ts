import { CpoError } from "@cpokit/kernel";
import type { Answer } from "../client/answer.ts";
import type { ListItem, ListPage, ListQuery, ObjectList } from "../client/lists.ts";
import { isPlainObject } from "../schema/clean.ts";

export interface CrawlOptions {
  /** Goes on at this page of an earlier crawl, see `CrawledPage.next`. */
  readonly resumeAt?: string;
  /** Objects after which a partner is not believed that there are more; 5 000 000 when absent. */
  readonly maxObjects?: number;
}

/** A page, without what the pages before it brought already. */
export interface CrawledPage<Value> extends Omit<ListPage<Value>, "next"> {
  readonly items: readonly ListItem<Value>[];
  /** Where the crawl goes on after this page; absent on the last one. */
  readonly next?: string;
}

/** How many objects are remembered to tell repeated ones. */
const WINDOW = 5_000;
/** Pages in a row without anything new, after which a partner is found to go round in circles. */
const MOST_REPEATS = 5;

/**
 * Reads a list page by page: by Link, or by offset where a partner gives only a total. When the total shrinks on the way, objects before
 * a page went away and those behind have moved up: that page is read again from further up (roaming 15). A page that is too large is asked for
 * again with half the limit.
 *
 * @throws `ocpi.pull` when a page does not come, with `next` to resume at, or when the list has no end
 */
export async function* crawl<Value>(list: ObjectList<Value>, query: ListQuery = {}, { resumeAt, maxObjects = 5_000_000 }: CrawlOptions = {}): AsyncGenerator<CrawledPage<Value>, void, undefined> {
  const seen = new Map<string, string>();
  let limit = query.limit;
  let answer = resumeAt === undefined ? await list.page(query) : await list.follow(resumeAt, query.of);
  let url = resumeAt;
  /** Objects before the end of the last page. */
  let behind = resumeAt === undefined ? query.offset ?? 0 : offsetIn(resumeAt);
  let total: number | undefined;
  let repeats = 0;
  let count = 0;

  for (;;) {
    while (answer.outcome === "failed" && answer.reason === "too-large" && (limit ?? 100) > 1) {
      limit = Math.max(1, Math.floor((limit ?? 100) / 2));
      answer = url === undefined ? await list.page({ ...query, limit }) : await list.follow(withParameters(url, { limit }), query.of);
    }
    const page = pageOf(answer, url);
    const size = page.items.length + page.unreadable.length;
    const items = page.items.filter((item) => isNew(seen, item));
    repeats = items.length === 0 && size > 0 ? repeats + 1 : 0;
    count += items.length;
    if (repeats >= MOST_REPEATS || count > maxObjects) {
      throw new CpoError("ocpi.pull", repeats >= MOST_REPEATS ? "The partner's pages repeat themselves; the list was left." : `The partner's list has more than ${maxObjects} objects; the list was left.`, { next: url ?? null, count });
    }
    const gone = total !== undefined && page.total !== undefined ? Math.max(0, total - page.total) : 0;
    total = page.total ?? total;
    // What moved up stood before this page when it was asked for.
    const again = gone === 0 || behind === 0 ? undefined : Math.max(0, behind - gone);
    behind = again ?? behind + size;
    const next = again === undefined ? nextOf(page, size, behind, limit) : withParameters(page.url, { offset: again });
    const { next: _, ...others } = page;
    yield { ...others, items, ...(next === undefined ? {} : { next }) };
    if (next === undefined || next === url) return;
    url = next;
    answer = await list.follow(next, query.of);
  }
}

function pageOf<Value>(answer: Answer<ListPage<Value>>, url: string | undefined): ListPage<Value> {
  if (answer.outcome === "ok") return answer.value;
  throw new CpoError("ocpi.pull", `A page of the partner's list did not come: ${answer.message}.`, {
    outcome: answer.outcome, next: url ?? null, http: ("http" in answer ? answer.http : undefined) ?? null, status: ("status" in answer ? answer.status : undefined) ?? null,
  });
}

function nextOf(page: ListPage<unknown>, size: number, behind: number, limit: number | undefined): string | undefined {
  const smaller = limit === undefined ? {} : { limit };
  if (page.next !== undefined) return withParameters(page.next, smaller);
  // Without Link, but with a total that was not reached.
  return page.total !== undefined && size > 0 && behind < page.total ? withParameters(page.url, { ...smaller, offset: behind }) : undefined;
}

function withParameters(url: string, parameters: Readonly<Record<string, number>>): string {
  if (Object.keys(parameters).length === 0) return url;
  const changed = new URL(url);
  for (const [name, value] of Object.entries(parameters)) changed.searchParams.set(name, String(value));
  return changed.href;
}

function offsetIn(url: string): number {
  const offset = Number(new URL(url).searchParams.get("offset") ?? 0);
  return Number.isSafeInteger(offset) && offset >= 0 ? offset : 0;
}

/** Whether the object, as it is now, was not among the last ones. */
function isNew(seen: Map<string, string>, { wire }: ListItem<unknown>): boolean {
  const { country_code: country, party_id: party, id, uid, type, terminal_id: terminal, role, last_updated: updated } = wire;
  const key = JSON.stringify([country, party, id ?? uid ?? terminal, isPlainObject(type) ? "" : type, role]);
  if (seen.get(key) === String(updated)) return false;
  seen.delete(key);
  seen.set(key, String(updated));
  if (seen.size > WINDOW) seen.delete(seen.keys().next().value!);
  return true;
}
