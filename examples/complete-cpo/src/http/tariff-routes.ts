import { tariffAssignments, tariffVersions, type AssignmentTarget } from "@cpokit/billing";
import { parseInstant, type Instant } from "@cpokit/kernel";
import { instantText, type TariffVersion } from "@cpokit/model";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { createDirectory } from "../views/directory.ts";
import { proposalView } from "../views/tariff-proposal-view.ts";
import { assignmentView, checkTariff, tariffVersionView } from "../views/tariff-view.ts";
import { pageOf } from "../wire/common.ts";
import { TariffAssignmentView, TariffCheckView, TariffDraftView, TariffVersionView, TariffView } from "../wire/tariff.ts";
import { TariffProposalView } from "../wire/tariff-proposal.ts";
import { ApiError, invalid, notFound } from "./errors.ts";
import { pageOfKnown, placePaging } from "./lists.ts";
import { actorOf } from "./principal.ts";
import { languageOf } from "./language.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";
import { publishedIn, told } from "./tariff-approval-routes.ts";

const Target = z
  .discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("tenant") }),
    z.strictObject({ kind: z.literal("location"), location: z.string().min(1).max(36) }),
    z.strictObject({ kind: z.literal("evse"), evse: z.string().min(1).max(36) }),
    z.strictObject({ kind: z.literal("connector"), evse: z.string().min(1).max(36), connector: z.int().min(1) }),
    z.strictObject({ kind: z.literal("tokenGroup"), group: z.string().min(1).max(36) }),
    z.strictObject({ kind: z.literal("subscription"), subscription: z.string().min(1).max(36) }),
    z.strictObject({ kind: z.literal("partner"), partner: z.string().regex(/^[A-Z]{2}\*[A-Z0-9]{3}$/, "must be a country code and a party id, like DE*MSP") }),
  ])
  .openapi("TariffTarget");

const AssignmentDraft = z.strictObject({ tariffId: z.string().min(1).max(36), target: Target, priority: z.int().min(0).max(1_000).optional(), from: z.string().optional().openapi({ format: "date-time", description: "For sessions that start then or later; now when absent" }), until: z.string().optional().openapi({ format: "date-time", description: "For sessions that start before" }) }).openapi("TariffAssignmentDraft");

/** Tariffs, their versions, and where they apply. */
export function tariffRoutes(cpo: Cpo) {
  const routes = createRoutes();
  const { store, billing, clock } = cpo;

  routes.openapi(
    createRoute({ method: "get", path: "/tariffs", permission: "tariffs:read", sites: "shared", tags: ["Tariffs"], summary: "The newest version of every tariff", request: { query: z.strictObject(placePaging) }, responses: { 200: json(pageOf(TariffVersionView), "By id"), ...problems } }),
    async (c) => {
      const newest = new Map<string, TariffVersion>();
      for await (const { body: version } of store.each(tariffVersions)) {
        const known = newest.get(version.tariffId);
        if (known === undefined || known.number < version.number) newest.set(version.tariffId, version);
      }
      const { items, ...rest } = pageOfKnown([...newest.values()], c.req.valid("query"));
      return c.json({ items: items.map((version) => tariffVersionView(version, clock.now(), languageOf(c))), ...rest }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/tariffs/check", permission: "tariffs:read", sites: "shared", tags: ["Tariffs"], summary: "Check a tariff without publishing it", request: { body: body(TariffDraftView) }, responses: { 200: json(TariffCheckView, "What it says, and what is wrong with it"), ...problems } }),
    (c) => {
      const draft = c.req.valid("json");
      return c.json(checkTariff(ocpiObject(draft), draft.ocpiVersion, clock.now(), languageOf(c)), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/tariffs", permission: "tariffs:write", tags: ["Tariffs"], summary: "Publish a new version of a tariff, or propose it where a second person has to approve", request: { body: body(TariffDraftView) }, responses: { 201: json(TariffVersionView, "Published; a version never changes"), 202: json(TariffProposalView, "Somebody else has to approve it"), ...problems } }),
    async (c) => {
      const { tariffId, name, ocpiVersion, validFrom, ...draft } = c.req.valid("json");
      const tariff = ocpiObject({ tariffId, ...draft });
      const mistakes = checkTariff(tariff, ocpiVersion, clock.now(), languageOf(c)).findings.filter((finding) => finding.severity === "error");
      const [mistake] = mistakes;
      if (mistake !== undefined) {
        const more = mistakes.length > 1 ? ` There are ${mistakes.length - 1} more; /tariffs/check lists all.` : "";
        throw new ApiError(400, { code: mistake.code, message: `${mistake.message} ${mistake.fix}${more}`, field: `tariff${mistake.pointer}`, rule: mistake.fix });
      }
      const from = validFrom === undefined ? undefined : momentOf("validFrom", validFrom);
      const outcome = await store.transaction(async (unit) => told(unit, await billing.proposeTariff(unit, { tariffId, name, ocpiVersion, tariff, ...(from === undefined ? {} : { validFrom: from }) }, actorOf(c))));
      return outcome.outcome === "waiting" ? c.json(proposalView(outcome.proposal, clock.now(), languageOf(c)), 202) : c.json(tariffVersionView(publishedIn(outcome), clock.now(), languageOf(c)), 201);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/tariffs/{id}", permission: "tariffs:read", sites: "shared", tags: ["Tariffs"], summary: "One tariff with its versions and where it applies", request: { params: byId }, responses: { 200: json(TariffView, "The tariff"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const page = await store.find(tariffVersions, { index: "byTariff", prefix: id, limit: 1_000 });
      const versions = page.items.map((item) => item.body).sort((a, b) => b.number - a.number);
      const [newest] = versions;
      if (newest === undefined) throw notFound("tariff", id);
      const assignments = await store.find(tariffAssignments, { index: "byTariff", prefix: id, limit: 1_000 });
      const directory = createDirectory(store);
      return c.json({
        ...tariffVersionView(newest, clock.now(), languageOf(c)),
        tariff: newest.tariff,
        versions: versions.map(({ number, createdAt, validFrom }) => ({ number, createdAt: instantText(createdAt), validFrom: instantText(validFrom) })),
        assignments: await Promise.all(assignments.items.map((item) => assignmentView(item.body, directory, languageOf(c)))),
      }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/tariff-assignments", permission: "tariffs:write", tags: ["Tariffs"], summary: "Let a tariff apply somewhere", request: { body: body(AssignmentDraft) }, responses: { 201: json(TariffAssignmentView, "It applies to sessions that start from now on"), ...problems } }),
    async (c) => {
      const { tariffId, target, priority, from, until } = c.req.valid("json");
      await checkTarget(target);
      const span = { ...(from === undefined ? {} : { from: momentOf("from", from) }), ...(until === undefined ? {} : { until: momentOf("until", until) }) };
      if (span.until !== undefined && span.until <= (span.from ?? clock.now())) throw invalid("until", "must be after its beginning");
      const assignment = await store.transaction(async (unit) => {
        const known = await unit.find(tariffVersions, { index: "byTariff", prefix: tariffId, limit: 1 });
        if (known.items.length === 0) throw invalid("tariffId", `must be a tariff; there is no "${tariffId}"`);
        unit.publish({ topic: "tariff.changed", key: tariffId, payload: {} });
        return billing.assignTariff(unit, { tariffId, target, ...span, ...(priority === undefined ? {} : { priority }) });
      });
      return c.json(await assignmentView(assignment, createDirectory(store), languageOf(c)), 201);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/tariff-assignments/{id}", permission: "tariffs:write", tags: ["Tariffs"], summary: "Take a tariff away from a place; running sessions keep it", request: { params: byId }, responses: { 200: json(TariffAssignmentView, "As it was"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const removed = await store.transaction(async (unit) => {
        const assignment = await unit.get(tariffAssignments, id);
        if (assignment === undefined) throw notFound("tariff assignment", id);
        unit.delete(tariffAssignments, id);
        unit.publish({ topic: "tariff.changed", key: assignment.tariffId, payload: {} });
        return assignment;
      });
      return c.json(await assignmentView(removed, createDirectory(store), languageOf(c)), 200);
    },
  );

  return routes;

  async function checkTarget(target: AssignmentTarget): Promise<void> {
    if (target.kind === "location" && (await store.get(locations, target.location)) === undefined) throw invalid("target.location", `must be a location; there is no "${target.location}"`);
    if (target.kind !== "evse" && target.kind !== "connector") return;
    const page = await store.find(locations, { index: "byEvse", prefix: target.evse, limit: 1 });
    if (page.items.length === 0) throw invalid("target.evse", `must be an EVSE of a location; there is no "${target.evse}"`);
  }
}

/** The OCPI object with what the draft says already. */
function ocpiObject({ tariffId, tariff }: Pick<TariffDraftView, "tariffId" | "tariff">): Record<string, unknown> {
  return { id: tariffId, ...tariff };
}

function momentOf(field: string, text: string): Instant {
  const at = parseInstant(text);
  if (at === undefined) throw invalid(field, "must be a date-time like 2026-11-21T09:30:00Z");
  return at;
}
