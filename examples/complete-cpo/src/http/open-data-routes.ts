import { connectorStatuses } from "@cpokit/csms";
import { formatInstant, instant } from "@cpokit/kernel";
import type { Location as Site } from "@cpokit/model";
import { convertObject } from "@cpokit/ocpi";
import type { Location } from "@cpokit/ocpi/v230";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { createRoute, createRoutes, json, problems, z } from "./routes.ts";

const MOST = 100;

const Feed = z
  .object({
    data: z.array(z.record(z.string(), z.unknown())).openapi({ description: "OCPI Location objects" }),
    status_code: z.literal(1000),
    timestamp: z.string(),
  })
  .openapi("OpenData");

/** The open-data feed: every published location as an OCPI object, without any account. */
export function openDataRoutes(cpo: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({
      method: "get", path: "/public/ocpi/{version}/locations", permission: "public", tags: ["Public"],
      summary: "All published locations as OCPI has them, with the state of every EVSE; paged by the headers Link and X-Limit as in OCPI",
      request: {
        params: z.object({ version: z.enum(["2.1.1", "2.2.1", "2.3.0"]).openapi({ param: { name: "version", in: "path" } }) }),
        query: z.strictObject({ limit: z.string().regex(/^[1-9]\d{0,3}$/, "must be a whole number above 0").transform(Number).optional(), after: z.string().max(2_000).optional() }),
      },
      responses: { 200: json(Feed, "One page of the feed"), ...problems },
    }),
    async (c) => {
      const { version } = c.req.valid("param");
      const { limit = MOST, after } = c.req.valid("query");
      const page = await cpo.store.find(locations, { limit: Math.min(limit, MOST), ...(after === undefined ? {} : { after }) });
      const party = cpo.roaming.settings.party;
      const data: Record<string, unknown>[] = [];
      for (const { body } of page.items) {
        if (body.published === false) continue;
        const { value } = convertObject("Location", await dated(body), "2.3.0", version, { party, timeZone: body.timeZone });
        if (value !== undefined) data.push({ ...value });
      }
      c.header("x-limit", String(MOST));
      if (page.next !== undefined) {
        const next = new URL(c.req.url);
        next.searchParams.set("after", page.next);
        c.header("link", `<${next.href}>; rel="next"`);
      }
      c.header("access-control-allow-origin", "*");
      return c.json({ data, status_code: 1_000 as const, timestamp: formatInstant(cpo.clock.now()) }, 200);
    },
  );

  return routes;

  /** With the time at which each EVSE was last heard of. */
  async function dated(site: Site): Promise<Location> {
    const said = await cpo.roaming.locationNow(site);
    const times = await Promise.all(site.evses.map(async ({ stationId, number }) => {
      const { items } = await cpo.store.find(connectorStatuses, { index: "byStation", prefix: [stationId, number] });
      return instant(Math.max(0, ...items.map(({ body }) => body.stationTime)));
    }));
    const evses = (said.evses ?? []).map((evse, index) => {
      const at = formatInstant(times[index] ?? instant(0));
      return { ...evse, last_updated: at, connectors: evse.connectors.map((connector) => ({ ...connector, last_updated: at })) };
    });
    return { ...said, evses, last_updated: formatInstant(instant(Math.max(0, ...times))) };
  }
}
