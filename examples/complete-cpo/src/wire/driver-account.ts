import { z } from "@hono/zod-openapi";
import { Moment, MoneyView, pageOf } from "./common.ts";
import { DriverSummary, DriverView, PlanView } from "./driver.ts";
import { ChargeView } from "./public-charge.ts";

const Email = z.string().trim().toLowerCase().max(254).regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "must be an e-mail address").openapi({ example: "anna@example.org" });

export const LetterRequest = z.strictObject({ email: Email, language: z.enum(["en", "de"]).optional() }).openapi("SignInLetterRequest");

export const DriverProof = z
  .union([
    z.strictObject({ email: Email, code: z.string().trim().regex(/^\d{6}$/, "must be six digits").openapi({ example: "123456" }) }),
    z.strictObject({ link: z.string().min(1).max(200).openapi({ description: "What the link carries behind #sign-in=" }) }),
  ])
  .openapi("DriverProof");

export const AccountCard = z
  .object({ id: z.string().optional().openapi({ description: "Absent while the card waits to be held at a station" }), number: z.string().openapi({ description: "As printed, else as read" }), state: z.enum(["active", "blocked", "waiting"]), waitsUntil: Moment.optional() })
  .openapi("DriverCard");
export type AccountCard = z.infer<typeof AccountCard>;

export const DriverAccount = z
  .object({
    ...DriverSummary.pick({ name: true, email: true, phone: true, language: true, status: true, invoiced: true, kind: true }).shape,
    address: DriverView.shape.address,
    method: z.object({ label: z.string() }).optional().openapi({ description: "The saved means of payment" }),
    mayCharge: z.boolean().openapi({ description: "False until there is a means of payment, and while the account is blocked" }),
    cards: z.array(AccountCard),
    contracts: DriverView.shape.contracts,
  })
  .openapi("DriverAccount");
export type DriverAccount = z.infer<typeof DriverAccount>;

export const DriverSession = z
  .object({ signedIn: z.boolean(), csrf: z.string().optional().openapi({ description: "Send it as x-csrf-token with everything that changes something" }), account: DriverAccount.optional(), keepsMail: z.boolean().openapi({ description: "Letters are not sent: the operator reads them in the console" }) })
  .openapi("DriverSession");
export type DriverSession = z.infer<typeof DriverSession>;

export const AccountChange = z
  .strictObject({ name: z.string().trim().min(1).max(255).optional(), phone: z.string().trim().min(3).max(40).nullable().optional(), language: z.enum(["en", "de"]).optional(), address: DriverView.shape.address.nullable() })
  .openapi("DriverAccountChange", { description: "Only the given fields change; null takes one away" });

export const MethodSetupView = z
  .object({
    id: z.string(), state: z.enum(["open", "saved", "declined", "cancelled", "expired"]).openapi({ description: "`open` until the driver and the payment service decided; `expired` when nobody did within the hour" }),
    url: z.string().optional().openapi({ description: "The page of the payment service", example: "https://pay.example/01KAH" }), label: z.string().optional().openapi({ description: "What was saved, as the driver knows it", example: "•••• 4242" }),
  })
  .openapi("PaymentMethodSetup");
export type MethodSetupView = z.infer<typeof MethodSetupView>;

export const LookedMethodSetup = z.object({ setup: MethodSetupView, account: DriverAccount });
export type LookedMethodSetup = z.infer<typeof LookedMethodSetup>;

export const MethodPageDecision = z.strictObject({ decision: z.enum(["save", "decline", "cancel"]) }).openapi("DemoPaymentDecision");
export const MethodPageReturn = z.object({ returnUrl: z.string() });
export type MethodPageReturn = z.infer<typeof MethodPageReturn>;

const wantedPlug = {
  standard: z.string().min(1).max(64).optional().openapi({ description: "OCPI ConnectorType; any when absent", example: "IEC_62196_T2_COMBO" }),
  minPowerW: z.int().min(0).max(10_000_000).optional().openapi({ description: "W that one plug gives at least", example: 50_000 }),
};

export const LocationWish = z.strictObject(wantedPlug).openapi("DriverLocationWish");

export const DriverWaits = z.object({ evses: z.array(z.string()), locations: z.array(z.object({ id: z.string(), ...wantedPlug })) }).openapi("DriverWaits");
export type DriverWaits = z.infer<typeof DriverWaits>;

export const CardDraft = z.strictObject({ number: z.string().trim().min(4).max(64).openapi({ description: "As printed on the card, or as a reader shows it", example: "NL-CPO-000101" }) }).openapi("DriverCardDraft");

export const PastCharge = z
  .object({ id: z.string(), startedAt: Moment, endedAt: Moment, timeZone: z.string(), place: z.string().optional(), energyKwh: z.string(), cost: MoneyView, credit: z.boolean().openapi({ description: "Takes an earlier one back" }) })
  .openapi("DriverPastCharge");
export type PastCharge = z.infer<typeof PastCharge>;

export const AccountInvoice = z
  .object({ id: z.string(), kind: z.enum(["invoice", "creditNote", "receipt"]), period: z.string(), issuedAt: Moment, payable: MoneyView, payment: z.enum(["paid", "underway", "refused"]).optional().openapi({ description: "By the saved means of payment" }) })
  .openapi("DriverInvoice");
export type AccountInvoice = z.infer<typeof AccountInvoice>;

export const RunningCharge = z.object({ id: z.string(), evse: z.string().optional(), place: z.string().optional(), startedAt: Moment, energyWh: z.int().optional(), powerW: z.int().optional(), cost: MoneyView.optional(), card: z.string().optional() }).openapi("DriverRunningCharge");
export type RunningCharge = z.infer<typeof RunningCharge>;

export const AccountPlans = pageOf(PlanView.omit({ tariffs: true, closed: true }).openapi("DriverPlan"));
export const OwnCharge = z.object({ charge: ChargeView, secret: z.string() });
