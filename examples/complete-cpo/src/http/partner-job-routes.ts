import type { Peer } from "@cpokit/ocpi";
import type { Cpo } from "../cpo.ts";
import { conformanceReports, MODULES, type PartnerModule, type PartnerWork } from "../roaming/partner-jobs.ts";
import { optional } from "../views/optional.ts";
import { conformanceView, partnerJobView } from "../views/partner-view.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { ConformanceView, ObjectModule, PartnerJobView } from "../wire/partner.ts";
import { ApiError, notFound } from "./errors.ts";
import { connectedPartner, existingPartner } from "./partner-routes.ts";
import { actorOf } from "./principal.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Partners"];
const begun = { 202: json(PartnerJobView, "Begun; how far it is comes by /partner-jobs/{id} and as live events"), ...problems };

/** What takes long with a partner: begun by a request, seen while it runs, ended on request. */
export function partnerJobRoutes({ store, roaming }: Cpo) {
  const routes = createRoutes();
  const { jobs } = roaming;

  routes.openapi(
    createRoute({ method: "post", path: "/partners/{id}/conformance", permission: "roaming:write", tags, summary: "Try the partner's endpoint against the rules; reads only, unless `write`", request: { params: byId, body: body(z.strictObject({ write: z.boolean().optional() })) }, responses: begun }),
    async (c) => c.json(await begin(c.req.valid("param").id, actorOf(c), () => ({ kind: "conformance", write: c.req.valid("json").write === true })), 202),
  );
  routes.openapi(
    createRoute({ method: "get", path: "/partners/{id}/conformance", permission: "roaming:read", tags, summary: "The last report", request: { params: byId }, responses: { 200: json(z.object({ report: ConformanceView.optional() }), "The report; absent before the first test"), ...problems } }),
    async (c) => {
      const { id } = await existingPartner(store, c.req.valid("param").id);
      const known = await store.get(conformanceReports, id);
      return c.json(known === undefined ? {} : { report: conformanceView(known.report, known.at) }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/partners/{id}/resync", permission: "roaming:write", tags, summary: "Tell the partner everything again", request: { params: byId }, responses: begun }),
    async (c) => c.json(await begin(c.req.valid("param").id, actorOf(c), () => ({ kind: "push" })), 202),
  );
  const full = body(z.strictObject({ full: z.boolean().optional() }));
  routes.openapi(
    createRoute({ method: "post", path: "/partners/{id}/pull", permission: "roaming:write", tags, summary: "Fetch what changed in every module that the partner offers; with `full` everything", request: { params: byId, body: full }, responses: begun }),
    async (c) => c.json(await begin(c.req.valid("param").id, actorOf(c), (peer) => ({ kind: "pull", full: c.req.valid("json").full === true, modules: offered(peer) })), 202),
  );
  routes.openapi(
    createRoute({ method: "post", path: "/partners/{id}/objects/{module}/pull", permission: "roaming:write", tags, summary: "Fetch what changed at the partner; with `full` everything", request: { params: byId.extend({ module: ObjectModule.openapi({ param: { name: "module", in: "path" } }) }), body: full }, responses: begun }),
    async (c) => {
      const { id, module } = c.req.valid("param");
      return c.json(await begin(id, actorOf(c), () => ({ kind: "pull", full: c.req.valid("json").full === true, modules: [module] })), 202);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/partner-jobs", permission: "roaming:read", tags, summary: "Long work with partners, latest first", request: { query: z.strictObject({ ...paging, partner: z.string().max(255).optional() }) }, responses: { 200: json(pageOf(PartnerJobView), "Jobs; the latest fifty of each partner are kept"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after, partner } = c.req.valid("query");
      const page = await jobs.list({ about: partner, limit, after });
      return c.json({ items: page.items.map((item) => partnerJobView(item.body)), ...optional({ next: page.next }) }, 200);
    },
  );
  routes.openapi(
    createRoute({ method: "get", path: "/partner-jobs/{id}", permission: "roaming:read", tags, summary: "How far a job is, and what came of it", request: { params: byId }, responses: { 200: json(PartnerJobView, "The job"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const job = await jobs.get(id);
      if (job === undefined) throw notFound("job", id);
      return c.json(partnerJobView(job), 200);
    },
  );
  routes.openapi(
    createRoute({ method: "post", path: "/partner-jobs/{id}/cancel", permission: "roaming:write", tags, summary: "End a job that runs; what it did stays", request: { params: byId }, responses: { 200: json(PartnerJobView, "As it is now"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const job = await jobs.cancel(id, actorOf(c));
      if (job === undefined) throw notFound("job", id);
      return c.json(partnerJobView(job), 200);
    },
  );

  return routes;

  async function begin(partner: string, by: string, workFor: (peer: Peer) => PartnerWork): Promise<PartnerJobView> {
    const peer = await connectedPartner(store, partner);
    const work = workFor(peer);
    const { outcome, job } = await jobs.begin({ about: peer.id, topic: work.kind, work, by });
    if (outcome === "busy") throw new ApiError(409, { code: "job-running", message: `The same runs already, begun by ${job.by}. Wait for it, or cancel it: POST /api/v1/partner-jobs/${job.id}/cancel.`, values: { by: job.by } });
    return partnerJobView(job);
  }
}

/** The modules that a partner answers for; 2.1.1 does not tell roles. */
function offered({ endpoints }: Peer): PartnerModule[] {
  return (Object.keys(MODULES) as PartnerModule[]).filter((module) => endpoints.some((endpoint) => endpoint.module === module && endpoint.role !== "RECEIVER"));
}
