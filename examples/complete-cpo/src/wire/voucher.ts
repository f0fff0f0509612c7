import { z } from "@hono/zod-openapi";
import { Moment, MoneyView } from "./common.ts";

const Amount = z.string().regex(/^\d{1,6}(\.\d{1,2})?$/, "must be an amount like 10 or 12.50");
const Percent = z.string().regex(/^(100|\d{1,2}(\.\d{1,2})?)$/, "must be per cent like 10 or 12.5");
const Points = z.int().min(1).max(10_000_000);

export const VoucherDraft = z
  .strictObject({
    code: z.string().trim().regex(/^[A-Za-z0-9-]{4,32}$/, "must be 4 to 32 letters, digits and -").openapi({ example: "WELCOME10" }), name: z.string().trim().min(1).max(120).openapi({ description: "Printed on invoices and receipts", example: "Welcome" }),
    amount: Amount.optional().openapi({ description: "Lowers what is due; this or percent" }), currency: z.string().regex(/^[A-Z]{3}$/, "must be a currency code of three letters").optional().openapi({ description: "Needed with an amount" }),
    percent: Percent.optional(), sessions: z.int().min(1).max(1_000).optional().openapi({ description: "How many charges the per cents lower; 1 when absent" }),
    validFrom: z.string().optional().openapi({ format: "date-time" }), validUntil: z.string().optional().openapi({ format: "date-time" }), uses: z.int().min(1).max(1_000_000).openapi({ description: "How many drivers may redeem it, each once" }),
  })
  .openapi("VoucherDraft");

const worth = { amount: MoneyView.optional(), percent: z.string().optional(), sessions: z.int().optional() };

export const VoucherView = z
  .object({ id: z.string().openapi({ description: "The code" }), name: z.string(), ...worth, validFrom: Moment.optional(), validUntil: Moment.optional(), uses: z.int(), used: z.int(), withdrawn: z.boolean(), createdAt: Moment })
  .openapi("Voucher");
export type VoucherView = z.infer<typeof VoucherView>;

export const LoyaltyRules = z
  .strictObject({
    perKwh: z.string().regex(/^\d{1,4}(\.\d{1,3})?$/, "must be points like 1 or 0.5").optional(), perUnit: z.string().regex(/^\d{1,4}(\.\d{1,3})?$/, "must be points like 1 or 0.5").optional().openapi({ description: "For each unit of money without tax" }),
    pointValue: z.string().regex(/^\d{1,3}(\.\d{1,4})?$/, "must be an amount like 0.01").openapi({ description: "What one point is worth when it is redeemed" }), currency: z.string().regex(/^[A-Z]{3}$/, "must be a currency code of three letters"), active: z.boolean(),
  })
  .openapi("LoyaltyRules");
export type LoyaltyRules = z.infer<typeof LoyaltyRules>;

export const RewardsView = z
  .object({
    points: z.int().openapi({ description: "Below 0 when spent points were taken back" }), pointValue: MoneyView.optional().openapi({ description: "Absent while points cannot be redeemed" }),
    pointsWorth: MoneyView.optional().openapi({ description: "What all of them are worth; absent where there are none" }),
    entries: z.array(z.object({ id: z.string(), kind: z.enum(["earned", "reversed", "redeemed"]), points: z.int(), balance: z.int(), at: Moment })).openapi({ description: "The latest" }),
    vouchers: z.array(z.object({ id: z.string(), name: z.string(), left: MoneyView.optional(), percent: z.string().optional(), sessionsLeft: z.int().optional(), validUntil: Moment.optional() })).openapi({ description: "Those with something left" }),
  })
  .openapi("Rewards");
export type RewardsView = z.infer<typeof RewardsView>;

export const RedeemCode = z.strictObject({ code: z.string().trim().min(1).max(40).openapi({ example: "WELCOME10" }) }).openapi("VoucherRedemption");
export const RedeemPoints = z.strictObject({ points: Points, id: z.string().regex(/^[\w-]{8,64}$/, "must be 8 to 64 letters, digits, - and _").openapi({ description: "Made by the page: the same request again redeems nothing more", example: "0e6f2a1c-77aa" }) }).openapi("PointsRedemption");
