import { reportRuns, reportSchedules, type ReportRun, type ReportSchedule, type ScheduleDraft } from "@cpokit/billing";
import { isCpoError } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import type { Context } from "hono";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { PAGE, paging } from "../wire/common.ts";
import { ReportName, ReportRunView, RunList, ScheduleChange, ScheduleList, ScheduleRequest, ScheduleView } from "../wire/report.ts";
import { conflict, invalid, notFound } from "./errors.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Reports"];
const read = { permission: "reports:read", tags } as const;
const write = { permission: "reports:write", tags } as const;

/** Reports that are made by themselves: their schedules, their runs, and the files of these. */
export function reportScheduleRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, reports } = cpo;

  routes.openapi(
    createRoute({ ...read, method: "get", path: "/report-schedules", summary: "Reports that are made by themselves", request: { query: z.strictObject(paging) }, responses: { 200: json(ScheduleList, "By id"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(reportSchedules, { limit, ...optional({ after }) });
      return c.json({ items: page.items.map((item) => scheduleView(item.body)), ...optional({ next: page.next }) }, 200);
    },
  );
  routes.openapi(
    createRoute({ ...write, method: "post", path: "/report-schedules", summary: "Have a report made every day, week or month", request: { body: body(ScheduleRequest) }, responses: { 201: json(ScheduleView, "Made at nextAt for the first time"), ...problems } }),
    async (c) => c.json(scheduleView(await reports.create(draftOf(c.req.valid("json")), actorOf(c)).catch(wrong)), 201),
  );
  routes.openapi(
    createRoute({ ...read, method: "get", path: "/report-schedules/{id}", summary: "One schedule", request: { params: byId }, responses: { 200: json(ScheduleView, "The schedule"), ...problems } }),
    async (c) => c.json(scheduleView(existing("report schedule", c.req.valid("param").id, await store.get(reportSchedules, c.req.valid("param").id))), 200),
  );
  routes.openapi(
    createRoute({ ...write, method: "patch", path: "/report-schedules/{id}", summary: "Change, pause or resume it", request: { params: byId, body: body(ScheduleChange) }, responses: { 200: json(ScheduleView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const before = existing("report schedule", id, await store.get(reportSchedules, id));
      const { state, ...change } = c.req.valid("json");
      const draft = draftOf({ ...scheduleRequest(before), ...optional(change) });
      return c.json(scheduleView(existing("report schedule", id, await reports.change(id, { ...draft, ...(change.rhythm === undefined ? { rhythm: before.rhythm } : {}), ...optional({ state }) }).catch(wrong))), 200);
    },
  );
  routes.openapi(
    createRoute({ ...write, method: "delete", path: "/report-schedules/{id}", summary: "Remove it with its runs and their files", request: { params: byId }, responses: { 200: json(z.object({ removed: z.literal(true) }), "Removed"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      if (!(await reports.remove(id))) throw notFound("report schedule", id);
      return c.json({ removed: true as const }, 200);
    },
  );
  routes.openapi(
    createRoute({ ...write, method: "post", path: "/report-schedules/{id}/run", summary: "Make it now, for the last whole day, week or month", request: { params: byId }, responses: { 202: json(ReportRunView, "It waits for its turn"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(runView(existing("report schedule", id, await reports.runNow(id, actorOf(c)))), 202);
    },
  );

  routes.openapi(
    createRoute({ ...read, method: "get", path: "/report-runs", summary: "Runs of all schedules or of one, latest first", request: { query: z.strictObject({ ...paging, schedule: z.string().max(255).optional() }) }, responses: { 200: json(RunList, "Runs"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after, schedule } = c.req.valid("query");
      const page = await store.find(reportRuns, { ...(schedule === undefined ? { index: "byTime" } : { index: "bySchedule", prefix: [schedule] }), reverse: true, limit, ...optional({ after }) });
      return c.json({ items: page.items.map((item) => runView(item.body)), ...optional({ next: page.next }) }, 200);
    },
  );
  routes.openapi(
    createRoute({ ...read, method: "get", path: "/report-runs/{id}", summary: "One run", request: { params: byId }, responses: { 200: json(ReportRunView, "How far it is"), ...problems } }),
    async (c) => c.json(runView(await existingRun(c.req.valid("param").id)), 200),
  );
  routes.openapi(
    createRoute({ ...write, method: "post", path: "/report-runs/{id}/cancel", summary: "End a run that waits or goes on", request: { params: byId }, responses: { 200: json(ReportRunView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      return c.json(runView(existing("report run", id, await reports.cancel(id, actorOf(c)))), 200);
    },
  );
  routes.openapi(
    createRoute({ ...read, method: "get", path: "/report-runs/{id}/file", summary: "What it came to", request: { params: byId }, responses: { 200: { description: "CSV or PDF", content: { "application/octet-stream": { schema: z.string().openapi({ format: "binary" }) } } }, ...problems } }),
    async (c) => sendFile(c, await existingRun(c.req.valid("param").id)),
  );

  return routes;

  async function existingRun(id: string): Promise<ReportRun> {
    return existing("report run", id, await store.get(reportRuns, id));
  }

  function sendFile(c: Context, run: ReportRun): Response {
    const { file, state } = run;
    if (file === undefined || state !== "done") throw conflict(`The run is ${state}; there is a file once it is done.`);
    const pieces = reports.file(store, run);
    c.header("content-type", file.type);
    c.header("content-disposition", `attachment; filename="${file.name}"`);
    return c.body(new ReadableStream<Uint8Array>({
      async pull(controller) {
        const { value, done } = await pieces.next();
        if (done === true) controller.close();
        else controller.enqueue(new Uint8Array(Buffer.from(value, file.encoding)));
      },
      cancel: async () => void (await pieces.return(undefined)),
    }));
  }
}

function existing<Thing>(what: string, id: string, thing: Thing | undefined): Thing {
  if (thing === undefined) throw notFound(what, id);
  return thing;
}

function wrong(error: unknown): never {
  if (isCpoError(error, "kernel.time-zone")) throw invalid("rhythm.timeZone", "must be the name of a time zone like Europe/Amsterdam");
  if (!isCpoError(error, "billing.report")) throw error;
  const field = String(error.values["field"]);
  throw invalid(["hour", "weekday", "day"].includes(field) ? `rhythm.${field}` : field, error.message.slice(field.length + 1, -1));
}

function draftOf({ name, report, format, language, location, rhythm, recipients }: z.output<typeof ScheduleRequest>): ScheduleDraft {
  const { every, timeZone, hour, ...days } = rhythm;
  return { name, report, format, recipients, options: { ...optional({ language, location }) }, rhythm: { every, timeZone, hour, ...optional(days) } };
}

function scheduleRequest({ name, report, format, options: { language, location }, rhythm, recipients }: ReportSchedule): z.output<typeof ScheduleRequest> {
  return { name, report: ReportName.parse(report), format: format === "pdf" ? "pdf" : "csv", rhythm: { ...rhythm }, recipients: [...recipients], ...optional({ location, language: language === "de" || language === "en" ? language : undefined }) };
}

function scheduleView(schedule: ReportSchedule): ScheduleView {
  const { id, state, nextAt, createdBy, createdAt } = schedule;
  return { ...scheduleRequest(schedule), id, state, nextAt: instantText(nextAt), createdBy, createdAt: instantText(createdAt) };
}

function runView({ id, schedule, name, report, span, state, queuedAt, startedAt, endedAt, by, attempts, progress, cancelledBy, mailed, file, problem }: ReportRun): ReportRunView {
  return {
    id, scheduleId: schedule, name, report, period: span.name, state, queuedAt: instantText(queuedAt), attempts, mailed: [...mailed],
    ...optional({
      by, cancelledBy, problem, done: progress?.done, total: progress?.total, startedAt: startedAt === undefined ? undefined : instantText(startedAt), endedAt: endedAt === undefined ? undefined : instantText(endedAt),
      file: file === undefined || state !== "done" ? undefined : { name: file.name, type: file.type },
    }),
  };
}
