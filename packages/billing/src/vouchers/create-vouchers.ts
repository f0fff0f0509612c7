import { CpoError, type Clock } from "@cpokit/kernel";
import type { Outbox, Reader, Unit } from "@cpokit/storage";
import { compare, sum } from "../amounts.ts";
import { cdrs, type CdrRecord } from "../cdr-record.ts";
import type { Invoices } from "../invoices/create-invoices.ts";
import type { Charge } from "../invoices/open-item.ts";
import { payments, sessionPayments } from "../payments/payment.ts";
import { reversedCharge } from "../subscriptions/plan-charge.ts";
import { plannedCdrs } from "../subscriptions/subscription.ts";
import { applyGrants } from "./apply-grants.ts";
import { voucherAccounts, voucheredCdrs, voucherUses, vouchers, type Voucher, type VoucherGrant, type VoucherWorth } from "./voucher.ts";

export interface VouchersOptions {
  readonly clock: Clock;
  /** Where charges go. */
  readonly invoices: Pick<Invoices, "charge">;
  /** Applies the plan of the customer to a CDR, once; vouchers come after it. */
  readonly subscriptions?: { record(unit: Unit, cdr: string): Promise<void> };
}

export type RedeemVoucherOutcome =
  | { readonly outcome: "done"; readonly grant: VoucherGrant }
  | { readonly outcome: "refused"; readonly code: "unknown" | "not-now" | "used-up" | "already"; readonly reason: string };

/** Vouchers: amounts and per cents off, for accounts and for single payments; every cent once. */
export interface Vouchers {
  /** Writes a voucher. @throws `billing.voucher` when the code is taken */
  issue(unit: Unit, draft: Omit<Voucher, "used" | "createdAt" | "withdrawn">): Promise<Voucher>;
  /** Gives a customer what a code is worth, once for each customer. */
  redeem(unit: Unit, request: { readonly code: string; readonly customer: string }): Promise<RedeemVoucherOutcome>;
  /** Gives a customer something without a code, once for its id. */
  grant(unit: Unit, gift: { readonly id: string; readonly customer: string; readonly name: string; readonly worth: VoucherWorth }): Promise<VoucherGrant>;
  /** What a customer has of vouchers, also what is used up. */
  grants(reader: Reader, customer: string): Promise<readonly VoucherGrant[]>;
  /** Gives a code back whose payment came to nothing. */
  giveBack(unit: Unit, customer: string): Promise<void>;
  /** What vouchers do to a CDR, once: as a charge on the account, or beside a CDR that a payment pays. A credit gives back what its original took. */
  record(unit: Unit, cdr: string): Promise<Charge | undefined>;
  /** Lets the outbox record every CDR in the order of its session. Returns a stop function. */
  deliver(outbox: Outbox): Promise<() => Promise<void>>;
}

/** As vouchers are looked up: blanks cut, in capitals. */
export function foldCode(code: string): string {
  return code.replaceAll(/\s/g, "").toUpperCase();
}

export function createVouchers({ clock, invoices, subscriptions }: VouchersOptions): Vouchers {
  async function add(unit: Unit, customer: string, grant: VoucherGrant): Promise<VoucherGrant> {
    const account = await unit.get(voucherAccounts, customer);
    const known = account?.grants.find(({ id }) => id === grant.id);
    if (known !== undefined) return known;
    unit.put(voucherAccounts, customer, { grants: [...(account?.grants ?? []), grant] });
    return grant;
  }

  /** The account of a CDR, or the payment that pays it. */
  async function customerOf(unit: Unit, record: CdrRecord): Promise<{ readonly customer: string; readonly isPaid: boolean } | undefined> {
    const paidBy = await unit.get(sessionPayments, record.session);
    const payment = paidBy === undefined ? undefined : await unit.get(payments, paidBy.payment);
    if (payment !== undefined && payment.state !== "declined") return { customer: `payment/${payment.id}`, isPaid: true };
    return record.customer === undefined || record.homeCharging === true ? undefined : { customer: record.customer, isPaid: false };
  }

  async function takeBack(unit: Unit, record: CdrRecord, original: string): Promise<Charge | undefined> {
    await self.record(unit, original);
    const known = await unit.get(voucheredCdrs, original);
    if (known?.charge === undefined) return undefined;
    const account = await unit.get(voucherAccounts, known.customer);
    if (account !== undefined) {
      const back = (id: string): string => sum("0", ...known.taken.filter(({ grant }) => grant === id).map(({ amount }) => amount));
      unit.put(voucherAccounts, known.customer, { grants: account.grants.map((grant) => ({ ...grant, left: sum(grant.left, back(grant.id)) })) });
    }
    return reversedCharge(known.charge, record.id);
  }

  async function apply(unit: Unit, record: CdrRecord, customer: string): Promise<Pick<ReturnType<typeof applyGrants>, "taken" | "charge">> {
    const account = await unit.get(voucherAccounts, customer);
    if (account === undefined || record.kind === "credit") return { taken: [] };
    const { grants, taken, charge } = applyGrants(record, (await unit.get(plannedCdrs, record.id))?.charge, account.grants);
    if (charge !== undefined) unit.put(voucherAccounts, customer, { grants });
    return { taken, ...(charge === undefined ? {} : { charge }) };
  }

  const self: Vouchers = {
    async issue(unit, draft) {
      const code = foldCode(draft.code);
      if ((await unit.get(vouchers, code)) !== undefined) throw new CpoError("billing.voucher", `There is a voucher ${code} already; choose another code.`, { code });
      const voucher: Voucher = { ...draft, code, used: 0, createdAt: clock.now() };
      unit.put(vouchers, code, voucher);
      return voucher;
    },

    async redeem(unit, { code: given, customer }) {
      const code = foldCode(given);
      const voucher = await unit.get(vouchers, code);
      const now = clock.now();
      if (voucher === undefined || voucher.withdrawn === true) return { outcome: "refused", code: "unknown", reason: "There is no such voucher." };
      if ((voucher.validFrom ?? 0) > now || (voucher.validUntil ?? Infinity) <= now) return { outcome: "refused", code: "not-now", reason: "This voucher is not valid now." };
      const use = `${code}/${customer}`;
      if ((await unit.get(voucherUses, use)) !== undefined) return { outcome: "refused", code: "already", reason: "You have redeemed this voucher already." };
      if (voucher.used >= voucher.uses) return { outcome: "refused", code: "used-up", reason: "This voucher was redeemed as often as it may be." };
      unit.put(vouchers, code, { ...voucher, used: voucher.used + 1 });
      unit.put(voucherUses, use, { code, customer, at: now });
      const { name, worth, validUntil } = voucher;
      const grant = await add(unit, customer, { id: code, code, name, worth, left: leftOf(worth), ...(validUntil === undefined ? {} : { validUntil }) });
      return { outcome: "done", grant };
    },

    grant: (unit, { id, customer, name, worth }) => add(unit, customer, { id, name, worth, left: leftOf(worth) }),

    grants: async (reader, customer) => (await reader.get(voucherAccounts, customer))?.grants ?? [],

    async giveBack(unit, customer) {
      for (const { code } of (await unit.get(voucherAccounts, customer))?.grants ?? []) {
        const voucher = code === undefined ? undefined : await unit.get(vouchers, code);
        if (voucher === undefined) continue;
        unit.put(vouchers, voucher.code, { ...voucher, used: voucher.used - 1 });
        unit.delete(voucherUses, `${voucher.code}/${customer}`);
      }
      unit.delete(voucherAccounts, customer);
    },

    async record(unit, id) {
      const known = await unit.get(voucheredCdrs, id);
      if (known !== undefined) return known.charge;
      const record = await unit.get(cdrs, id);
      const whose = record === undefined ? undefined : await customerOf(unit, record);
      if (record === undefined || whose === undefined) return undefined;
      await subscriptions?.record(unit, id);
      const { customer, isPaid } = whose;
      const { taken, charge } = record.creditOf === undefined ? await apply(unit, record, customer) : { taken: [], charge: await takeBack(unit, record, record.creditOf) };
      unit.put(voucheredCdrs, id, { customer, taken, ...(charge === undefined ? {} : { charge }) });
      if (charge !== undefined && !isPaid) await invoices.charge(unit, { id: `voucher/${id}`, customer, currency: record.currency, at: record.end, charge });
      return charge;
    },

    deliver: (outbox) => outbox.deliver("vouchers", "cdr.issued", async ({ payload }, unit) => void (await self.record(unit, (payload as { readonly cdr: string }).cdr))),
  };
  return self;
}

function leftOf(worth: VoucherWorth): string {
  if (worth.kind === "percent") return String(worth.sessions);
  if (compare(worth.amount, "0") <= 0) throw new CpoError("billing.voucher", `A voucher of ${worth.amount} is worth nothing; give an amount above 0.`, { amount: worth.amount });
  return worth.amount;
}
