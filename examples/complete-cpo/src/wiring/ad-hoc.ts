import type { AssignmentContext, Payments, PriceOffer, Subscriptions, Vouchers } from "@cpokit/billing";
import { accessPolicyFor, accessRefusal, tokens } from "@cpokit/csms";
import { compareDecimals, decimal, hours, instant, milliseconds, minutes, seconds, wh, type Instant, type Wh } from "@cpokit/kernel";
import { TokenId, type Session, type Token } from "@cpokit/model";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { locations } from "../collections.ts";
import { customerOfDriver, type Driver } from "../drivers/documents.ts";
import type { Place } from "../views/directory.ts";
import type { MoneyPorts } from "./money.ts";

/** The charge of a driver who has no contract: paid by card, known by a secret that only this driver has. */
export interface AdHocCharge {
  readonly id: string;
  /** SHA-256 of the secret, hex. */
  readonly secretHash: string;
  /** Our EVSE uid, its station and its number there. */
  readonly evse: string;
  readonly station: string;
  readonly number: number;
  /** What the session starts with. */
  readonly token: string;
  /** Absent where charging is free. */
  readonly payment?: string;
  /** The tariff version whose price was shown. */
  readonly tariffVersion: string;
  /** The account that pays by its invoice. */
  readonly driver?: string;
  readonly openedAt: Instant;
  /** `ready` waits for the driver, `starting` for the station, `over` has ended, `failed` never began. */
  readonly state: "ready" | "starting" | "charging" | "over" | "failed";
  readonly session?: string;
  readonly failure?: AdHocFailure;
  /** The amount was used up, and the station was asked to end. */
  readonly usedUpAt?: Instant;
  readonly rating?: { readonly stars: number; readonly comment?: string; readonly at: Instant };
}

/** Why a charge never began: the card, the station, the plug, or the time. */
export type AdHocFailure = "declined" | "station-offline" | "station-refused" | "not-plugged-in" | "expired" | "cancelled";

export const adHocCharges = collection<AdHocCharge>("adHocCharges", {
  indexes: {
    /** Those that something is still to come of. */
    open: { keys: ({ state, openedAt, id }) => (state === "over" || state === "failed" ? [] : [[openedAt, id]]) },
    byToken: { keys: ({ token }) => [token], unique: true },
    byEvse: { keys: ({ evse, openedAt, id }) => [[evse, openedAt, id]] },
    byRating: { keys: ({ rating, id }) => (rating === undefined ? [] : [[rating.at, id]]) },
  },
});

export interface Offer extends PriceOffer {
  readonly place: Place;
  /** Of the usual charge that it is about. */
  readonly energy: Wh;
}

export type AdHocOutcome = { readonly outcome: "done"; readonly charge: AdHocCharge } | { readonly outcome: "refused"; readonly code: string; readonly reason: string };

/** Charging without a contract: price, amount, start, stop. The money is the business of the payments. */
export interface AdHoc {
  /** What charging costs at an EVSE now, for a usual charge; `undefined` for an EVSE that is not ours or has no price. */
  offer(reader: Reader, evse: string): Promise<Offer | undefined>;
  /** Shows a price, reserves the amount (what the offer proposes when absent), and hands out the secret, which is kept nowhere. */
  open(request: { readonly evse: string; readonly amount?: string; readonly method?: string; readonly voucher?: string }): Promise<AdHocOutcome & { readonly secret?: string }>;
  /** The same for an account, which pays by its invoice: nothing is reserved. */
  openFor(driver: Driver, evse: string): Promise<AdHocOutcome & { readonly secret?: string }>;
  /** The charge, for whoever has its secret. */
  find(reader: Reader, id: string, secret: string): Promise<AdHocCharge | undefined>;
  /** Asks the station to begin, once the amount is reserved; answers when the station has. */
  begin(id: string): Promise<AdHocOutcome>;
  /** Ends the charge, or gives it up before it has begun. */
  stop(id: string): Promise<AdHocOutcome>;
  rate(id: string, rating: { readonly stars: number; readonly comment?: string }): Promise<AdHocOutcome>;
  /** A session started with this token. */
  begun(unit: Unit, session: Session, token: string): Promise<void>;
  start(): Promise<void>;
  sweep(now: Instant): Promise<void>;
}

export interface AdHocPorts extends Omit<MoneyPorts, "digest" | "service"> {
  readonly payments: Payments;
  readonly subscriptions: Subscriptions;
  readonly vouchers: Vouchers;
  readonly takesCards: boolean;
}

/** A driver who does not start gives the reservation back. */
const PATIENCE = minutes(15);
/** How often running charges are compared with what is reserved, in ms. */
const GUARD_EVERY = seconds(10);
const MOST = "500";
const BY = "ad-hoc/";

export function createAdHoc({ store, clock, ids, logger, sessions, csms, billing, payments, subscriptions, vouchers, takesCards }: AdHocPorts): AdHoc {
  let guardedAt = 0;

  async function offer(reader: Reader, evse: string, whose: Pick<AssignmentContext, "tokenGroup" | "subscription"> = {}): Promise<Offer | undefined> {
    const place = await placeOf(reader, evse);
    if (place === undefined) return undefined;
    const { location, connector } = place;
    // A usual charge: 20 kWh where cars park, 30 kWh where they hurry.
    const energy = wh(connector.powerType === "DC" ? 30_000 : 20_000);
    const context = { at: clock.now(), location: location.id, evse, connector: connector.number, ...whose };
    const priced = await billing.quote(reader, context, { timeZone: location.timeZone, profile: { energy, duration: milliseconds(Math.round((energy * hours(1)) / Math.max(1, connector.maxPower))) } });
    if (priced === undefined) return undefined;
    return { ...priced, place, energy };
  }

  async function changed(id: string, change: (unit: Unit, charge: AdHocCharge) => Promise<AdHocCharge | Refusal> | AdHocCharge | Refusal): Promise<AdHocOutcome> {
    return store.transaction(async (unit): Promise<AdHocOutcome> => {
      const charge = await unit.get(adHocCharges, id);
      if (charge === undefined) return refused("unknown", "There is no such charge.");
      const after = await change(unit, charge);
      if ("outcome" in after) return after;
      if (after !== charge) unit.put(adHocCharges, id, after);
      return { outcome: "done", charge: after };
    });
  }

  /** It never began: whatever was reserved is given back, and its token opens nothing any more. */
  async function failed(unit: Unit, charge: AdHocCharge, failure: AdHocFailure): Promise<AdHocCharge> {
    if (charge.payment !== undefined) {
      await payments.release(unit, charge.payment);
      await vouchers.giveBack(unit, `payment/${charge.payment}`);
    }
    unit.delete(tokens, tokenId(charge.id));
    return { ...charge, state: "failed", failure };
  }

  /** What the station said to the start; a timeout means that nobody knows, and the session may come (F18). */
  function answered(unit: Unit, charge: AdHocCharge, outcome: string | undefined): Promise<AdHocCharge> | AdHocCharge {
    if (charge.state !== "starting" || outcome === undefined || outcome === "accepted" || outcome === "timeout") return charge;
    return failed(unit, charge, outcome === "offline" ? "station-offline" : "station-refused");
  }

  /** An EVSE where somebody can begin now, with its price. */
  async function freePoint(evse: string, whose: Pick<AssignmentContext, "tokenGroup" | "subscription"> = {}): Promise<Offer | Refusal> {
    const shown = await offer(store, evse, whose);
    if (shown === undefined) return refused("no-price", "There is no such charging point, or no price is known for it.");
    const { place: { evse: { stationId: station, number } } } = shown;
    if (!csms().online().some((one) => one.station === station)) return refused("station-offline", "The charging station is not connected; try another one.");
    const policy = await accessPolicyFor(store, station, number);
    const token = { id: tokenId(""), type: "AD_HOC_USER", ...(whose.tokenGroup === undefined ? {} : { group: whose.tokenGroup }) } as const;
    if (policy !== undefined && accessRefusal(policy, { token, at: clock.now() }) !== undefined) return refused("not-here", "Not everybody may charge at this charging point, or not at this time.");
    if ((await sessions.openOn(store, station, number)) !== undefined) return refused("occupied", "Somebody charges at this charging point.");
    return shown;
  }

  /** Writes a charge with a token of its own, good for one start within a while. */
  async function opened({ place: { evse }, version }: Offer, holder: Pick<Token, "holder" | "driver" | "group">, paidBy: (unit: Unit, token: string) => Payer | Promise<Payer | Refusal>): Promise<AdHocOutcome & { readonly secret?: string }> {
    const secret = randomBytes(24).toString("base64url");
    const id = ids.next();
    const token = `WEB${randomBytes(8).toString("hex").toUpperCase()}`;
    const made = await unlessRefused(() => store.transaction(async (unit) => {
      const payer = await paidBy(unit, token);
      // Thrown, so that nothing is written of a charge that does not begin.
      if ("outcome" in payer) throw new RefusedCharge(payer);
      unit.put(tokens, tokenId(id), { ...holder, id: tokenId(id), value: token, type: "AD_HOC_USER", status: "accepted", validUntil: instant(clock.now() + PATIENCE) });
      const charge: AdHocCharge = { ...payer, id, secretHash: hashOf(secret), evse: evse.id, station: evse.stationId, number: evse.number, token, tariffVersion: version.id, openedAt: clock.now(), state: "ready" };
      unit.put(adHocCharges, id, charge);
      return charge;
    }));
    return "outcome" in made ? made : { outcome: "done", charge: made, secret };
  }

  return {
    offer,

    async open({ evse, amount, method, voucher }) {
      const shown = await freePoint(evse);
      if ("outcome" in shown) return shown;
      const { quote } = shown;
      const wanted = amount ?? quote.preauthorisation;
      const isFree = amount === undefined && !isAbove(wanted, "0");
      if (!isFree && !takesCards) return refused("no-cards", "Nobody can pay by card here; use a charging card.");
      if (!isFree && (!isAbove(wanted, "0") || isAbove(wanted, MOST))) return refused("amount", `must be above 0 and at most ${MOST}`);
      return opened(shown, { holder: "Ad-hoc driver" }, async (unit, token) => {
        const payment = isFree ? undefined : await payments.open(unit, { currency: quote.currency, amount: wanted, token, tariffVersion: shown.version.id, ...(method === undefined ? {} : { method }) });
        if (payment === undefined) return {};
        const redeemed = voucher === undefined ? undefined : await vouchers.redeem(unit, { code: voucher, customer: `payment/${payment.id}` });
        return redeemed?.outcome === "refused" ? refused("voucher", redeemed.reason) : { payment: payment.id };
      });
    },

    async openFor(driver, evse) {
      const contract = await subscriptions.at(store, customerOfDriver(driver), clock.now());
      const shown = await freePoint(evse, { ...(driver.group === undefined ? {} : { tokenGroup: driver.group }), ...(contract === undefined ? {} : { subscription: contract.plan }) });
      if ("outcome" in shown) return shown;
      const { id, name: holder, group } = driver;
      return opened(shown, { holder, driver: id, ...(group === undefined ? {} : { group }) }, () => ({ driver: id }));
    },

    async find(reader, id, secret) {
      const charge = await reader.get(adHocCharges, id);
      return charge !== undefined && timingSafeEqual(Buffer.from(charge.secretHash), Buffer.from(hashOf(secret))) ? charge : undefined;
    },

    async begin(id) {
      const taken = await changed(id, async (unit, charge) => {
        if (charge.state === "starting" || charge.state === "charging") return charge;
        if (charge.state !== "ready") return refused("over", "This charge is over; begin a new one.");
        const payment = charge.payment === undefined ? undefined : await payments.payment(unit, charge.payment);
        if (payment?.state === "declined") return failed(unit, charge, "declined");
        if (payment !== undefined && payment.state !== "authorised") return refused("not-authorised", "The card has not been confirmed yet; try again in a moment.");
        return { ...charge, state: "starting" };
      });
      if (taken.outcome === "done" && taken.charge.state === "starting") {
        const { station, number, token } = taken.charge;
        const { outcome } = await csms().send(station, { command: "start", evse: number, token: { value: token, type: "Central" } }, { key: BY + id, requestedBy: BY + id });
        return changed(id, (unit, charge) => answered(unit, charge, outcome?.outcome));
      }
      return taken;
    },

    async stop(id) {
      const told = await changed(id, (unit, charge) => (charge.state === "ready" ? failed(unit, charge, "cancelled") : charge));
      if (told.outcome === "done" && told.charge.state === "charging") await askToStop(told.charge);
      return told;
    },

    rate: (id, rating) => changed(id, (_, charge) => ({ ...charge, rating: { ...rating, at: clock.now() } })),

    async begun(unit, session, token) {
      const { items } = await unit.find(adHocCharges, { index: "byToken", prefix: token, limit: 1 });
      const charge = items[0] === undefined ? undefined : await unit.get(adHocCharges, items[0].id);
      if (charge === undefined || charge.session !== undefined) return;
      if (charge.payment === undefined) await billing.freezeTariff(unit, session.id, { version: charge.tariffVersion });
      unit.put(adHocCharges, charge.id, { ...charge, state: "charging", session: session.id });
    },

    async start() {
      await store.outbox.deliver("ad-hoc", "command.done", async ({ payload }, unit) => {
        const { requestedBy, outcome } = Done.parse(payload);
        if (!requestedBy.startsWith(BY)) return;
        // Whoever asked may have gone meanwhile, with the process that sent it.
        const charge = await unit.get(adHocCharges, requestedBy.slice(BY.length));
        if (charge !== undefined) unit.put(adHocCharges, charge.id, await answered(unit, charge, outcome?.outcome));
      });
    },

    async sweep(now) {
      if (now < guardedAt + GUARD_EVERY) return;
      guardedAt = now;
      for await (const { body: charge } of store.each(adHocCharges, { index: "open" })) {
        try {
          await look(charge, now);
        } catch (error) {
          logger.error({ error, charge: charge.id }, "A charge without a contract could not be looked after");
        }
      }
    },
  };

  async function look(charge: AdHocCharge, now: Instant): Promise<void> {
    if (charge.session === undefined) {
      if (now < charge.openedAt + PATIENCE) return;
      await changed(charge.id, (unit, current) => (current.session !== undefined || current.state === "failed" ? current : failed(unit, current, current.state === "starting" ? "not-plugged-in" : "expired")));
      return;
    }
    const session = await sessions.get(store, charge.session);
    if (session === undefined || session.lifecycle === "ended") {
      await changed(charge.id, (_, current) => ({ ...current, state: "over" }));
      return;
    }
    const payment = charge.payment === undefined ? undefined : await payments.payment(store, charge.payment);
    const cost = (await billing.runningCost(store, session.id))?.totals.cost;
    const owed = cost?.incl ?? cost?.excl;
    if (payment === undefined || owed === undefined || charge.usedUpAt !== undefined || isAbove(payment.authorised, owed)) return;
    const told = await changed(charge.id, (_, current) => ({ ...current, usedUpAt: now }));
    if (told.outcome === "done") await askToStop(told.charge);
  }

  async function askToStop({ id, station, session: sessionId }: AdHocCharge): Promise<void> {
    const session = sessionId === undefined ? undefined : await sessions.get(store, sessionId);
    if (session?.lifecycle !== "active") return;
    await csms().send(station, { command: "stop", transaction: session.transaction }, { requestedBy: `${BY}${id}/stop` });
  }
}

class RefusedCharge extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

async function unlessRefused<Result>(work: () => Promise<Result>): Promise<Result | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedCharge) return error.refusal;
    throw error;
  }
}

type Payer = Pick<AdHocCharge, "payment" | "driver">;

type Refusal = Extract<AdHocOutcome, { readonly outcome: "refused" }>;

const Done = z.object({ requestedBy: z.string(), outcome: z.object({ outcome: z.string() }).optional() });

function refused(code: string, reason: string): Refusal {
  return { outcome: "refused", code, reason };
}

async function placeOf(reader: Reader, evse: string): Promise<Place | undefined> {
  const { items } = await reader.find(locations, { index: "byEvse", prefix: evse, limit: 1 });
  const location = items[0]?.body;
  const found = location?.evses.find(({ id }) => id === evse);
  const connector = found?.connectors[0];
  return location === undefined || location.published === false || found === undefined || connector === undefined ? undefined : { location, evse: found, connector };
}

function isAbove(amount: string, limit: string): boolean {
  return compareDecimals(decimal(amount), decimal(limit)) > 0;
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function tokenId(charge: string): TokenId {
  return TokenId.parse(`adhoc-${charge}`);
}
