import { compareDecimals, CpoError, decimal, multiplyDecimals, roundDecimal, type Clock, type Instant } from "@cpokit/kernel";
import type { Outbox, Page, Reader, Unit } from "@cpokit/storage";
import { cdrs, type CdrRecord } from "../cdr-record.ts";
import { loyaltyBalances, loyaltyEntries, type LoyaltyEntry } from "./loyalty-entry.ts";

export interface LoyaltyOptions {
  readonly clock: Clock;
  /** What a CDR earns: whole points, 0 or more; `pointsFor` writes the usual rules. */
  readonly points: (cdr: CdrRecord, reader: Reader) => number | Promise<number>;
  /** Who collects; the customer when absent, drivers only. */
  readonly member?: (cdr: CdrRecord) => string | undefined;
}

export type RedeemOutcome = { readonly outcome: "done"; readonly entry: LoyaltyEntry } | { readonly outcome: "refused"; readonly reason: string };

/** Points for charging (scope row 24): earned by CDRs, reversed by their credits, redeemed once. */
export interface Loyalty {
  /** Posts what a CDR earns, once; a credit takes back exactly what its original earned, even if that is spent. `undefined` when nobody collects. */
  record(unit: Unit, cdr: string): Promise<LoyaltyEntry | undefined>;
  /** Spends points, once for its id. @throws `billing.points` for an amount that is no whole number above 0 */
  redeem(unit: Unit, redemption: { readonly id: string; readonly member: string; readonly points: number; readonly reason: string }): Promise<RedeemOutcome>;
  /** Below 0 when spent points were taken back. */
  balance(reader: Reader, member: string): Promise<number>;
  /** Newest first. */
  history(reader: Reader, member: string, page?: { readonly from?: Instant; readonly to?: Instant; readonly limit?: number; readonly after?: string }): Promise<Page<LoyaltyEntry>>;
  /** Lets the outbox record every CDR in the order of its session. Returns a stop function. */
  deliver(outbox: Outbox): Promise<() => Promise<void>>;
}

export function createLoyalty({ clock, points, member = driverOnly }: LoyaltyOptions): Loyalty {
  async function post(unit: Unit, draft: Omit<LoyaltyEntry, "balance" | "at">): Promise<LoyaltyEntry> {
    const balance = ((await unit.get(loyaltyBalances, draft.member))?.points ?? 0) + draft.points;
    const entry: LoyaltyEntry = { ...draft, balance, at: clock.now() };
    unit.put(loyaltyEntries, entry.id, entry);
    unit.put(loyaltyBalances, draft.member, { points: balance });
    return entry;
  }

  const self: Loyalty = {
    async record(unit, id) {
      const known = await unit.get(loyaltyEntries, id);
      if (known !== undefined) return known;
      const cdr = await unit.get(cdrs, id);
      if (cdr?.creditOf !== undefined) {
        const original = await self.record(unit, cdr.creditOf);
        return original === undefined ? undefined : post(unit, { id, member: original.member, kind: "reversed", points: 0 - original.points, cdr: id });
      }
      const collector = cdr === undefined ? undefined : member(cdr);
      return cdr === undefined || collector === undefined ? undefined : post(unit, { id, member: collector, kind: "earned", points: await points(cdr, unit), cdr: id });
    },

    async redeem(unit, { id, member: who, points: amount, reason }) {
      if (!Number.isSafeInteger(amount) || amount <= 0) throw new CpoError("billing.points", `${amount} points cannot be redeemed; give a whole number above 0.`, { points: amount });
      const known = await unit.get(loyaltyEntries, id);
      if (known !== undefined) {
        return known.member === who && known.points === -amount ? { outcome: "done", entry: known } : { outcome: "refused", reason: `${id} stands for something else already.` };
      }
      const balance = (await unit.get(loyaltyBalances, who))?.points ?? 0;
      if (balance < amount) return { outcome: "refused", reason: `There are ${balance} points, and ${amount} were asked for.` };
      return { outcome: "done", entry: await post(unit, { id, member: who, kind: "redeemed", points: -amount, reason }) };
    },

    balance: async (reader, who) => (await reader.get(loyaltyBalances, who))?.points ?? 0,

    history: (reader, who, { from, to, limit, after } = {}) =>
      reader.find(loyaltyEntries, {
        index: "byMember", prefix: [who], reverse: true, ...(from === undefined ? {} : { from: [who, from] }), ...(to === undefined ? {} : { to: [who, to] }),
        ...(limit === undefined ? {} : { limit }), ...(after === undefined ? {} : { after }),
      }),

    deliver: (outbox) => outbox.deliver("loyalty", "cdr.issued", async ({ payload }, unit) => void (await self.record(unit, (payload as { readonly cdr: string }).cdr))),
  };
  return self;
}

/** Whole points for energy and for money without tax; parts of a point are lost, never rounded up. */
export function pointsFor(rule: { readonly perKwh?: string; readonly perUnit?: string }): (cdr: CdrRecord) => number {
  return ({ energy, total }) => whole(energy, rule.perKwh) + whole(total.excl, rule.perUnit);
}

function whole(amount: string, rate = "0"): number {
  const points = multiplyDecimals(decimal(amount), decimal(rate));
  return compareDecimals(points, decimal(0)) <= 0 ? 0 : Number(roundDecimal(points, 0, "down").units);
}

function driverOnly({ customer }: CdrRecord): string | undefined {
  return customer?.startsWith("driver/") === true ? customer : undefined;
}
