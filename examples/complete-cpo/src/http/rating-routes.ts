import { instantText } from "@cpokit/model";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { pageOf, paging } from "../wire/common.ts";
import { RatingView } from "../wire/public-charge.ts";
import { adHocCharges, type AdHocCharge } from "../wiring/ad-hoc.ts";
import { pageOfAll } from "./lists.ts";
import { createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** What drivers said of their charges. */
export function ratingRoutes({ store }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/ratings", permission: "maintenance:read", sites: "filtered", tags: ["Cases"], summary: "How drivers rated their charges, newest first", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(RatingView), "Of charges that began on the driver pages"), ...problems } }),
    async (c) => c.json(await pageOfAll(c, store, c.req.valid("query"), { collection: adHocCharges, query: { index: "byRating", reverse: true }, stationOf: ({ station }) => station }, ratingView), 200),
  );

  return routes;
}

function ratingView({ id, station, number, session, rating }: AdHocCharge): RatingView {
  if (rating === undefined) throw new TypeError(`The charge ${id} has no rating, and is in the index of those that have one.`);
  return { id, at: instantText(rating.at), stars: rating.stars, stationId: station, evse: number, ...optional({ comment: rating.comment, sessionId: session }) };
}
