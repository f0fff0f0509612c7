import type { Context } from "hono";
import type { Principal } from "../access/principal.ts";
import type { Reach } from "../access/reach.ts";

declare module "hono" {
  interface ContextVariableMap {
    /** Absent until somebody has shown who they are. */
    principal: Principal | undefined;
    reach: Reach;
    /** Of the login whose cookie was shown. */
    csrf: string | undefined;
    /** Notes that somebody at this address was wrong. */
    guessed: () => void;
  }
}

const vouched = new WeakMap<Request, Principal>();

/** A request of our own in the name of somebody who has shown who they are. */
export function inTheNameOf(principal: Principal, request: Request): Request {
  vouched.set(request, principal);
  return request;
}

/** In whose name a request of our own is made; `undefined` for those that come from outside. */
export function vouchedFor(request: Request): Principal | undefined {
  return vouched.get(request);
}

/** Who asks. Every route has one, except those whose permission is `public`. */
export function principalOf(context: Context): Principal | undefined {
  return context.get("principal");
}

/** The name under which the act of this request is written down. */
export function actorOf(context: Context): string {
  return principalOf(context)?.actor ?? "public";
}

/** Everybody's reads of a page that skip what is not at the locations of the one who asks; at most this many pages are looked through for one answer. */
const MOST_PAGES = 50;

interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string;
}

/** A page of what the one who asks may see: everything, or what stands at their locations. It may be short and still have a next one. */
export async function visiblePage<Item>(context: Context, after: string | undefined, load: (after: string | undefined) => Promise<Page<Item>>, stationOf: (item: Item) => string | undefined | Promise<string | undefined>): Promise<Page<Item>> {
  const principal = principalOf(context);
  if (principal?.locations === undefined) return load(after);
  return pageWhere(after, load, async (item) => context.get("reach").station(principal, (await stationOf(item)) ?? ""));
}

/** A page of what is meant. It may be short and still have a next one. */
export async function pageWhere<Item>(after: string | undefined, load: (after: string | undefined) => Promise<Page<Item>>, isMeant: (item: Item) => Promise<boolean>): Promise<Page<Item>> {
  let page = await load(after);
  for (let pages = 1; ; pages += 1) {
    const meant = await Promise.all(page.items.map(isMeant));
    const items = page.items.filter((_, index) => meant[index]);
    if (items.length > 0 || page.next === undefined || pages === MOST_PAGES) return { ...page, items };
    page = await load(page.next);
  }
}

/** Whether the one who asks may see what a station did. */
export async function isVisible(context: Context, station: string): Promise<boolean> {
  const principal = principalOf(context);
  return principal?.locations === undefined || context.get("reach").station(principal, station);
}
