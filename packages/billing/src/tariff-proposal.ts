import { CpoError, instant, type Clock, type Ids, type Instant } from "@cpokit/kernel";
import type { TariffVersion } from "@cpokit/model";
import { collection, type Unit } from "@cpokit/storage";
import type { Finding } from "@cpokit/tariffs";
import { checkDraft, publishTariff, type TariffDraft } from "./tariff-catalogue.ts";

/** A version of a tariff that is not in force before others agreed (scope row 29). */
export interface TariffProposal {
  readonly id: string;
  readonly draft: TariffDraft;
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly state: "waiting" | "published" | "rejected";
  readonly approvals: readonly TariffApproval[];
  readonly rejection?: { readonly actor: string; readonly reason: string; readonly at: Instant };
  /** The version that it became, `<tariffId>/<number>`. */
  readonly version?: string;
}

export interface TariffApproval {
  readonly actor: string;
  readonly at: Instant;
}

/** Who must agree: nobody, one other actor than the proposer, or as the hook says. */
export type ApprovalPolicy = "none" | "fourEyes" | ApprovalHook;

/** Asked when a version is proposed and after each approval, which is then the last of the list; a refused approval is not kept. */
export type ApprovalHook = (proposal: TariffProposal) => ApprovalVerdict | Promise<ApprovalVerdict>;

export type ApprovalVerdict = "publish" | "wait" | { readonly refused: string };

export type ProposalOutcome =
  | { readonly outcome: "waiting"; readonly proposal: TariffProposal }
  | { readonly outcome: "published"; readonly proposal: TariffProposal; readonly version: TariffVersion }
  | { readonly outcome: "rejected"; readonly proposal: TariffProposal }
  /** The tariff cannot be read. */
  | { readonly outcome: "refused"; readonly problems: readonly Finding[] }
  /** This actor may not do that, or it is too late for it. */
  | { readonly outcome: "denied"; readonly reason: string };

export const tariffProposals = collection<TariffProposal>("tariffProposals", {
  indexes: {
    byState: { keys: (proposal) => [[proposal.state, proposal.proposedAt]] },
    byTariff: { keys: (proposal) => [[proposal.draft.tariffId, proposal.proposedAt]] },
  },
});

/** Draft, approved, in force: the road of a tariff version under an approval policy. */
export interface TariffApprovals {
  propose(unit: Unit, draft: TariffDraft, actor: string): Promise<ProposalOutcome>;
  approve(unit: Unit, proposal: string, actor: string): Promise<ProposalOutcome>;
  reject(unit: Unit, proposal: string, act: { readonly actor: string; readonly reason: string }): Promise<ProposalOutcome>;
}

export function createTariffApprovals(ports: { readonly clock: Clock; readonly ids: Ids; readonly policy: ApprovalPolicy }): TariffApprovals {
  const { clock, ids } = ports;
  const judge = ports.policy === "none" ? nobody : ports.policy === "fourEyes" ? anotherActor : ports.policy;

  async function judged(unit: Unit, proposal: TariffProposal, draft: TariffDraft): Promise<ProposalOutcome> {
    const verdict = await judge(proposal);
    if (typeof verdict === "object") return { outcome: "denied", reason: verdict.refused };
    if (verdict === "wait") {
      unit.put(tariffProposals, proposal.id, proposal);
      return { outcome: "waiting", proposal };
    }
    const published = await publishTariff(unit, draft, clock);
    if (published.outcome === "refused") return published;
    const done: TariffProposal = { ...proposal, state: "published", version: published.version.id };
    unit.put(tariffProposals, proposal.id, done);
    return { outcome: "published", proposal: done, version: published.version };
  }

  async function waiting(unit: Unit, id: string): Promise<TariffProposal | { readonly outcome: "denied"; readonly reason: string }> {
    const proposal = await unit.get(tariffProposals, id);
    if (proposal === undefined) return { outcome: "denied", reason: `There is no proposal ${id}.` };
    return proposal.state === "waiting" ? proposal : { outcome: "denied", reason: `The proposal was ${proposal.state} already.` };
  }

  return {
    async propose(unit, draft, actor) {
      if (actor === "") throw new CpoError("billing.actor", "A proposal needs the name of who made it.");
      const problems = checkDraft(draft);
      if (problems.length > 0) return { outcome: "refused", problems };
      const proposal: TariffProposal = { id: ids.next(), draft, proposedBy: actor, proposedAt: clock.now(), state: "waiting", approvals: [] };
      const outcome = await judged(unit, proposal, draft);
      if (outcome.outcome === "waiting") unit.publish({ topic: "tariff.proposed", key: draft.tariffId, payload: { proposal: proposal.id } });
      return outcome;
    },

    async approve(unit, id, actor) {
      const proposal = await waiting(unit, id);
      if ("outcome" in proposal) return proposal;
      if (proposal.approvals.some((approval) => approval.actor === actor)) return { outcome: "denied", reason: `${actor} approved this proposal already.` };
      const now = clock.now();
      // Nothing becomes valid for a time that has passed while it waited.
      const validFrom = instant(Math.max(proposal.draft.validFrom ?? now, now));
      return judged(unit, { ...proposal, approvals: [...proposal.approvals, { actor, at: now }] }, { ...proposal.draft, validFrom });
    },

    async reject(unit, id, { actor, reason }) {
      const proposal = await waiting(unit, id);
      if ("outcome" in proposal) return proposal;
      const rejected: TariffProposal = { ...proposal, state: "rejected", rejection: { actor, reason, at: clock.now() } };
      unit.put(tariffProposals, id, rejected);
      return { outcome: "rejected", proposal: rejected };
    },
  };
}

const nobody: ApprovalHook = () => "publish";

const anotherActor: ApprovalHook = ({ proposedBy, approvals }) => {
  const last = approvals.at(-1);
  if (last === undefined) return "wait";
  return last.actor === proposedBy ? { refused: `${proposedBy} proposed this version; another person has to approve it.` } : "publish";
};
