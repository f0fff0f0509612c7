import { tariffProposals, type ProposalOutcome } from "@cpokit/billing";
import type { TariffVersion } from "@cpokit/model";
import type { Unit } from "@cpokit/storage";
import { THIS } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { proposalView } from "../views/tariff-proposal-view.ts";
import { tariffVersionView } from "../views/tariff-view.ts";
import { moneySettings, moneySettingsOf } from "../wiring/money.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { TariffVersionView } from "../wire/tariff.ts";
import { TariffProposalView } from "../wire/tariff-proposal.ts";
import { ApiError, notFound } from "./errors.ts";
import { actorOf } from "./principal.ts";
import { languageOf } from "./language.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const Filter = z.strictObject({ state: z.enum(["waiting", "published", "rejected"]).optional().openapi({ description: "waiting when absent" }), ...paging });
const Rejection = z.strictObject({ reason: z.string().trim().min(1).max(1_000) }).openapi("TariffRejection");
const ApprovalSetting = z.strictObject({ fourEyes: z.boolean().openapi({ description: "A version is in force only once somebody else than its author approved it" }) }).openapi("TariffApprovalSetting");

/** Versions of tariffs that wait for a second pair of eyes. */
export function tariffApprovalRoutes({ store, billing, clock }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/tariff-proposals", permission: "tariffs:read", sites: "shared", tags: ["Tariffs"], summary: "Proposed versions of tariffs, newest first", request: { query: Filter }, responses: { 200: json(pageOf(TariffProposalView), "Proposals"), ...problems } }),
    async (c) => {
      const { state = "waiting", limit = PAGE, after } = c.req.valid("query");
      const page = await store.find(tariffProposals, { index: "byState", prefix: state, reverse: true, limit, ...(after === undefined ? {} : { after }) });
      return c.json({ items: page.items.map((item) => proposalView(item.body, clock.now(), languageOf(c))), ...(page.next === undefined ? {} : { next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/tariff-proposals/{id}", permission: "tariffs:read", sites: "shared", tags: ["Tariffs"], summary: "One proposed version", request: { params: byId }, responses: { 200: json(TariffProposalView, "The proposal"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const proposal = await store.get(tariffProposals, id);
      if (proposal === undefined) throw notFound("proposal", id);
      return c.json(proposalView(proposal, clock.now(), languageOf(c)), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/tariff-proposals/{id}/approve", permission: "tariffs:write", tags: ["Tariffs"], summary: "Approve a version that somebody else proposed; it is in force from then on, or from its date", request: { params: byId }, responses: { 200: json(TariffVersionView, "Published"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const outcome = await store.transaction(async (unit) => {
        if ((await unit.get(tariffProposals, id)) === undefined) throw notFound("proposal", id);
        return told(unit, await billing.approveTariff(unit, id, actorOf(c)));
      });
      return c.json(tariffVersionView(publishedIn(outcome), clock.now(), languageOf(c)), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "post", path: "/tariff-proposals/{id}/reject", permission: "tariffs:write", tags: ["Tariffs"], summary: "Reject a proposed version, or take one's own back", request: { params: byId, body: body(Rejection) }, responses: { 200: json(TariffProposalView, "Rejected"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const outcome = await store.transaction(async (unit) => {
        if ((await unit.get(tariffProposals, id)) === undefined) throw notFound("proposal", id);
        return billing.rejectTariff(unit, id, { actor: actorOf(c), reason: c.req.valid("json").reason });
      });
      if (outcome.outcome !== "rejected") throw refusal(outcome);
      return c.json(proposalView(outcome.proposal, clock.now(), languageOf(c)), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/tariff-approval", permission: "tariffs:read", sites: "shared", tags: ["Tariffs"], summary: "Whether a second person has to approve versions of tariffs", responses: { 200: json(ApprovalSetting, "As it is set"), ...problems } }),
    async (c) => c.json({ fourEyes: (await moneySettingsOf(store)).fourEyes }, 200),
  );

  routes.openapi(
    createRoute({ method: "put", path: "/tariff-approval", permission: "settings:write", tags: ["Tariffs"], summary: "Ask for a second person, or no longer", request: { body: body(ApprovalSetting) }, responses: { 200: json(ApprovalSetting, "It holds for what is proposed from now on"), ...problems } }),
    async (c) => {
      const { fourEyes } = c.req.valid("json");
      await store.transaction(async (unit) => unit.put(moneySettings, THIS, { ...(await moneySettingsOf(unit)), fourEyes }));
      return c.json({ fourEyes }, 200);
    },
  );

  return routes;
}

/** Lets partners hear of a version that is published. */
export function told(unit: Unit, outcome: ProposalOutcome): ProposalOutcome {
  if (outcome.outcome === "published") unit.publish({ topic: "tariff.changed", key: outcome.version.tariffId, payload: {} });
  return outcome;
}

/** The version of an outcome that has one; every other is a problem of the request. */
export function publishedIn(outcome: ProposalOutcome): TariffVersion {
  if (outcome.outcome === "published") return outcome.version;
  throw refusal(outcome);
}

function refusal(outcome: ProposalOutcome): ApiError {
  if (outcome.outcome === "denied") return new ApiError(409, { code: "denied", message: outcome.reason });
  if (outcome.outcome !== "refused") return new ApiError(409, { code: outcome.outcome, message: "The proposal waits for another person." });
  const [problem] = outcome.problems;
  return new ApiError(400, { code: problem?.code ?? "invalid", message: `The tariff cannot be used: ${problem?.code} at ${problem?.pointer}.`, field: `tariff${problem?.pointer ?? ""}`, rule: problem?.code ?? "invalid" });
}
