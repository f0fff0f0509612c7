import { z } from "@hono/zod-openapi";
import { Moment, MoneyView } from "./common.ts";

export const PaymentView = z
  .object({
    id: z.string(),
    state: z.enum(["requiresAuth", "authorised", "captured", "released", "partiallyRefunded", "refunded", "disputed", "declined"]),
    openedAt: Moment,
    wanted: MoneyView.openapi({ description: "What should be reserved" }),
    authorised: MoneyView,
    captured: MoneyView,
    refunded: MoneyView,
    outstanding: MoneyView.openapi({ description: "Owed and not kept; negative when too much was taken" }),
    settled: z.boolean(),
    sessionId: z.string().optional(),
    reference: z.string().optional().openapi({ description: "The number of the payment service" }),
    refusals: z.array(z.object({ step: z.string(), reason: z.string(), at: Moment })).openapi({ description: "What the service refused and nobody tried again" }),
    steps: z.array(z.object({ kind: z.string(), amount: MoneyView, at: Moment, refusal: z.string().optional() })),
    pending: z.string().optional().openapi({ description: "What is on its way" }),
  })
  .openapi("Payment");
export type PaymentView = z.infer<typeof PaymentView>;

export const InvoicePartyView = z
  .strictObject({
    name: z.string().trim().min(1).max(255),
    address: z.array(z.string().trim().min(1).max(255)).max(6).openapi({ description: "Street, postcode and city: one line each" }),
    country: z.string().regex(/^[A-Z]{2}$/, "must be a country code of two letters"),
    vatId: z.string().trim().min(1).max(30).optional(),
    registration: z.string().trim().min(1).max(60).optional(),
    email: z.string().trim().min(3).max(255).optional(),
    iban: z.string().trim().min(15).max(40).optional(),
  })
  .openapi("InvoiceParty");

export const InvoiceSummary = z
  .object({
    id: z.string().openapi({ description: "The number that is printed on it" }),
    kind: z.enum(["invoice", "creditNote", "receipt"]),
    customer: z.string().openapi({ example: "fleet/harbour-taxi" }),
    name: z.string().optional().openapi({ description: "Of the customer, as printed" }),
    period: z.string(),
    issuedAt: Moment,
    dueAt: Moment.optional(),
    sessions: z.int(),
    net: MoneyView,
    tax: MoneyView,
    payable: MoneyView,
    creditOf: z.string().optional(),
    creditedBy: z.string().optional(),
  })
  .openapi("InvoiceSummary");
export type InvoiceSummary = z.infer<typeof InvoiceSummary>;

export const InvoiceView = InvoiceSummary.extend({
  reason: z.string().optional(),
  timeZone: z.string(),
  lines: z.array(z.object({ text: z.string(), cdrId: z.string().optional(), quantity: z.string().optional(), unit: z.string().optional(), unitPrice: z.string().optional(), amount: MoneyView })),
  taxes: z.array(z.object({ name: z.string(), percent: z.string().optional(), base: MoneyView, amount: MoneyView })),
  rounding: MoneyView,
}).openapi("Invoice");
export type InvoiceView = z.infer<typeof InvoiceView>;

export const RunRequest = z.strictObject({ period: z.string().regex(/^\d{4}-\d{2}(-\d{2})?$/, "must be a month like 2026-11 or a day like 2026-11-16"), timeZone: z.string().max(64).optional().openapi({ description: "Whose months and days count; that of the settings when absent" }) }).openapi("BillingRunRequest");

export const InvoiceRunView = z
  .object({
    id: z.string(),
    period: z.string(),
    state: z.enum(["running", "done", "cancelled", "failed"]),
    customers: z.int(),
    issued: z.int(),
    refused: z.array(z.object({ customer: z.string(), reason: z.string() })),
    problem: z.string().optional(),
  })
  .openapi("InvoiceRun");
export type InvoiceRunView = z.infer<typeof InvoiceRunView>;

export const StatementView = z
  .object({
    id: z.string(),
    payee: z.string().openapi({ example: "host/harbour" }),
    name: z.string().optional(),
    period: z.string(),
    issuedAt: Moment,
    sessions: z.int(),
    earned: MoneyView.openapi({ description: "Exact sum of the shares" }),
    net: MoneyView,
    payable: MoneyView,
    state: z.enum(["issued", "approved", "paid"]).openapi({ description: "Whether somebody agreed to it, and whether its money left" }),
  })
  .openapi("PayoutStatement");
export type StatementView = z.infer<typeof StatementView>;

export const StatementDetails = z
  .object({
    ...StatementView.shape,
    approved: z.object({ actor: z.string(), at: Moment }).optional(),
    paid: z.object({ actor: z.string(), at: Moment, reference: z.string() }).optional(),
    byKind: z.array(z.object({ kind: z.string(), revenue: MoneyView.openapi({ description: "Net of what drivers paid" }), amount: MoneyView.openapi({ description: "The share of it, exact" }) })),
    additions: z.array(z.object({ kind: z.enum(["topUp", "capped", "lease"]), amount: MoneyView })).openapi({ description: "What the guarantee, the cap and the lease add or take" }),
    taxes: z.array(z.object({ name: z.string(), percent: z.string(), amount: MoneyView })),
    selfBilling: z.boolean(),
  })
  .openapi("PayoutStatementDetails");
export type StatementDetails = z.infer<typeof StatementDetails>;

const Percent = z.string().regex(/^\d{1,3}(\.\d{1,4})?$/, "must be per cent like 12.5");

export const AgreementView = z
  .strictObject({
    location: z.string().min(1).max(36),
    parties: z.array(z.strictObject({ id: z.string().regex(/^host\/[\w-]{1,60}$/, "must be a name like host/harbour"), shares: z.strictObject({ energy: Percent.optional(), time: Percent.optional(), parking: Percent.optional(), fixed: Percent.optional(), reservation: Percent.optional(), idle: Percent.optional(), other: Percent.optional() }), otherwise: Percent.optional() })).min(1).max(20),
  })
  .openapi("RevenueAgreement");

const TermsAmount = z.string().regex(/^\d{1,8}(\.\d{1,4})?$/, "must be an amount like 250 or 99.50");

export const PayoutTermsView = z
  .strictObject({
    payee: z.string().regex(/^(host|driver)\/[\w-]{1,60}$/, "must be a name like host/harbour"), currency: z.string().regex(/^[A-Z]{3}$/, "must be a currency code of three letters"),
    guarantee: TermsAmount.optional().openapi({ description: "At least this much in every period, net" }), lease: TermsAmount.optional().openapi({ description: "On top in every period, net" }), cap: TermsAmount.optional().openapi({ description: "At most this much in every period, before the lease" }),
    vatPercent: Percent.optional().openapi({ description: "Of a payee who is registered for VAT" }), selfBilling: z.boolean().openapi({ description: "The statement is the payee's invoice to us, which we write" }),
  })
  .openapi("PayoutTerms");
