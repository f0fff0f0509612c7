import { formatInstant, instant, isCpoError } from "@cpokit/kernel";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { dayAhead } from "../views/day-ahead.ts";
import { optional } from "../views/optional.ts";
import { DayAheadView, DemandBudget, DemandView, FlexibilityView } from "../wire/planning.ts";
import { invalid, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const Longest = z.object({ longestMinutes: z.string().regex(/^([1-9]\d{1,2}|1[0-3]\d\d|14[0-3]\d|1440)$/, "must be a whole number from 10 to 1440").transform(Number).optional().openapi({ description: "Holds are not looked for beyond this; 240 if absent", example: "120" }) });
const Day = z.object({ day: z.string().date().optional().openapi({ description: "On the wall of the location; tomorrow if absent" }) });

/** What locations that share their power can offer, may cost, and will do tomorrow. */
export function planningRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { balancing, store } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/flexibility", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "How much less and more a location can take, and for how long, without any car missing its target", request: { params: byId, query: Longest }, responses: { 200: json(FlexibilityView, "By slots of its plan"), ...problems } }),
    (c) => {
      const { slotMinutes, slots } = balancing.flexibilityOf(shared(c.req.valid("param").id), optional(c.req.valid("query"))) ?? { slotMinutes: 15, slots: [] };
      return c.json({ slotMinutes, slots: slots.map(({ from, plannedKW, down, up }) => ({ from: formatInstant(from), plannedKW: round(plannedKW), down: rounded(down), up: rounded(up) })) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/demand", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "The highest power of this month, and what it costs", request: { params: byId }, responses: { 200: json(DemandView, "As it is now"), ...problems } }),
    async (c) => c.json(await demandView(shared(c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}/charging/demand", permission: "charging:write", sites: "location", tags: ["Locations"], summary: "Set what the highest power of a month costs, and its budget", request: { params: byId, body: body(DemandBudget) }, responses: { 200: json(DemandView, "As it is now"), ...problems } }),
    async (c) => {
      const id = shared(c.req.valid("param").id);
      const { pricePerKW, timeZone = (await store.get(locations, id))!.timeZone, history = [], ...rest } = c.req.valid("json");
      try {
        await balancing.demand(id, { pricePerKW, timeZone, ...optional(rest) }, history.map(({ at, kW }) => ({ at: instant(Date.parse(at)), kW })));
      } catch (error) {
        if (isCpoError(error, "smart-charging.demand-tariff")) throw invalid("intervalMinutes", "must divide a day");
        if (isCpoError(error, "kernel.time-zone")) throw invalid("timeZone", "must be an IANA name like Europe/Amsterdam");
        throw error;
      }
      return c.json(await demandView(id), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/day-ahead", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "Plan the day that is expected from the roster and from who usually comes; changes nothing", request: { params: byId, query: Day }, responses: { 200: json(DayAheadView, "The day as it will probably be"), ...problems } }),
    async (c) => {
      const id = shared(c.req.valid("param").id);
      return c.json(await dayAhead(cpo, (await store.get(locations, id))!, c.req.valid("query").day), 200);
    },
  );

  return routes;

  function shared(id: string): string {
    if (balancing.modelOf(id) === undefined) throw notFound("location that shares its power", id);
    return id;
  }

  async function demandView(id: string): Promise<DemandView> {
    const { tariff, peak, expected } = balancing.demandOf(id);
    const { currency } = await cpo.settings();
    const costOf = (kW: number) => (tariff === undefined ? {} : { cost: { amount: (tariff.pricePerKW * kW).toFixed(2), currency } });
    return {
      ...(tariff !== undefined && { tariff }),
      ...(peak !== undefined && { month: peak.month, peakKW: round(peak.peakKW), ...costOf(peak.peakKW), ...(peak.peakAt !== undefined && { peakAt: formatInstant(peak.peakAt) }) }),
      ...(expected !== undefined && { expected: { kW: round(expected.kW), at: formatInstant(expected.at), ...costOf(Math.max(expected.kW, peak?.peakKW ?? 0)) } }),
    };
  }
}

function rounded({ kW, kWh, holds }: { readonly kW: number; readonly kWh: number; readonly holds: readonly { readonly minutes: number; readonly kW: number }[] }) {
  return { kW: round(kW), kWh: round(kWh), holds: holds.map((hold) => ({ minutes: hold.minutes, kW: round(hold.kW) })) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
