import { isCpoError, minutes } from "@cpokit/kernel";
import { createAttempts } from "../access/attempts.ts";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { addressOf } from "./authentication.ts";
import { ApiError, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** So many reports from one address in a quarter of an hour, and from everywhere about one EVSE. */
const PER_ADDRESS = 5;
const PER_EVSE = 20;

const FaultForm = z
  .strictObject({ text: z.string().trim().min(3).max(2_000).openapi({ example: "The plug does not lock." }), contact: z.string().trim().min(1).max(200).optional().openapi({ description: "How to reach the driver, if they want an answer", example: "+31 6 1234 5678" }) })
  .openapi("FaultForm");

/** Reports of faults by anybody, without an account. */
export function publicReportRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const limits = { window: minutes(15), now: () => cpo.clock.now() };
  const byAddress = createAttempts({ most: PER_ADDRESS, ...limits });
  const byEvse = createAttempts({ most: PER_EVSE, ...limits });

  routes.openapi(
    createRoute({
      method: "post", path: "/public/evses/{id}/reports", permission: "public", tags: ["Public"], summary: "Tell that something is wrong with an EVSE: by its uid, or by the number that is written on it",
      request: { params: byId, body: body(FaultForm) },
      responses: { 202: json(z.object({ message: z.string().openapi({ example: "Thank you. We look after it." }) }), "Taken"), ...problems, 429: { description: "Too many reports; the header retry-after says when to try again", content: problems[400].content } },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { text, contact } = c.req.valid("json");
      const place = await evseOf(id);
      if (place === undefined) throw notFound("EVSE", id);
      for (const [counter, name] of [[byAddress, addressOf(c)], [byEvse, place.id]] as const) {
        const wait = counter.waitFor(name);
        if (wait > 0) {
          c.header("retry-after", String(wait));
          throw new ApiError(429, { code: "too-many-reports", message: `Thank you, we have heard of it. Another report is taken in ${Math.ceil(wait / 60)} minutes.`, values: { seconds: Math.ceil(wait) } });
        }
        counter.failed(name);
      }
      try {
        await cpo.operations.cases.report({ station: place.stationId, evse: place.number, text, ...(contact === undefined ? {} : { contact }) });
      } catch (error) {
        throw isCpoError(error, "csms.station-unknown") ? notFound("EVSE", id) : error;
      }
      return c.json({ message: "Thank you. We look after it." }, 202);
    },
  );

  return routes;

  async function evseOf(id: string): Promise<{ readonly id: string; readonly stationId: string; readonly number: number } | undefined> {
    const { items: [found] } = await cpo.store.find(locations, { index: "byEvse", prefix: id, limit: 1 });
    const own = found?.body.evses.find((evse) => evse.id === id);
    if (own !== undefined) return own;
    // The number on the sticker; looked for only when it is no uid.
    if (!/^[A-Za-z]{2}\*?[A-Za-z0-9]{3}\*?E/.test(id)) return undefined;
    for await (const { body: location } of cpo.store.each(locations)) {
      const evse = location.evses.find(({ emi3Id }) => emi3Id !== undefined && fold(emi3Id) === fold(id));
      if (evse !== undefined) return evse;
    }
    return undefined;
  }
}

function fold(emi3Id: string): string {
  return emi3Id.replaceAll("*", "").toUpperCase();
}
