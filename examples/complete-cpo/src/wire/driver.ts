import { z } from "@hono/zod-openapi";
import { Moment, MoneyView } from "./common.ts";
import { InvoicePartyView } from "./money.ts";
import { TokenView } from "./token.ts";

const Address = InvoicePartyView.omit({ name: true, email: true }).openapi("DriverAddress");

const fields = {
  name: z.string().trim().min(1).max(255).openapi({ example: "Anna de Vries" }),
  email: z.string().trim().toLowerCase().max(254).regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, "must be an e-mail address").openapi({ example: "anna@example.org" }),
  phone: z.string().trim().min(3).max(40).openapi({ example: "+31 6 1234 5678" }),
  language: z.enum(["en", "de"]),
  group: z.string().trim().min(1).max(36).openapi({ description: "Given to every token of the account" }),
  notes: z.string().trim().min(1).max(4_000).openapi({ description: "For the operator's people only" }),
  invoiced: z.boolean().openapi({ description: "Pays by invoice; otherwise a means of payment is needed before the first charge" }),
  address: Address.openapi({ description: "As printed on invoices" }),
};

export const DriverDraft = z
  .strictObject({
    kind: z.enum(["person", "company"]), name: fields.name, email: fields.email.optional(), phone: fields.phone.optional(), language: fields.language.optional(), group: fields.group.optional(),
    notes: fields.notes.optional(), invoiced: fields.invoiced.optional(), address: fields.address.optional(),
  })
  .openapi("DriverDraft");

export const DriverChange = z
  .strictObject({
    name: fields.name.optional(), email: fields.email.nullable().optional(), phone: fields.phone.nullable().optional(), language: fields.language.nullable().optional(), group: fields.group.nullable().optional(),
    notes: fields.notes.nullable().optional(), invoiced: fields.invoiced.optional(), address: fields.address.nullable().optional(), blocked: z.boolean().optional().openapi({ description: "Blocks all tokens of the account, or brings back those that were blocked with it" }),
  })
  .openapi("DriverChange", { description: "Only the given fields change; null takes one away" });

/** How long a contract runs at a time. */
const Term = z.enum(["month", "year"]).openapi({ description: "Calendar months, or years from the day on which the contract begins" });

const Contract = z
  .object({ id: z.string(), plan: z.string(), name: z.string(), from: Moment, until: Moment.optional().openapi({ description: "Exclusive; absent while it goes on" }), term: Term, fee: MoneyView.optional().openapi({ description: "For a whole term, net" }), state: z.enum(["coming", "running", "over"]) })
  .openapi("Subscription");
export type ContractView = z.infer<typeof Contract>;

export const DriverSummary = z
  .object({
    id: z.string(), kind: z.enum(["person", "company"]), name: z.string(), email: z.string().optional(), phone: z.string().optional(), language: z.enum(["en", "de"]).optional(), group: z.string().optional(),
    status: z.enum(["active", "blocked"]), invoiced: z.boolean(), madeBy: z.enum(["operator", "driver"]), createdAt: Moment, customer: z.string().openapi({ description: "The name of the account in the books", example: "driver/01KAH" }),
  })
  .openapi("DriverSummary");
export type DriverSummary = z.infer<typeof DriverSummary>;

export const DriverView = DriverSummary.extend({
  notes: z.string().optional(), address: Address.optional(), tokens: z.array(TokenView), contracts: z.array(Contract),
}).openapi("Driver");
export type DriverView = z.infer<typeof DriverView>;

export const GroupView = z
  .strictObject({ id: z.string().regex(/^[\w-]{1,36}$/, "must be letters, digits, - and _").openapi({ example: "maas-staff" }), name: z.string().trim().min(1).max(120), notes: fields.notes.optional() })
  .openapi("TokenGroup");

export const GroupDetails = z.object({
  ...GroupView.shape,
  tariffs: z.array(z.object({ assignment: z.string(), tariffId: z.string() })).openapi({ description: "What members pay, wherever no contract says otherwise" }),
  places: z.array(z.string()).openapi({ description: "The access policies that name the group: all, location/…, station/… or evse/…" }),
}).openapi("TokenGroupDetails");
export type GroupDetails = z.infer<typeof GroupDetails>;

const Amount = z.string().regex(/^\d{1,6}(\.\d{1,4})?$/, "must be an amount like 9.90");
const Percent = z.string().regex(/^(100|\d{1,2}(\.\d{1,4})?)$/, "must be per cent like 10 or 12.5");

const Energy = z.string().regex(/^\d{1,6}(\.\d{1,3})?$/, "must be kWh like 100");

export const PlanDraft = z
  .strictObject({
    name: z.string().trim().min(1).max(120).openapi({ description: "Printed on invoices", example: "Frequent driver" }), description: z.string().trim().min(1).max(1_000).optional(), currency: z.string().regex(/^[A-Z]{3}$/, "must be a currency code of three letters"),
    term: Term.optional(), fee: Amount.optional().openapi({ description: "Net, for a whole term; a part of one costs its share of days. A year is charged when it begins" }), vatPercent: Percent.optional().openapi({ description: "On the fee; needed with a fee" }),
    leastMonths: z.int().min(0).max(60).optional().openapi({ description: "0 when absent: it ends with any term; of a yearly plan, the years that hold them" }), percentOff: Percent.optional(), kwhPerMonth: Energy.optional(), kwhPerYear: Energy.optional().openapi({ description: "Free in every year of the contract; instead of kwhPerMonth" }), freeParkingMinutes: z.int().min(1).max(1_440).optional(),
  })
  .openapi("SubscriptionPlanDraft");

export const PlanView = z
  .object({
    id: z.string(), name: z.string(), description: z.string().optional(), term: Term, fee: MoneyView.optional().openapi({ description: "For a whole term, net" }), feeWithTax: MoneyView.optional(), vatPercent: z.string().optional(), leastMonths: z.int(),
    percentOff: z.string().optional(), kwhPerMonth: z.string().optional(), kwhPerYear: z.string().optional(), freeParkingMinutes: z.int().optional(), currency: z.string(), closed: z.boolean(),
    tariffs: z.array(z.string()).openapi({ description: "Tariffs that are assigned to the plan instead of those of places and groups" }),
  })
  .openapi("SubscriptionPlan");
export type PlanView = z.infer<typeof PlanView>;
