import { isCpoError } from "@cpokit/kernel";
import type { Cpo } from "../cpo.ts";
import { createOverview } from "../views/overview.ts";
import { AboutView, OverviewView } from "../wire/overview.ts";
import { invalid, notFound } from "./errors.ts";
import { principalOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** What this CPO is, how it is doing, and what waits for a person. */
export function overviewRoutes(cpo: Cpo, about: () => Omit<AboutView, "name">) {
  const routes = createRoutes();
  const { store } = cpo;
  const overview = createOverview(cpo);

  routes.openapi(
    createRoute({ method: "get", path: "/about", permission: "signedIn", sites: "shared", tags: ["Overview"], summary: "What this CPO is", responses: { 200: json(AboutView, "About"), ...problems } }),
    async (c) => c.json({ ...about(), name: (await cpo.settings()).name }, 200),
  );

  const Question = z.strictObject({
    timeZone: z.string().max(64).optional().openapi({ description: "IANA name: where the day begins for whoever asks; UTC when absent", example: "Europe/Amsterdam" }),
    limit: z.string().regex(/^([1-9]|[1-4]\d|50)$/, "must be a whole number from 1 to 50").transform(Number).optional().openapi({ description: "Shown of each kind of need, 1 to 50; 3 when absent", example: "3" }),
  });
  routes.openapi(
    createRoute({ method: "get", path: "/overview", permission: "overview:read", sites: "filtered", tags: ["Overview"], summary: "What needs a person now, and how it is going", request: { query: Question }, responses: { 200: json(OverviewView, "The front page, of the locations that the account sees"), ...problems } }),
    async (c) => {
      const { timeZone = "UTC", limit = 3 } = c.req.valid("query");
      const principal = principalOf(c);
      try {
        return c.json(await overview({ within: principal?.locations, seesMoney: principal?.permissions.has("billing:read") === true, timeZone, limit }), 200);
      } catch (error) {
        throw isCpoError(error, "kernel.time-zone") ? invalid("timeZone", "must be the IANA name of a time zone") : error;
      }
    },
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

  return routes;
}
