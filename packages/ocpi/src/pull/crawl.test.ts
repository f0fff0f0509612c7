import { describe, expect, it } from "vitest";
import { connectedPeer, envelope, partner, PARTNER, TOKEN, type Sent } from "../../test/partner.ts";
import { createPeerClient } from "../client/create-peer-client.ts";
import type { ListQuery } from "../client/lists.ts";
import { crawl } from "./crawl.ts";

const token = (uid: number, changes = {}) => ({ ...TOKEN, uid: `T${uid}`, ...changes });
const LIST = `${PARTNER}/2.3.0/tokens`;

function paged(all: () => readonly object[], { limit = 2, link = true, total = true, between = (_page: number): void => undefined } = {}) {
  return ({ url }: Sent, page: number): Response => {
    between(page);
    const parameters = new URL(url).searchParams;
    const [offset, size] = [Number(parameters.get("offset") ?? 0), Math.min(limit, Number(parameters.get("limit") ?? limit))];
    const data = all().slice(offset, offset + size);
    const hasMore = offset + size < all().length;
    return envelope(data, { headers: { ...(total ? { "x-total-count": String(all().length), "x-limit": String(limit) } : {}), ...(link && hasMore ? { link: `<${LIST}?offset=${offset + size}&limit=${size}>; rel="next"` } : {}) } });
  };
}

async function crawled(answer: (request: Sent, place: number) => Response | Promise<Response>, query: ListQuery = {}, options = {}) {
  const { sent, options: client } = partner(answer);
  const uids: string[] = [];
  const pages: (string | undefined)[] = [];
  for await (const { items, next } of crawl(createPeerClient(connectedPeer("2.3.0"), client).tokens, query, options)) {
    uids.push(...items.map(({ value }) => value.uid));
    pages.push(next);
  }
  return { uids, pages, asked: sent.map(({ url }) => new URL(url).search) };
}

const seven = [1, 2, 3, 4, 5, 6, 7].map((uid) => token(uid));
const names = seven.map(({ uid }) => uid);

describe("a crawl", () => {
  it("follows Links to the last page", async () => {
    const { uids, asked } = await crawled(paged(() => seven, { total: false }));
    expect(uids).toEqual(names);
    expect(asked).toEqual(["", "?offset=2&limit=2", "?offset=4&limit=2", "?offset=6&limit=2"]);
  });

  it("goes on by offset where there is a total and no Link, and takes a smaller limit than it asked for", async () => {
    const { uids, asked } = await crawled(paged(() => seven, { link: false }), { limit: 5 });
    expect(uids).toEqual(names);
    expect(asked).toEqual(["?limit=5", "?limit=5&offset=2", "?limit=5&offset=4", "?limit=5&offset=6"]);
  });

  it("ends where there is neither", async () => {
    expect((await crawled(paged(() => seven, { link: false, total: false }))).uids).toEqual(["T1", "T2"]);
  });

  it("loses nothing when objects before the next page go away, and brings nothing twice", async () => {
    let all = seven;
    const remove = (page: number): void => void (page === 1 && (all = all.filter(({ uid }) => uid !== "T1")));
    expect((await crawled(paged(() => all, { between: remove }))).uids.toSorted()).toEqual(names);
    const add = (page: number): void => void (page === 1 && (all = [token(0), ...all]));
    all = seven;
    expect((await crawled(paged(() => all, { between: add }))).uids).toEqual(names);
  });

  it("brings an object again that changed on the way", async () => {
    const pages = [[token(1), token(2)], [token(2, { valid: false, last_updated: "2026-03-01T10:00:01Z" }), token(3)]];
    const { uids } = await crawled((_, page) => envelope(pages[page], { headers: page === 0 ? { link: `<${LIST}?offset=2>; rel="next"` } : {} }));
    expect(uids).toEqual(["T1", "T2", "T2", "T3"]);
  });

  it("asks for less when a page is too large", async () => {
    const tooLarge = new Response("x", { headers: { "content-length": String(1e9) } });
    const { uids, asked } = await crawled((request, place) => (place === 0 ? tooLarge : paged(() => seven, { limit: 50 })(request, place)), { limit: 8 });
    expect(uids).toEqual(names);
    expect(asked).toEqual(["?limit=8", "?limit=4", "?offset=4&limit=4"]);
  });

  it("resumes at a page", async () => {
    expect((await crawled(paged(() => seven), {}, { resumeAt: `${LIST}?offset=4&limit=2` })).uids).toEqual(["T5", "T6", "T7"]);
  });

  it("tells where to resume when a page does not come", async () => {
    const broken = crawled((request, place) => (place === 0 ? paged(() => seven)(request, place) : envelope(undefined, { status: 2001 })));
    await expect(broken).rejects.toMatchObject({ code: "ocpi.pull", values: { next: `${LIST}?offset=2&limit=2`, outcome: "refused", status: 2001 } });
  });

  it("leaves lists without an end", async () => {
    const endless = (_: Sent, page: number) => envelope(seven, { headers: { link: `<${LIST}?offset=${page}>; rel="next"` } });
    await expect(crawled(endless)).rejects.toMatchObject({ code: "ocpi.pull", message: "The partner's pages repeat themselves; the list was left." });
    const flood = (_: Sent, page: number) => envelope([token(page * 2), token(page * 2 + 1)], { headers: { link: `<${LIST}?offset=${page}>; rel="next"` } });
    await expect(crawled(flood, {}, { maxObjects: 100 })).rejects.toMatchObject({ code: "ocpi.pull", values: { count: 102 } });
    const stuck = () => envelope(seven, { headers: { link: `<${LIST}?offset=1>; rel="next"` } });
    expect((await crawled(stuck)).uids).toEqual(names);
  });
});
