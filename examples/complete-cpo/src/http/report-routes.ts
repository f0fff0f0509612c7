import { csv, type CsvColumn } from "@cpokit/billing";
import { isCpoError } from "@cpokit/kernel";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { monthBefore, usageReport } from "../views/usage-view.ts";
import { UsageReport } from "../wire/usage.ts";
import { csvFile } from "./csv-file.ts";
import { invalid } from "./errors.ts";
import { principalOf } from "./principal.ts";
import { createRoute, createRoutes, json, problems, z } from "./routes.ts";

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "must be a month like 2026-11").optional();

const ReportQuery = z.strictObject({
  from: month.openapi({ description: "First month; five before the last when absent", example: "2026-06" }),
  to: month.openapi({ description: "Last month; this one when absent", example: "2026-11" }),
  location: z.string().optional(),
});

/** What was charged, sold and emitted. */
export function reportRoutes(cpo: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/reports/usage", permission: "reports:read", sites: "filtered", tags: ["Reports"], summary: "Usage, energy, revenue and carbon by month, location and hour of the week", request: { query: ReportQuery }, responses: { 200: json(UsageReport, "The report"), ...problems } }),
    async (c) => c.json(await report(c.req.valid("query"), principalOf(c)?.locations), 200),
  );

  routes.openapi(
    createRoute({ method: "get", path: "/reports/usage.csv", permission: "reports:read", sites: "filtered", tags: ["Reports"], summary: "The locations of the same report as CSV", request: { query: ReportQuery }, responses: { 200: { description: "One line per location and currency", content: { "text/csv": { schema: z.string() } } }, ...problems } }),
    async (c) => csvFile(c, "usage.csv", usageCsv(await report(c.req.valid("query"), principalOf(c)?.locations))),
  );

  return routes;

  async function report({ from, to, location }: z.output<typeof ReportQuery>, within: readonly string[] | undefined): Promise<UsageReport> {
    const last = to ?? monthBefore(cpo.clock.now(), "UTC", 0);
    const first = from ?? monthBefore(cpo.clock.now(), "UTC", 5);
    try {
      return await usageReport(cpo.store, { from: first, to: last, ...optional({ location }) }, within);
    } catch (error) {
      if (isCpoError(error, "billing.usage")) throw invalid("from", "must not be after to, and at most ten years before it");
      throw error;
    }
  }
}

type Line = UsageReport["locations"][number] & { readonly currency?: string; readonly amount?: string };

const COLUMNS: readonly CsvColumn<Line>[] = [
  { heading: "location", cell: ({ id }) => id },
  { heading: "name", cell: ({ name }) => name },
  { heading: "charges", cell: ({ charges }) => charges },
  { heading: "energy_kwh", cell: ({ energyKwh }) => ({ decimal: energyKwh }) },
  { heading: "connected_seconds", cell: ({ connectedSeconds }) => connectedSeconds },
  { heading: "revenue_excl_tax", cell: ({ amount }) => (amount === undefined ? undefined : { decimal: amount }) },
  { heading: "currency", cell: ({ currency }) => currency },
  { heading: "co2_grams", cell: ({ carbon }) => ({ decimal: carbon.grams }) },
  { heading: "energy_without_mix_kwh", cell: ({ carbon }) => ({ decimal: carbon.unknownKwh }) },
];

/** A location that sold in two currencies has a line for each, with the same other figures. */
export function usageCsv({ locations }: UsageReport): AsyncGenerator<string> {
  return csv(locations.flatMap((location): readonly Line[] => (location.revenue.length === 0 ? [location] : location.revenue.map((each) => ({ ...location, ...each })))), COLUMNS);
}
