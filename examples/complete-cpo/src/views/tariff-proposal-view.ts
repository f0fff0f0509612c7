import type { TariffProposal } from "@cpokit/billing";
import type { Instant } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import type { TariffProposalView } from "../wire/tariff-proposal.ts";
import { checkTariff } from "./tariff-view.ts";
import type { Language } from "./words.ts";

export function proposalView({ id, draft, state, proposedBy, proposedAt, approvals, rejection, version }: TariffProposal, now: Instant, language: Language): TariffProposalView {
  return {
    id, state, proposedBy,
    tariffId: draft.tariffId, name: draft.name, ocpiVersion: draft.ocpiVersion, tariff: { ...draft.tariff },
    ...(draft.validFrom === undefined ? {} : { validFrom: instantText(draft.validFrom) }),
    proposedAt: instantText(proposedAt),
    approvals: approvals.map(({ actor, at }) => ({ actor, at: instantText(at) })),
    ...(rejection === undefined ? {} : { rejection: { ...rejection, at: instantText(rejection.at) } }),
    ...(version === undefined ? {} : { version }),
    ...checkTariff(draft.tariff, draft.ocpiVersion, now, language),
  };
}
