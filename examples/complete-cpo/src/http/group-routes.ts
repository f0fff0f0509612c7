import { tariffAssignments } from "@cpokit/billing";
import { accessPolicies } from "@cpokit/csms";
import type { Reader } from "@cpokit/storage";
import type { Cpo } from "../cpo.ts";
import { drivers, tokenGroups, type TokenGroup } from "../drivers/documents.ts";
import { optional } from "../views/optional.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { GroupDetails, GroupView } from "../wire/driver.ts";
import { conflict, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Drivers"];

/** Groups of drivers; tariff assignments and access policies name them by their id. */
export function groupRoutes({ store }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/token-groups", permission: "drivers:read", tags, summary: "Groups of drivers, with what they pay and where rules name them", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(GroupDetails), "By id"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(tokenGroups, { limit, ...optional({ after }) });
      const places = await placesOfGroups(store);
      return c.json({ items: await Promise.all(page.items.map(async ({ body: group }) => details(group, places))), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/token-groups", permission: "drivers:write", tags, summary: "Name a group, whether or not it is there", request: { body: body(GroupView) }, responses: { 200: json(GroupDetails, "As it is now"), ...problems } }),
    async (c) => {
      const { id, name, notes } = c.req.valid("json");
      const group: TokenGroup = { id, name, ...optional({ notes }) };
      await store.transaction((unit) => unit.put(tokenGroups, id, group));
      return c.json(await details(group, await placesOfGroups(store)), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/token-groups/{id}", permission: "drivers:write", tags, summary: "Remove a group that no account is in", request: { params: byId }, responses: { 200: json(GroupView, "As it was"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const removed = await store.transaction(async (unit) => {
        const group = await unit.get(tokenGroups, id);
        if (group === undefined) throw notFound("group", id);
        const { items } = await unit.find(drivers, { index: "byGroup", prefix: [id], limit: 1 });
        if (items.length > 0) throw conflict("There are accounts in this group; take them out first.");
        unit.delete(tokenGroups, id);
        return group;
      });
      return c.json({ id: removed.id, name: removed.name, ...optional({ notes: removed.notes }) }, 200);
    },
  );

  return routes;

  async function details({ id, name, notes }: TokenGroup, places: ReadonlyMap<string, readonly string[]>): Promise<GroupDetails> {
    const assigned = await store.find(tariffAssignments, { index: "byTarget", prefix: ["tokenGroup", id], limit: 50 });
    return { id, name, ...optional({ notes }), tariffs: assigned.items.map(({ body: { id: assignment, tariffId } }) => ({ assignment, tariffId })), places: [...(places.get(id) ?? [])] };
  }
}

/** The places whose access policies name each group. */
async function placesOfGroups(reader: Reader): Promise<ReadonlyMap<string, readonly string[]>> {
  const places = new Map<string, string[]>();
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await reader.find(accessPolicies, { limit: 200, ...optional({ after }) });
    for (const { body: { place, rules } } of page.items) {
      const named = new Set(rules.flatMap(({ who }) => (who === "everybody" ? [] : who.groups ?? [])));
      for (const group of named) places.set(group, [...(places.get(group) ?? []), place]);
    }
    after = page.next;
    isLast = after === undefined;
  }
  return places;
}
