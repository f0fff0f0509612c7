import { period, periodNameOf, type Period } from "@cpokit/billing";
import { isCpoError } from "@cpokit/kernel";
import type { Cpo } from "../cpo.ts";
import { locations } from "../collections.ts";
import { shownTable, tableCsv, tablePrint } from "../reports/files.ts";
import { reportTable } from "../reports/tables.ts";
import { optional } from "../views/optional.ts";
import { ReportName, ReportTableView } from "../wire/report.ts";
import { csvFile } from "./csv-file.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { pdf, sendPdf, table } from "./files.ts";
import { principalOf } from "./principal.ts";
import { createRoute, createRoutes, json, problems, z } from "./routes.ts";

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be a day like 2026-11-01").openapi({ example: "2026-11-01" });
const Question = z.strictObject({
  from: day.optional().openapi({ description: "First day; thirty days before the last when absent" }),
  to: day.optional().openapi({ description: "Last day; today when absent" }),
  timeZone: z.string().max(100).optional().openapi({ description: "On whose wall the days are; UTC when absent", example: "Europe/Amsterdam" }),
  location: z.string().max(255).optional(),
});
const Print = Question.extend({ language: z.enum(["en", "de"]).optional() });
const params = z.object({ report: z.string().openapi({ param: { name: "report", in: "path" }, description: `One of ${ReportName.options.join(", ")}`, example: "revenue" }) });

const DAY = 86_400_000;
/** Charges that are added up while somebody waits. */
const MOST = 200_000;
const tags = ["Reports"];
const common = { method: "get", permission: "reports:read", sites: "filtered", tags } as const;

/** Usage, energy, revenue, emissions and availability of any days, as a table, as CSV and as PDF. */
export function reportTableRoutes(cpo: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ ...common, path: "/report-tables/{report}", summary: "A report as a table", request: { params, query: Question }, responses: { 200: json(ReportTableView, "The table"), ...problems } }),
    async (c) => c.json(shownTable((await made(c.req.valid("param").report, c.req.valid("query"), principalOf(c)?.locations)).table), 200),
  );
  routes.openapi(
    createRoute({ ...common, path: "/report-tables/{report}/csv", summary: "A report as CSV", request: { params, query: Question }, responses: { 200: table("One line for each row"), ...problems } }),
    async (c) => {
      const { report } = c.req.valid("param");
      return csvFile(c, `${report}.csv`, tableCsv(whole((await made(report, c.req.valid("query"), principalOf(c)?.locations)).table)));
    },
  );
  routes.openapi(
    createRoute({ ...common, path: "/report-tables/{report}/pdf", summary: "A report as PDF", request: { params, query: Print }, responses: { 200: pdf("The print"), ...problems } }),
    async (c) => {
      const { report } = c.req.valid("param");
      const { language = "en", ...asked } = c.req.valid("query");
      const { table: view, days } = await made(report, asked, principalOf(c)?.locations);
      const place = asked.location === undefined ? undefined : (await cpo.store.get(locations, asked.location))?.name ?? asked.location;
      return sendPdf(c, report, await tablePrint(whole(view), { language, period: days, place, issuedAt: cpo.clock.now() }));
    },
  );

  return routes;

  async function made(name: string, { from, to, timeZone = "UTC", location }: z.output<typeof Question>, within: readonly string[] | undefined): Promise<{ readonly table: ReportTableView; readonly days: string }> {
    const report = ReportName.safeParse(name);
    if (!report.success) throw notFound("report", name);
    const last = dayOf("to", to, timeZone);
    const first = from === undefined ? dayOf("from", nameBefore(last.name), timeZone) : dayOf("from", from, timeZone);
    if (last.to <= first.from) throw invalid("to", "must not be before from");
    if (last.to - first.from > 367 * DAY) throw invalid("to", "must be at most a year after from");
    const table = await reportTable(cpo, { report: report.data, from: first.from, to: last.to, timeZone, ...optional({ location, within }) }, { most: MOST });
    return { table, days: `${first.name} – ${last.name}` };
  }

  function dayOf(field: string, name: string | undefined, timeZone: string): Period {
    try {
      return period(name ?? periodNameOf(cpo.clock.now(), timeZone, "day"), timeZone);
    } catch (error) {
      if (isCpoError(error, "kernel.time-zone")) throw invalid("timeZone", "must be the name of a time zone like Europe/Amsterdam");
      if (isCpoError(error, "billing.period")) throw invalid(field, "must be a day like 2026-11-01");
      throw error;
    }
  }
}

/** The day thirty days before another. */
function nameBefore(name: string): string {
  return new Date(Date.parse(`${name}T00:00:00Z`) - 30 * DAY).toISOString().slice(0, 10);
}

/** A file that leaves something out would be taken for the whole. */
function whole(view: ReportTableView): ReportTableView {
  if (view.complete) return view;
  throw new ApiError(409, { code: "too-much", message: "There are too many charges to add up while you wait. Ask for fewer days or one location, or have the report made by a schedule." });
}
