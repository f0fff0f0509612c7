import { authorizationDecisions, localLists, type AuthorizationDecision, type LocalList } from "@cpokit/csms";
import { foldTokenValue, instantText } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { pageOf, paging } from "../wire/common.ts";
import { DecisionView, LocalListView } from "../wire/fleet.ts";
import { invalid } from "./errors.ts";
import { existingStation, pageOfAll } from "./lists.ts";
import { moment, momentOf } from "./moments.ts";
import { byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** What was decided about tokens, and what stations know of tokens by themselves. */
export function authorizationRoutes({ store, csms }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({
      method: "get", path: "/authorization-decisions", permission: "tokens:read", sites: "filtered", tags: ["Authorization"], summary: "What was decided about a token, or at a station, newest first",
      request: { query: z.strictObject({ ...paging, token: z.string().min(1).max(255).optional().openapi({ example: "04A2B3C4" }), stationId: z.string().min(1).max(255).optional(), from: moment.optional(), to: moment.optional() }) },
      responses: { 200: json(pageOf(DecisionView), "Decisions; they are never changed"), ...problems },
    }),
    async (c) => {
      const { token, stationId, from, to, ...page } = c.req.valid("query");
      const [index, key] = token === undefined ? ["byStation", stationId] as const : ["byToken", foldTokenValue(token)] as const;
      if (key === undefined) throw invalid("token", "or stationId is required");
      const query = { index, prefix: key, reverse: true, from: [key, from === undefined ? 0 : momentOf("from", from)], to: [key, to === undefined ? Number.MAX_SAFE_INTEGER : momentOf("to", to)] };
      const found = await pageOfAll(c, store, page, { collection: authorizationDecisions, query, stationOf: ({ station }) => station }, (decision) => decision);
      const items = found.items.filter(({ station }) => token === undefined || stationId === undefined || station === stationId).map(decisionView);
      return c.json({ items, ...optional({ next: found.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({
      method: "get", path: "/local-lists", permission: "stations:read", sites: "filtered", tags: ["Authorization"], summary: "How the local lists of stations stand",
      request: { query: z.strictObject({ ...paging, state: z.enum(["synced", "unknown", "unsupported"]).optional() }) }, responses: { 200: json(pageOf(LocalListView), "By station"), ...problems },
    }),
    async (c) => {
      const { state, ...page } = c.req.valid("query");
      return c.json(await pageOfAll(c, store, page, { collection: localLists, query: state === undefined ? {} : { index: "byState", prefix: state }, stationOf: ({ station }) => station }, listView), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/stations/{id}/local-list", permission: "stations:read", sites: "station", tags: ["Authorization"], summary: "How the local list of a station stands", request: { params: byId }, responses: { 200: json(z.object({ list: LocalListView.optional() }), "Absent while none is kept"), ...problems } }),
    async (c) => {
      const { id } = await existingStation(store, c.req.valid("param").id);
      const list = await store.get(localLists, id);
      return c.json(list === undefined ? {} : { list: listView(list) }, 200);
    },
  );
  routes.openapi(
    createRoute({
      method: "post", path: "/local-lists/sync", permission: "stations:command", tags: ["Authorization"], summary: "Tokens were changed outside: bring lists in line, and let stations forget what they cached of these",
      request: { body: { required: true, content: { "application/json": { schema: z.strictObject({ tokens: z.array(z.string().min(1).max(255)).min(1).max(10_000) }) } } } }, responses: { 202: json(z.object({}), "Asked for; see the tasks of stations"), ...problems },
    }),
    async (c) => {
      await csms.tokensChanged(c.req.valid("json").tokens);
      return c.json({}, 202);
    },
  );

  return routes;
}

function decisionView({ at, station, token, evse, purpose, result }: AuthorizationDecision): z.infer<typeof DecisionView> {
  return { at: instantText(at), stationId: station, token: token.value, purpose, result: result.result, ...optional({ evse, reason: result.result === "refused" ? result.reason : undefined, group: result.group }) };
}

function listView({ station, state, version, entries, omitted, syncedAt }: LocalList): z.infer<typeof LocalListView> {
  return { stationId: station, state, entries, omitted, ...optional({ version, syncedAt: syncedAt === undefined ? undefined : instantText(syncedAt) }) };
}
