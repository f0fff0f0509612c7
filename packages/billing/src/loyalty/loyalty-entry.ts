import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";

/** One movement of points, in the order of its posting. Never edited: what was wrong gets an entry of its own. */
export interface LoyaltyEntry {
  /** The id of its CDR, or of the redemption. */
  readonly id: string;
  readonly member: string;
  readonly kind: "earned" | "reversed" | "redeemed";
  /** Whole points; negative when they go. */
  readonly points: number;
  /** After this entry. */
  readonly balance: number;
  readonly at: Instant;
  readonly cdr?: string;
  /** For people. */
  readonly reason?: string;
}

export const loyaltyEntries = collection<LoyaltyEntry>("loyaltyEntries", {
  indexes: { byMember: { keys: ({ member, at, id }) => [[member, at, id]] } },
});

/** One document, so that two redemptions cannot spend the same points. */
export const loyaltyBalances = collection<{ readonly points: number }>("loyaltyBalances");
