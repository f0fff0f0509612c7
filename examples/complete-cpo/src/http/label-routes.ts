import { labelsPdf, type PdfLabel } from "@cpokit/invoice-pdf";
import type { Evse, Location } from "@cpokit/model";
import { encode } from "uqr";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import type { Language } from "../views/words.ts";
import { notFound } from "./errors.ts";
import { pdf, sendPdf } from "./files.ts";
import { languageOf } from "./language.ts";
import { byId, createRoute, createRoutes, problems, z } from "./routes.ts";

/** How an A4 page is divided, by how many labels it holds. */
const LAYOUTS = { 1: [1, 1], 2: [1, 2], 6: [2, 3], 12: [3, 4], 24: [3, 8] } as const satisfies Readonly<Record<number, readonly [columns: number, rows: number]>>;
const PER_PAGE = ["1", "2", "6", "12", "24"] as const;

const WORDS: Readonly<Record<Language, { readonly title: (name: string) => string; readonly scan: string }>> = {
  en: { title: (name) => `QR codes: ${name}`, scan: "Scan to see the price and to charge" },
  de: { title: (name) => `QR-Codes: ${name}`, scan: "Scannen, Preis sehen und laden" },
};

/** Sheets of QR codes to stick on stations: each leads to the page of its EVSE. */
export function labelRoutes({ store, accounts, clock }: Pick<Cpo, "store" | "accounts" | "clock">) {
  const routes = createRoutes();
  routes.openapi(
    createRoute({
      method: "get", path: "/locations/{id}/labels", permission: "locations:read", sites: "location", tags: ["Locations"], summary: "QR codes of its EVSEs to print: all, those of a station, or one",
      request: {
        params: byId,
        query: z.strictObject({
          stationId: z.string().max(255).optional(), evseId: z.string().max(255).optional(),
          perPage: z.enum(PER_PAGE).optional().openapi({ description: "Labels on an A4 page; 12 when absent" }),
        }),
      },
      responses: { 200: pdf("A4 pages, in the language of the request"), ...problems },
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      const { stationId, evseId, perPage = "12" } = c.req.valid("query");
      const location = await store.get(locations, id);
      if (location === undefined) throw notFound("location", id);
      const evses = location.evses.filter((evse) => (stationId === undefined || evse.stationId === stationId) && (evseId === undefined || evse.id === evseId));
      if (evses.length === 0) throw notFound(evseId === undefined ? "station" : "EVSE", evseId ?? stationId ?? id);
      const language = languageOf(c);
      const [columns, rows] = LAYOUTS[perPage];
      const labels = evses.map((evse) => labelOf(evse, location, accounts.pageUrl(), WORDS[language].scan));
      return sendPdf(c, `qr-${evseId ?? stationId ?? id}`, await labelsPdf({ title: WORDS[language].title(location.name), labels, columns, rows, issuedAt: clock.now() }, { locale: language }));
    },
  );
  return routes;
}

/** Its id, where it stands, and the short link for those who type. Level M survives scratches (ISO/IEC 18004). */
function labelOf({ id, emi3Id, number, stationId, physicalReference }: Evse, { name }: Location, pageUrl: string, scan: string): PdfLabel {
  const link = `${pageUrl}/e/${encodeURIComponent(id)}`;
  return { code: encode(link, { ecc: "M", border: 0 }).data, heading: emi3Id ?? id, lines: [scan, link.replace(/^https?:\/\//, ""), [name, physicalReference ?? `${stationId}-${number}`].join(" · ")] };
}
