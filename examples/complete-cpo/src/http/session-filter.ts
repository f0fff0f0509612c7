import { parseInstant, type Instant } from "@cpokit/kernel";
import type { Session } from "@cpokit/model";
import type { SessionFilter, SessionPage } from "@cpokit/sessions";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { PAGE, paging } from "../wire/common.ts";
import { invalid, notFound } from "./errors.ts";
import { z } from "./routes.ts";

const moment = z.string().optional().openapi({ format: "date-time", example: "2026-11-21T09:30:00Z" });

/** What of all sessions somebody wants to see; the list and its CSV take the same. */
export const filterFields = {
  state: z.enum(["running", "ended", "pending", "cancelled", "invalid", "suspect", "unpriced"]).optional().openapi({ description: "running covers active and ending; suspect ones are held from billing until a person has looked, unpriced ones have no price" }),
  station: z.string().optional(),
  location: z.string().optional().openapi({ description: "Of the stations whose EVSEs stand there" }),
  token: z.string().min(1).max(255).optional().openapi({ description: "As stations read it; case does not matter" }),
  from: moment.openapi({ description: "Started at or after" }),
  to: moment.openapi({ description: "Started before" }),
};

export const SessionQuery = z.strictObject({ ...filterFields, ...paging });

export type AskedSessions = Omit<z.output<typeof SessionQuery>, "limit" | "after"> & { readonly limit?: number | undefined; readonly after?: string | undefined };

/** One page of the sessions that are asked for. @throws the problem of a field */
export async function findSessions({ store, sessions }: Pick<Cpo, "store" | "sessions">, { state, station, location, token, from, to, limit = PAGE, after }: AskedSessions): Promise<SessionPage> {
  const filter: SessionFilter = {
    limit,
    ...(station === undefined ? {} : { station }),
    ...(location === undefined ? {} : { stations: await stationsAt(location) }),
    ...(token === undefined ? {} : { token }),
    ...(from === undefined ? {} : { from: momentOf("from", from) }),
    ...(to === undefined ? {} : { to: momentOf("to", to) }),
    ...(after === undefined ? {} : { after }),
  };
  if (state === "suspect" || state === "unpriced") return sessions.list(store, { ...filter, waiting: state });
  if (state !== "running") return sessions.list(store, { ...filter, ...(state === undefined ? {} : { lifecycle: state }) });
  // At most one session runs on an EVSE: what runs is two short lists.
  const [active, ending] = await Promise.all([sessions.list(store, { ...filter, lifecycle: "active" }), after === undefined ? sessions.list(store, { ...filter, lifecycle: "ending" }) : undefined]);
  return { ...active, items: [...(ending?.items ?? []), ...active.items] };

  async function stationsAt(id: string): Promise<readonly string[]> {
    const found = await store.get(locations, id);
    if (found === undefined) throw notFound("location", id);
    return [...new Set<string>(found.evses.map((evse) => evse.stationId))];
  }
}

/** All of them, page by page. */
export async function* eachSession(cpo: Pick<Cpo, "store" | "sessions">, asked: AskedSessions): AsyncGenerator<readonly Session[]> {
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await findSessions(cpo, { ...asked, limit: 200, after });
    yield page.items;
    after = page.next;
    isLast = after === undefined;
  }
}

function momentOf(field: string, text: string): Instant {
  const at = parseInstant(text);
  if (at === undefined) throw invalid(field, "must be a date-time like 2026-11-21T09:30:00Z");
  return at;
}
