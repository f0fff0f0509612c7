import { decimal, divideDecimal, formatDecimal, multiplyDecimals } from "@cpokit/kernel";
import { discount } from "@cpokit/tariffs";
import { compare, difference, inMinorUnits, least, negated, sum } from "../amounts.ts";
import type { CdrRecord } from "../cdr-record.ts";
import { chargePart } from "../invoices/invoice-parts.ts";
import type { Charge, ChargeLine } from "../invoices/open-item.ts";
import { planCharge } from "../subscriptions/plan-charge.ts";
import type { VoucherGrant } from "./voucher.ts";

export interface Applied {
  readonly grants: readonly VoucherGrant[];
  readonly taken: readonly { readonly grant: string; readonly amount: string }[];
  readonly charge?: Charge;
}

/** What grants do to a CDR whose plan has done its part: the first per cent off what is left, then amounts off what is due, never more than that. */
export function applyGrants(record: CdrRecord, plan: Charge | undefined, grants: readonly VoucherGrant[]): Applied {
  const open = grants.filter(({ left, validUntil }) => compare(left, "0") > 0 && (validUntil === undefined || record.start < validUntil));
  const lines: ChargeLine[] = [];
  const taken: { readonly grant: string; readonly amount: string }[] = [];
  const names: string[] = [];
  const use = (grant: VoucherGrant, amount: string, added: readonly ChargeLine[]): void => {
    lines.push(...added);
    names.push(grant.name);
    taken.push({ grant: grant.id, amount });
  };
  const due = (): string => inMinorUnits(sum(record.total.incl ?? record.total.excl, grossOf(plan, record.currency), grossOf({ text: "", lines }, record.currency)), record.currency);

  const percent = open.find(({ worth }) => worth.kind === "percent");
  if (percent?.worth.kind === "percent" && compare(due(), "0") > 0) use(percent, "1", percentOff(record, plan, percent.worth.percent));
  for (const grant of open) {
    if (grant.worth.kind !== "amount" || grant.worth.currency !== record.currency || compare(due(), "0") <= 0) continue;
    const amount = inMinorUnits(least(grant.left, due()), record.currency);
    use(grant, amount, [{ amount: negated(amount), taxes: [] }]);
  }
  const after = grants.map((grant) => ({ ...grant, left: difference(grant.left, sum("0", ...taken.filter((each) => each.grant === grant.id).map(({ amount }) => amount))) }));
  return { grants: after, taken, ...(taken.length === 0 ? {} : { charge: { text: names.join(", "), cdr: record.id, lines } }) };
}

/** What a customer pays less because of a charge, with taxes, in minor units. */
export function grossOf(charge: Charge | undefined, currency: string): string {
  return charge === undefined ? "0" : chargePart("", charge, currency, { basis: "gross" }).payable;
}

function percentOff(record: CdrRecord, plan: Charge | undefined, percent: string): ChargeLine[] {
  const { charge } = planCharge(record, [discount({ name: "voucher", percent })], "");
  const share = (amount: string): string => formatDecimal(divideDecimal(multiplyDecimals(decimal(amount), decimal(percent)), decimal(-100), 8));
  return [...(charge?.lines ?? []), ...(plan?.lines ?? []).map(({ amount, taxes }) => ({ amount: share(amount), taxes }))];
}
