import { isCpoError, silentLogger } from "@cpokit/kernel";
import type { Billing, BillingOptions } from "./billing.ts";
import { cdrs } from "./cdr-record.ts";
import { findCdrs } from "./cdr-query.ts";
import { freezeTariff, tariffFor, versionOf } from "./frozen-tariff.ts";
import { checkParty, createRater } from "./rate-session.ts";
import { remainingOf } from "./remaining.ts";
import { createSettling } from "./settle-session.ts";
import { assignTariff } from "./tariff-assignment.ts";
import { publishTariff } from "./tariff-catalogue.ts";
import { createTariffApprovals } from "./tariff-proposal.ts";

/** Makes the billing of one tenant. @throws `billing.party` */
export function createBilling(options: BillingOptions): Billing {
  const { clock, ids, sessions, approval = "none", logger = silentLogger } = options;
  checkParty(options.party);
  const rater = createRater();
  const approvals = createTariffApprovals({ clock, ids, policy: approval });

  return {
    ...createSettling(options, rater),
    publishTariff: async (unit, draft) =>
      approval === "none" ? publishTariff(unit, draft, clock) : { outcome: "refused", problems: [{ code: "APPROVAL_REQUIRED", pointer: "" }] },
    proposeTariff: approvals.propose,
    approveTariff: approvals.approve,
    rejectTariff: approvals.reject,
    assignTariff: (unit, draft) => assignTariff(unit, draft, ids),
    tariffFor,
    freezeTariff,

    async quote(reader, context, quoteOptions) {
      const version = await tariffFor(reader, context);
      return version === undefined ? undefined : { version, quote: rater.quote(version, { ...quoteOptions, start: context.at }) };
    },

    async runningCost(reader, id) {
      const billable = await sessions.load(reader, id);
      if (billable === undefined) return undefined;
      const version = await versionOf(reader, billable);
      if (version === undefined) return undefined;
      try {
        return rater.running(billable, version, billable.session.endAt ?? billable.session.lastEvidenceAt);
      } catch (error) {
        // It is asked for while a message is recorded: what cannot be priced yet (no EVSE known, so no time zone) must not refuse that message.
        if (!isCpoError(error) || !error.code.startsWith("tariffs.")) throw error;
        logger.debug({ session: id, reason: error.message }, "a running session cannot be priced yet");
        return undefined;
      }
    },

    async remaining(reader, id, prepaid, remainingOptions) {
      const billable = await sessions.load(reader, id);
      if (billable === undefined) return undefined;
      const version = await versionOf(reader, billable);
      return version === undefined ? undefined : remainingOf(billable, version, prepaid, rater, clock.now(), remainingOptions);
    },

    cdr: (reader, id) => reader.get(cdrs, id),
    cdrs: findCdrs,
  };
}
