import { stations } from "@cpokit/csms";
import type { Station } from "@cpokit/model";
import type { Collection, Query, Reader } from "@cpokit/storage";
import type { Context } from "hono";
import { optional } from "../views/optional.ts";
import { PAGE, paging } from "../wire/common.ts";
import { notFound } from "./errors.ts";
import { visiblePage } from "./principal.ts";
import { z } from "./routes.ts";

/** What a request says about its page. */
export interface Paging {
  readonly limit?: number | undefined;
  readonly after?: string | undefined;
}

/** One page of a collection for whoever asks; `stationOf` says where a document belongs, for accounts that are limited to some locations. */
export async function pageOfAll<Body, View>(
  context: Context, reader: Reader, paging: Paging, from: { readonly collection: Collection<Body>; readonly query?: Query; readonly stationOf: (body: Body) => string | undefined },
  view: (body: Body) => View,
): Promise<{ items: View[]; next?: string }> {
  const { limit = PAGE, after } = paging;
  const page = await visiblePage(context, after, (next) => reader.find(from.collection, { ...from.query, limit, ...optional({ after: next }) }), ({ body }) => from.stationOf(body));
  return { items: page.items.map(({ body }) => view(body)), ...optional({ next: page.next }) };
}

/** One page of what belongs to one station. */
export async function pageOfStation<Body, View>(reader: Reader, paging: Paging, from: { readonly collection: Collection<Body>; readonly query: Query }, view: (body: Body) => View): Promise<{ items: View[]; next?: string }> {
  const { limit = PAGE, after } = paging;
  const page = await reader.find(from.collection, { ...from.query, limit, ...optional({ after }) });
  return { items: page.items.map(({ body }) => view(body)), ...optional({ next: page.next }) };
}

/** The paging part of a query over what is known as a whole; the place of its next item is what a page goes on behind. */
export const placePaging = { limit: paging.limit, after: z.string().regex(/^\d{1,9}$/, "must be the `next` of a page before").optional().openapi({ description: "The `next` of the page before", example: "50" }) };

/** One page of what had to be put together as a whole. */
export function pageOfKnown<Item>(all: readonly Item[], { limit = PAGE, after = "0" }: Paging): { items: Item[]; next?: string } {
  const end = Number(after) + limit;
  return { items: all.slice(Number(after), end), ...optional({ next: end < all.length ? String(end) : undefined }) };
}

/** The station of a route, or 404. */
export async function existingStation(reader: Reader, id: string): Promise<Station> {
  const station = await reader.get(stations, id);
  if (station === undefined) throw notFound("station", id);
  return station;
}
