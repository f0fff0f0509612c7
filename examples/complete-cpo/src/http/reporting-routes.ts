import { isCpoError } from "@cpokit/kernel";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { ReportingChange, ReportingView } from "../wire/reporting.ts";
import { invalid, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems } from "./routes.ts";

/** To whom a location reports what was done: OpenADR 3 and OSCP 2.0. */
export function reportingRoutes({ balancing, reporting, store }: Cpo) {
  const routes = createRoutes();
  const answer = { 200: json(ReportingView, "To whom, without what proves who we are"), ...problems };

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/reporting", permission: "charging:read", sites: "location", tags: ["Grid signals"], summary: "To whom a location reports what it took", request: { params: byId }, responses: answer }),
    async (c) => c.json(await view(balanced(c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}/charging/reporting", permission: "charging:write", sites: "location", tags: ["Grid signals"], summary: "Report every quarter hour: usage per event to OpenADR 3, measurements to OSCP 2.0, which is also asked for capacity that cars lack; who is absent hears nothing any more", request: { params: byId, body: body(ReportingChange) }, responses: answer }),
    async (c) => {
      const id = balanced(c.req.valid("param").id);
      const { openAdr, oscp } = c.req.valid("json");
      const before = await reporting.get(id);
      const tokenOf = (given: string | undefined, kept: string | undefined, field: string): string => {
        const token = given ?? kept;
        if (token === undefined) throw invalid(field, "must be there the first time");
        return token;
      };
      try {
        await reporting.set(id, optional({
          openAdr: openAdr === undefined ? undefined : { ...openAdr, token: tokenOf(openAdr.token, before.openAdr?.token, "openAdr.token") },
          oscp: oscp === undefined ? undefined : { ...oscp, token: tokenOf(oscp.token, before.oscp?.token, "oscp.token") },
        }));
      } catch (error) {
        if (isCpoError(error, "complete-cpo.report-address")) throw invalid(error.values["url"] === openAdr?.url ? "openAdr.url" : "oscp.url", "must be a public https address, or on a host that CPOKIT_WEBHOOK_HOSTS names");
        throw error;
      }
      return c.json(await view(id), 200);
    },
  );

  return routes;

  function balanced(id: string): string {
    if (balancing.modelOf(id) === undefined) throw notFound("location that shares its power", id);
    return id;
  }

  async function view(id: string): Promise<ReportingView> {
    const { openAdr, oscp } = await reporting.get(id);
    const parked = (await store.outbox.parked("grid-reports")).filter(({ key }) => key.endsWith(` ${id}`)).length;
    return { ...optional({ openAdr: openAdr === undefined ? undefined : { url: openAdr.url, client: openAdr.client }, oscp: oscp === undefined ? undefined : { url: oscp.url, group: oscp.group } }), parked };
  }
}
