import { unprocessedMessages } from "@cpokit/csms";
import type { Cpo } from "../cpo.ts";
import { attention } from "../views/attention.ts";
import { overview } from "../views/overview.ts";
import { AboutView, AttentionItem, OverviewView } from "../wire/overview.ts";
import { notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** What this CPO is, how it is doing, and what waits for a person. */
export function overviewRoutes(cpo: Cpo, about: () => Omit<AboutView, "name">) {
  const routes = createRoutes();
  const { store, sessions, billing, balancing, clock } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/about", permission: "signedIn", sites: "shared", tags: ["Overview"], summary: "What this CPO is", responses: { 200: json(AboutView, "About"), ...problems } }),
    async (c) => c.json({ ...about(), name: (await cpo.settings()).name }, 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/overview", permission: "overview:read", tags: ["Overview"], summary: "How it is doing", responses: { 200: json(OverviewView, "Figures"), ...problems } }),
    async (c) => c.json(await overview({ store, sessions, billing, balancing, now: clock.now() }), 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/attention", permission: "overview:read", tags: ["Overview"], summary: "What waits for a person", responses: { 200: json(z.object({ items: z.array(AttentionItem) }), "The most pressing first"), ...problems } }),
    async (c) => c.json({ items: await attention({ store, sessions, now: clock.now() }) }, 200),
  );

  const Retry = z.strictObject({ subscription: z.string() }).openapi("ParkedRetry");
  routes.openapi(
    createRoute({ method: "post", path: "/parked/{id}/retry", permission: "overview:write", tags: ["Overview"], summary: "Put a parked delivery back in line", request: { params: byId, body: body(Retry) }, responses: { 200: json(z.object({ id: z.string() }), "In line again"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const parked = (await store.outbox.parked(c.req.valid("json").subscription)).find((delivery) => delivery.id === id);
      if (parked === undefined) throw notFound("parked delivery", id);
      await store.outbox.retry(parked);
      return c.json({ id }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/unprocessed/{id}/reprocess", permission: "overview:write", tags: ["Overview"], summary: "Work in a message that could not be worked in before", request: { params: byId }, responses: { 200: json(z.object({ outcome: z.enum(["processed", "failed"]) }), "What came of it"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      if ((await store.get(unprocessedMessages, id)) === undefined) throw notFound("unprocessed message", id);
      return c.json({ outcome: await cpo.csms.reprocess(id) }, 200);
    },
  );

  return routes;
}
