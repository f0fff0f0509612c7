import { CpoError, decimal, formatDecimal, multiplyDecimals, type Clock } from "@cpokit/kernel";
import { createLoyalty, createVouchers, pointsFor, type Invoices, type Loyalty, type RedeemOutcome, type Subscriptions, type Vouchers } from "@cpokit/billing";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import { THIS } from "../collections.ts";

/** What charging earns, and what points are worth; one document. */
export interface LoyaltyRules {
  /** Points a kWh. */
  readonly perKwh?: string;
  /** Points for each unit of money without tax. */
  readonly perUnit?: string;
  /** What a point is worth when it is redeemed. */
  readonly pointValue: string;
  readonly currency: string;
  readonly active: boolean;
}

export const loyaltyRules = collection<LoyaltyRules>("loyaltyRules");

/** Vouchers, and points that become vouchers. */
export interface Rewards {
  readonly vouchers: Vouchers;
  readonly loyalty: Loyalty;
  rules(reader: Reader): Promise<LoyaltyRules | undefined>;
  /** Turns points into an amount on the account, once for the id. */
  redeemPoints(unit: Unit, request: { readonly id: string; readonly customer: string; readonly points: number }): Promise<RedeemOutcome>;
}

export function createRewards({ clock, invoices, subscriptions }: { readonly clock: Clock; readonly invoices: Invoices; readonly subscriptions: Subscriptions }): Rewards {
  const vouchers = createVouchers({ clock, invoices, subscriptions });
  const rules = (reader: Reader): Promise<LoyaltyRules | undefined> => reader.get(loyaltyRules, THIS);
  const loyalty = createLoyalty({
    clock,
    async points(cdr, reader) {
      const known = await rules(reader);
      return known?.active === true ? pointsFor(known)(cdr) : 0;
    },
  });
  return {
    vouchers, loyalty, rules,
    async redeemPoints(unit, { id, customer, points }) {
      const known = await rules(unit);
      if (known?.active !== true) return { outcome: "refused", reason: "Points cannot be redeemed now." };
      const redeemed = await loyalty.redeem(unit, { id: `points/${customer}/${id}`, member: customer, points, reason: "Voucher" });
      if (redeemed.outcome === "refused") return redeemed;
      const amount = formatDecimal(multiplyDecimals(decimal(known.pointValue), decimal(points)));
      if (decimal(amount).units <= 0n) throw new CpoError("complete-cpo.points", "Points are worth nothing; set what a point is worth.");
      await vouchers.grant(unit, { id: `points/${id}`, customer, name: `${points} points`, worth: { kind: "amount", amount, currency: known.currency } });
      return redeemed;
    },
  };
}
