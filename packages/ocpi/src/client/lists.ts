import { writeDateTime } from "../schema/date-time.ts";
import { instant, type Instant } from "@cpokit/kernel";
import type { Json } from "../convert/narrow.ts";
import { crawl } from "../pull/crawl.ts";
import type { Finding } from "../schema/finding.ts";
import type { Objects } from "../v230/index.ts";
import type { Answer } from "./answer.ts";
import type { ClientContext } from "./client-context.ts";
import type { Call, Party } from "./create-caller.ts";
import { endpointOf, urlOf } from "./endpoint-url.ts";
import { pagingOf, type Paging } from "./paging.ts";
import { readWire, type ReadObject } from "./wire.ts";

/** Which objects of a list, by `last_updated`. */
export interface ListQuery {
  /** Inclusive. */
  readonly from?: Instant;
  /** Exclusive (E32). */
  readonly to?: Instant;
  readonly offset?: number;
  /** The profile's page size when absent, else the partner's own. */
  readonly limit?: number;
  /** Whose objects, behind a hub. */
  readonly of?: Party;
}

/** One object of a list. */
export interface ListItem<Value> extends ReadObject<Value> {
  readonly value: Value;
  readonly wire: Json;
}

export interface ListPage<Value> extends Paging {
  readonly items: readonly ListItem<Value>[];
  /** Elements that could not be read, by their place on the page. */
  readonly unreadable: readonly { readonly place: number; readonly findings: readonly Finding[] }[];
  /** The URL that was asked. */
  readonly url: string;
  /** When it was answered, by the partner's clock. */
  readonly answeredAt?: Instant;
}

/** A list of a partner, page by page. */
export interface ObjectList<Value> {
  page(query?: ListQuery): Promise<Answer<ListPage<Value>>>;
  /** The page behind the `next` of another. */
  follow(url: string, of?: Party): Promise<Answer<ListPage<Value>>>;
  /** All objects, page by page, each once; memory stays flat. @throws `ocpi.pull` when a page does not come */
  pull(query?: ListQuery): AsyncIterable<ListItem<Value>>;
}

export function createList<Name extends keyof Objects>({ call, peer, version, mode, context }: ClientContext, name: Name, module: string, segments: readonly string[] = []): ObjectList<Objects[Name]> {
  async function ask(url: string, of: Party | undefined): Promise<Answer<ListPage<Objects[Name]>>> {
    const request: Call = { method: "GET", module, role: "SENDER", url, expectsData: true, ...(of === undefined ? {} : { to: of }) };
    const answer = await call(request);
    if (answer.outcome !== "ok") return answer;
    if (!Array.isArray(answer.value)) return { outcome: "failed", reason: "unreadable", http: answer.http, message: "a list is expected" };
    const items: ListItem<Objects[Name]>[] = [];
    const unreadable: { place: number; findings: readonly Finding[] }[] = [];
    for (const [place, element] of (answer.value as readonly unknown[]).entries()) {
      const read = readWire(name, element, version, mode, context);
      if (read.value === undefined) unreadable.push({ place, findings: read.findings });
      else items.push(read as ListItem<Objects[Name]>);
    }
    const answeredAt = Date.parse(answer.headers.get("date") ?? "");
    return { ...answer, value: { items, unreadable, url, ...(Number.isNaN(answeredAt) ? {} : { answeredAt: instant(answeredAt) }), ...pagingOf(answer, url) } };
  }

  const list: ObjectList<Objects[Name]> = {
    follow: ask,
    async *pull(query) {
      for await (const { items } of crawl(list, query)) yield* items;
    },
    async page({ from, to, offset, limit = peer.profile.pageSize, of } = {}) {
      const endpoint = endpointOf(peer, module, "SENDER");
      if (endpoint === undefined) return { outcome: "not-sent", reason: "unserved", message: `the partner offers no ${module} as SENDER` };
      const query = { date_from: from === undefined ? undefined : writeDateTime(from), date_to: to === undefined ? undefined : writeDateTime(to), offset, limit };
      return ask(urlOf(endpoint, segments, query, peer.profile.trailingSlash === true), of);
    },
  };
  return list;
}
