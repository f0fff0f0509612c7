import type { Voucher, VoucherGrant, VoucherWorth } from "@cpokit/billing";
import { compareDecimals, decimal, formatDecimal, multiplyDecimals, ZERO } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import type { Rewards } from "../drivers/rewards.ts";
import type { RewardsView, VoucherView } from "../wire/voucher.ts";
import { optional } from "./optional.ts";

export function voucherView({ code, name, worth, validFrom, validUntil, uses, used, withdrawn, createdAt }: Voucher): VoucherView {
  return {
    id: code, name, uses, used, withdrawn: withdrawn === true, createdAt: instantText(createdAt), ...worthOf(worth),
    ...optional({ validFrom: validFrom === undefined ? undefined : instantText(validFrom), validUntil: validUntil === undefined ? undefined : instantText(validUntil) }),
  };
}

function worthOf(worth: VoucherWorth): Pick<VoucherView, "amount" | "percent" | "sessions"> {
  return worth.kind === "amount" ? { amount: { amount: worth.amount, currency: worth.currency } } : { percent: worth.percent, sessions: worth.sessions };
}

/** Points and vouchers of an account. */
export async function rewardsView(reader: Reader, rewards: Rewards, customer: string): Promise<RewardsView> {
  const rules = await rewards.rules(reader);
  const history = await rewards.loyalty.history(reader, customer, { limit: 20 });
  const grants = await rewards.vouchers.grants(reader, customer);
  const points = await rewards.loyalty.balance(reader, customer);
  return {
    points, ...(rules?.active === true && points > 0 ? { pointsWorth: { amount: formatDecimal(multiplyDecimals(decimal(rules.pointValue), decimal(points))), currency: rules.currency } } : {}), ...(rules?.active === true ? { pointValue: { amount: rules.pointValue, currency: rules.currency } } : {}),
    entries: history.items.filter(({ body }) => body.points !== 0).map(({ body: { id, kind, points, balance, at } }) => ({ id, kind, points, balance, at: instantText(at) })),
    vouchers: grants.filter(({ left }) => compareDecimals(decimal(left), ZERO) > 0).map(grantView),
  };
}

function grantView({ id, name, worth, left, validUntil }: VoucherGrant): RewardsView["vouchers"][number] {
  return {
    id, name, ...(worth.kind === "amount" ? { left: { amount: left, currency: worth.currency } } : { percent: worth.percent, sessionsLeft: Number(left) }),
    ...(validUntil === undefined ? {} : { validUntil: instantText(validUntil) }),
  };
}
