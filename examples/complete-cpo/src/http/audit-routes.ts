import { auditEntries } from "@cpokit/csms";
import { instant, parseInstant, type Instant } from "@cpokit/kernel";
import type { Query } from "@cpokit/storage";
import type { Cpo } from "../cpo.ts";
import { auditEntryView } from "../views/access-view.ts";
import { optional } from "../views/optional.ts";
import { AuditEntryView, AuditVerdict } from "../wire/access.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { invalid } from "./errors.ts";
import { createRoute, createRoutes, json, problems, z } from "./routes.ts";

const moment = z.string().optional().openapi({ format: "date-time", example: "2026-11-21T09:30:00Z" });

const Search = z.strictObject({
  ...paging,
  actor: z.string().min(1).max(200).optional().openapi({ description: "Who did it" }),
  subject: z.string().min(1).max(400).optional().openapi({ description: "What it was done to, e.g. stations/CS-1; alone or with actor it decides the order" }),
  from: moment.openapi({ description: "At or after; not together with actor or subject" }),
  to: moment.openapi({ description: "Before; not together with actor or subject" }),
});

/** What people and programs did (I27). */
export function auditRoutes({ store, operations }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/audit", permission: "audit:read", tags: ["Audit"], summary: "Search the audit log, newest first", request: { query: Search }, responses: { 200: json(pageOf(AuditEntryView), "Entries"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after, ...search } = c.req.valid("query");
      const page = await store.find(auditEntries, { ...queryOf(search), reverse: true, limit, ...optional({ after }) });
      const { actor } = search;
      const items = page.items.map(({ body }) => body).filter((entry) => actor === undefined || entry.actor === actor);
      return c.json({ items: items.map(auditEntryView), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/audit/verify", permission: "audit:read", tags: ["Audit"], summary: "Walk the audit log and say whether it is as it was written", responses: { 200: json(AuditVerdict, "What was found"), ...problems } }),
    async (c) => c.json({ ...(await operations.audit.verify()) }, 200),
  );

  return routes;
}

function queryOf({ actor, subject, from, to }: Omit<z.output<typeof Search>, "limit" | "after">): Query {
  if (subject !== undefined) return { index: "bySubject", prefix: subject };
  if (actor !== undefined) return { index: "byActor", prefix: actor };
  return { index: "byTime", ...optional({ from: momentOf("from", from), to: momentOf("to", to) }) };
}

function momentOf(field: string, text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined;
  const at = parseInstant(text);
  if (at === undefined) throw invalid(field, "must be a date-time like 2026-11-21T09:30:00Z");
  return instant(at);
}
