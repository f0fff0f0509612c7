import { isCpoError } from "@cpokit/kernel";
import type { Cpo } from "../cpo.ts";
import { previewTariff } from "../views/tariff-preview.ts";
import { TariffPreviewRequest, TariffPreviewView } from "../wire/tariff-preview.ts";
import { invalid } from "./errors.ts";
import { body, createRoute, createRoutes, json, problems } from "./routes.ts";

/** What a tariff would cost, while it is being written. */
export function tariffPreviewRoutes({ clock }: Cpo) {
  const routes = createRoutes();
  routes.openapi(
    createRoute({ method: "post", path: "/tariffs/preview", permission: "tariffs:read", sites: "shared", tags: ["Tariffs"], summary: "Price example sessions by a tariff without publishing it", request: { body: body(TariffPreviewRequest) }, responses: { 200: json(TariffPreviewView, "Findings, words and prices"), ...problems } }),
    (c) => {
      const request = c.req.valid("json");
      try {
        return c.json(previewTariff({ ...request, tariff: { id: "preview", ...request.tariff } }, clock.now()), 200);
      } catch (error) {
        if (isCpoError(error, "kernel.time-zone")) throw invalid("timeZone", "must be a name of the IANA list, like Europe/Amsterdam");
        throw error;
      }
    },
  );
  return routes;
}
