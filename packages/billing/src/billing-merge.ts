import { compare } from "./amounts.ts";
import type { TariffVersion } from "@cpokit/model";
import { carried, mergeRule, type MergeNames, type MergePart } from "@cpokit/storage";
import { cdrLedgers, cdrs, type CdrRecord, type SealedNames } from "./cdr-record.ts";
import { frozenTariffs } from "./frozen-tariff.ts";
import { openItems } from "./invoices/open-item.ts";
import { loyaltyBalances } from "./loyalty/loyalty-entry.ts";
import { payments, refusalsOf, sessionPayments, type Payment } from "./payments/payment.ts";
import { payoutCdrs, payoutEntries } from "./payouts/payout-entry.ts";
import { voucherAccounts } from "./vouchers/voucher.ts";
import { subscriptions } from "./subscriptions/subscription.ts";
import { tariffAssignments, type AssignmentTarget } from "./tariff-assignment.ts";
import { tariffHeads, tariffVersions } from "./tariff-catalogue.ts";

/**
 * How the books are merged into another tenant (F24). A sealed CDR keeps its id, its digest, and the object that partners have; the
 * names of ours around it are replaced, and `sealedAs` keeps those that the digest covers (I11, I12). What an account owes is carried,
 * with what was paid; invoices, statements and points are numbered or counted in their own tenant and stay there.
 */
export const billingMerge: MergePart = {
  kinds: [
    { kind: "tariff", isTaken: async (reader, name) => (await reader.get(tariffHeads, name)) !== undefined },
    { kind: "assignment", isTaken: async (reader, name) => (await reader.get(tariffAssignments, name)) !== undefined },
  ],
  rules: [
    mergeRule(tariffHeads, {
      names: ({ id }) => [{ kind: "tariff", name: id }],
      carry: ({ id, body }, names) => [carried(tariffHeads, names.of("tariff", id), body)],
    }),
    mergeRule(tariffVersions, {
      carry: ({ body }, names) => {
        const version = mergedVersion(body, names);
        return [carried(tariffVersions, version.id, version)];
      },
    }),
    mergeRule(tariffAssignments, {
      names: ({ id }) => [{ kind: "assignment", name: id }],
      obstacle: ({ body: { target } }) => obstacleOf(target),
      carry: ({ id, body }, names) => {
        const own = names.of("assignment", id);
        return [carried(tariffAssignments, own, { ...body, id: own, target: mergedTarget(body.target, names), tariffId: names.of("tariff", body.tariffId) })];
      },
    }),
    mergeRule(frozenTariffs, { carry: ({ id, body }, names) => [carried(frozenTariffs, names.of("session", id), { version: versionName(body.version, names) })] }),
    mergeRule(cdrs, { carry: ({ id, body }, names) => [carried(cdrs, id, mergedCdr(body, names))] }),
    mergeRule(cdrLedgers, {
      carry: ({ id, body }, names) => {
        const session = names.of("session", id);
        return [carried(cdrLedgers, session, { ...body, session })];
      },
    }),
    mergeRule(openItems, {
      carry: ({ id, body }, names) => [
        carried(openItems, id, { ...body, customer: mergedCustomer(body.customer, names), ...(body.invoice === undefined ? {} : { invoice: `${names.from}: ${body.invoice}` }) }),
      ],
    }),
    mergeRule(payments, { obstacle: ({ body }) => obstacleInPayment(body), carry: ({ id, body }, names) => [carried(payments, id, mergedPayment(body, names))] }),
    mergeRule(sessionPayments, { carry: ({ id, body }, names) => [carried(sessionPayments, names.of("session", id), body)] }),
    mergeRule(payoutEntries, { obstacle: ({ body }) => (body.statement === undefined ? `${body.payee} is owed for CDR ${body.cdr}; issue the statement first.` : undefined) }),
    mergeRule(payoutCdrs, { carry: ({ id, body }) => [carried(payoutCdrs, id, body)] }),
    mergeRule(loyaltyBalances, { obstacle: ({ body }) => (body.points === 0 ? undefined : "The member has points, which belong to the programme of this tenant; redeem or transfer them first.") }),
    mergeRule(voucherAccounts, {
      obstacle: ({ id, body: { grants } }) => (grants.some(({ left }) => compare(left, "0") > 0) ? `${id} has vouchers of this tenant that are not used up; give their worth in the target.` : undefined),
    }),
    mergeRule(subscriptions, {
      obstacle: ({ body: { customer, contracts } }) => (contracts.some(({ until }) => until === undefined) ? `${customer} has a contract without an end; end it, and begin one in the target.` : undefined),
    }),
  ],
};

/** Money of the target's own sessions must not change because of a merge. */
function obstacleOf(target: AssignmentTarget): string | undefined {
  if (target.kind === "tenant") return "A tariff for the whole tenant would hold for the stations of the target as well; assign it to the locations instead.";
  if (target.kind === "subscription") return "Subscriptions are not carried; remove the assignment.";
  return undefined;
}

function obstacleInPayment(payment: Payment): string | undefined {
  const isOver = payment.state === "declined" || (payment.settled && payment.step === undefined && refusalsOf(payment).length === 0);
  return isOver ? undefined : `The payment is ${payment.state} and not settled; let it come to its end.`;
}

function mergedTarget(target: AssignmentTarget, names: MergeNames): AssignmentTarget {
  switch (target.kind) {
    case "location":
      return { ...target, location: names.of("location", target.location) };
    case "evse":
    case "connector":
      return { ...target, evse: names.of("evse", target.evse) };
    case "tokenGroup":
      return { ...target, group: names.of("group", target.group) };
    case "tenant":
    case "partner":
    case "subscription":
      return target;
  }
}

function mergedVersion(version: TariffVersion, names: MergeNames): TariffVersion {
  const tariffId = names.of("tariff", version.tariffId);
  return { ...version, id: `${tariffId}/${version.number}`, tariffId, tariff: { ...version.tariff, id: tariffId } };
}

/** `<tariffId>/<number>`. */
function versionName(version: string, names: MergeNames): string {
  const end = version.lastIndexOf("/");
  return names.of("tariff", version.slice(0, end)) + version.slice(end);
}

/** `driver/<token id>`, `fleet/<group>`, `partner/…`. */
function mergedCustomer(customer: string, names: MergeNames): string {
  const [, kind, rest = ""] = /^(driver|fleet)\/(.*)$/s.exec(customer) ?? [];
  if (kind === undefined) return customer;
  return `${kind}/${names.of(kind === "driver" ? "token" : "group", rest)}`;
}

function mergedCdr(record: CdrRecord, names: MergeNames): CdrRecord {
  const { session, station, evse, location, customer, tariffVersion } = record;
  const merged = {
    session: names.of("session", session),
    station: names.of("station", station),
    ...(evse === undefined ? {} : { evse: names.of("evse", evse) }),
    ...(location === undefined ? {} : { location: names.of("location", location) }),
    ...(customer === undefined ? {} : { customer: mergedCustomer(customer, names) }),
    tariffVersion: versionName(tariffVersion, names),
  };
  const before: SealedNames = { session, station, ...(evse === undefined ? {} : { evse }), ...(location === undefined ? {} : { location }), ...(customer === undefined ? {} : { customer }), tariffVersion };
  // Of a record that was merged before, the first names are those that are sealed.
  const sealedAs: SealedNames = { ...before, ...record.sealedAs };
  const isChanged = (Object.keys(sealedAs) as (keyof SealedNames)[]).some((name) => sealedAs[name] !== merged[name]);
  return { ...record, ...merged, ...(isChanged ? { sealedAs } : {}) };
}

function mergedPayment(payment: Payment, names: MergeNames): Payment {
  const { session, tariffVersion } = payment;
  return { ...payment, ...(session === undefined ? {} : { session: names.of("session", session) }), ...(tariffVersion === undefined ? {} : { tariffVersion: versionName(tariffVersion, names) }) };
}
