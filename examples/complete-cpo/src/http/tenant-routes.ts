import { isCpoError } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import { optional } from "../views/optional.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { NewTenant, TenantChange, TenantDraft, TenantView } from "../wire/tenant.ts";
import type { Cpo } from "../cpo.ts";
import { tenantRecords, type Tenancy, type TenantRecord } from "../tenants/tenancy.ts";
import { USUAL_SETTINGS } from "../tenants/settings.ts";
import { conflict, notFound } from "./errors.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

/** The other CPOs of this process; only the main one has these routes. */
export function tenantRoutes({ store }: Cpo, tenancy: Tenancy) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/tenants", permission: "tenants:read", tags: ["Tenants"], summary: "The other CPOs of this process", request: { query: z.strictObject(paging) }, responses: { 200: json(pageOf(TenantView), "By id"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(tenantRecords, { limit, ...optional({ after }) });
      return c.json({ items: page.items.map((item) => tenantView(item.body)), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/tenants", permission: "tenants:write", tags: ["Tenants"], summary: "Make a CPO beside this one, with an operator key of its own", request: { body: body(TenantDraft) }, responses: { 201: json(NewTenant, "It runs; its key is shown this once"), ...problems } }),
    async (c) => {
      const { id, hosts = [], name, ...settings } = c.req.valid("json");
      try {
        const made = await tenancy.create({ id, hosts, settings: { ...USUAL_SETTINGS, name, ...optional(settings) } });
        return c.json({ tenant: tenantView(made.tenant), operatorKey: made.operatorKey }, 201);
      } catch (error) {
        if (isCpoError(error, "complete-cpo.tenant")) throw conflict(error.message, "id");
        if (isCpoError(error, "storage.duplicate")) throw conflict("Another CPO has one of these host names.", "hosts");
        throw error;
      }
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/tenants/{id}", permission: "tenants:read", tags: ["Tenants"], summary: "One CPO beside this one", request: { params: byId }, responses: { 200: json(TenantView, "The CPO"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const record = await store.get(tenantRecords, id);
      if (record === undefined) throw notFound("tenant", id);
      return c.json(tenantView(record), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "patch", path: "/tenants/{id}", permission: "tenants:write", tags: ["Tenants"], summary: "Change its host names, stop it or let it run again", request: { params: byId, body: body(TenantChange) }, responses: { 200: json(TenantView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      try {
        const changed = await tenancy.change(id, optional(c.req.valid("json")));
        if (changed === undefined) throw notFound("tenant", id);
        return c.json(tenantView(changed), 200);
      } catch (error) {
        if (isCpoError(error, "storage.duplicate")) throw conflict("Another CPO has one of these host names.", "hosts");
        throw error;
      }
    },
  );

  return routes;
}

function tenantView({ id, hosts, disabled = false, createdAt }: TenantRecord): TenantView {
  return { id, hosts: [...hosts], disabled, createdAt: instantText(createdAt), path: `/t/${id}/`, ocppPath: `/ocpp/${id}/<identity>` };
}
