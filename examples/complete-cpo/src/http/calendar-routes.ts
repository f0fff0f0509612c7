import { isCpoError } from "@cpokit/kernel";
import type { CalendarLimit } from "@cpokit/smart-charging";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { LimitCalendarBody } from "../wire/calendar.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems } from "./routes.ts";

/** Limits of a location that come again each week, and other ones on some dates. */
export function calendarRoutes({ balancing, store }: Cpo) {
  const routes = createRoutes();
  const answer = { 200: json(LimitCalendarBody, "The calendar, on the wall of the location"), ...problems };

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/charging/calendar", permission: "charging:read", sites: "location", tags: ["Locations"], summary: "Limits that come again each week, and those of some dates", request: { params: byId }, responses: answer }),
    (c) => c.json(view(balanced(c.req.valid("param").id)), 200),
  );

  routes.openapi(
    createRoute({ method: "put", path: "/locations/{id}/charging/calendar", permission: "charging:write", sites: "location", tags: ["Locations"], summary: "Set the limits that come again each week; refused where stations on their own could pass one", request: { params: byId, body: body(LimitCalendarBody) }, responses: answer }),
    async (c) => {
      const id = balanced(c.req.valid("param").id);
      const { weekly, exceptions } = c.req.valid("json");
      const { timeZone = "UTC" } = (await store.get(locations, id)) ?? {};
      try {
        await balancing.calendar(id, {
          timeZone, weekly: weekly.map(({ days, ...limit }) => ({ days, ...limitOf(limit) })),
          exceptions: exceptions.map(({ from, to, limits }) => ({ from, ...optional({ to }), limits: limits.map(limitOf) })),
        });
      } catch (error) {
        if (isCpoError(error, "smart-charging.calendar")) throw invalid(dotted(String(error.values["path"])), String(error.values["rule"]));
        if (isCpoError(error, "smart-charging.commission")) throw new ApiError(400, { code: "invalid", message: error.message, field: "weekly", rule: error.code });
        throw error;
      }
      return c.json(view(id), 200);
    },
  );

  return routes;

  function balanced(id: string): string {
    if (balancing.modelOf(id) === undefined) throw notFound("location that shares its power", id);
    return id;
  }

  function view(id: string): LimitCalendarBody {
    const { weekly = [], exceptions = [] } = balancing.calendarOf(id) ?? {};
    return { weekly: weekly.map((rule) => ({ ...rule, days: [...rule.days] })), exceptions: exceptions.map((exception) => ({ ...exception, limits: [...exception.limits] })) };
  }
}

function limitOf(limit: { readonly [Field in keyof CalendarLimit]: CalendarLimit[Field] | undefined }): CalendarLimit {
  return optional(limit);
}

/** `weekly[0].from` as the fields of a body are named. */
function dotted(path: string): string {
  return path.replaceAll(/\[(\d+)\]/g, ".$1");
}
