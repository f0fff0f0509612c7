import { z } from "@hono/zod-openapi";
import { Moment, MoneyView } from "./common.ts";

export const OfferView = z
  .object({
    evse: z.string(),
    currency: z.string(),
    estimate: z.object({ energyWh: z.int(), low: MoneyView, high: MoneyView }).openapi({ description: "A usual charge here, with all taxes" }),
    reserve: MoneyView.openapi({ description: "What is reserved unless another amount is given; 0 where charging is free" }),
    tariffVersion: z.string(),
    paysByCard: z.boolean(),
  })
  .openapi("PublicOffer");
export type OfferView = z.infer<typeof OfferView>;

export const ChargeRequest = z
  .strictObject({
    evse: z.string().min(1).max(48).openapi({ description: "The id of the charging point" }),
    amount: z.string().regex(/^\d{1,4}(\.\d{1,2})?$/, "must be an amount like 25 or 25.50").optional().openapi({ description: "What to reserve; as proposed by the price when absent" }),
    method: z.string().max(200).optional().openapi({ description: "What the page of the payment service gave for the card; never a card number" }),
    voucher: z.string().trim().min(1).max(40).optional().openapi({ description: "A code that lowers what is taken; what is left of an amount is lost", example: "WELCOME10" }),
  })
  .openapi("ChargeRequest");

export const ChargeView = z
  .object({
    id: z.string(),
    evse: z.string(),
    state: z.enum(["authorising", "ready", "starting", "charging", "over", "failed"]).openapi({ description: "`authorising` waits for the card, `ready` for the driver, `starting` for the station and the plug" }),
    failure: z.enum(["declined", "station-offline", "station-refused", "not-plugged-in", "expired", "cancelled"]).optional(),
    confirmAt: z.string().optional().openapi({ description: "Where the driver confirms the card" }),
    tariffVersion: z.string(),
    reserved: MoneyView.optional(),
    startedAt: Moment.optional(),
    endedAt: Moment.optional(),
    energyWh: z.int().optional(),
    powerW: z.int().optional(),
    cost: MoneyView.optional().openapi({ description: "So far; the price of the charge once it is over" }),
    captured: MoneyView.optional(),
    bill: z.enum(["open", "checked", "nothing", "paid"]).optional().openapi({ description: "Once a charge by card is over: `open` while it is being made, `checked` while a person looks at its readings, `nothing` when there is nothing to take and the reserved amount is given back" }),
    usedUp: z.boolean().openapi({ description: "The amount was used up, so the charge was ended" }),
    hasReceipt: z.boolean(),
    rated: z.boolean(),
  })
  .openapi("Charge");
export type ChargeView = z.infer<typeof ChargeView>;

export const OpenedCharge = z.object({ charge: ChargeView, secret: z.string().openapi({ description: "Shows that the charge is yours; it is not kept here and cannot be asked for again" }) }).openapi("OpenedCharge");

export const Rating = z.strictObject({ stars: z.int().min(1).max(5), comment: z.string().trim().min(1).max(1_000).optional() }).openapi("Rating");

/** What a driver said of a charge, as the operator reads it. */
export const RatingView = z
  .object({ id: z.string(), at: Moment, stars: z.int().min(1).max(5), comment: z.string().optional(), stationId: z.string(), evse: z.int(), sessionId: z.string().optional() })
  .openapi("DriverRating");
export type RatingView = z.infer<typeof RatingView>;
