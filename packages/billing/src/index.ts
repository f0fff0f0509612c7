export { createBilling } from "./create-billing.ts";
export type { Billing, BillingOptions, BillOutcome, CreditOutcome, PriceOffer, Reviewed } from "./billing.ts";
export { customerOf, partyText, type BillableSession, type PartyKey, type SessionSource } from "./billable-session.ts";
export { cdrLedgers, cdrs, digestedText, type CdrLedger, type CdrRecord } from "./cdr-record.ts";
export { eachCdr, findCdrs, type CdrQuery } from "./cdr-query.ts";
export type { PageQuery } from "./pages.ts";
export { isSealIntact, type Digest } from "./seal.ts";
export type { PersonalSeal } from "./personal-fields.ts";
export { eraseTokenFromCdrs, eraseTokenFromInvoices, exportTokenCdrs, exportTokenInvoices } from "./erase-token.ts";
export { tariffAssignments, type AssignmentContext, type AssignmentTarget, type TariffAssignment } from "./tariff-assignment.ts";
export { ocpiTariffOf, tariffVersions, versionInForce, type PublishOutcome, type TariffDraft } from "./tariff-catalogue.ts";
export { tariffProposals, type ApprovalHook, type ApprovalPolicy, type ApprovalVerdict, type ProposalOutcome, type TariffApproval, type TariffProposal } from "./tariff-proposal.ts";
export { period, type Period } from "./periods.ts";
export type { Remaining, RemainingOptions, TransactionLimit } from "./remaining.ts";
export { recompute, type Deviation, type Recomputation } from "./ledger/recompute.ts";
export { auditLedger, type AuditCode, type AuditFinding, type LedgerAudit } from "./ledger/audit-ledger.ts";
export { createPayments } from "./payments/create-payments.ts";
export type { PaymentDraft, PaymentOutcome, Payments, PaymentsOptions, WebhookOutcome } from "./payments/payments.ts";
export {
  balanceOf, payments, refusalsOf, type Claim, type DoneStep, type Payment, type PaymentState, type PaymentStep, type StepKind,
} from "./payments/payment.ts";
export { eachPayment, findPayments, type PaymentQuery } from "./payments/payment-query.ts";
export type {
  AuthorizeCall, IncrementCall, PaymentAction, PaymentProvider, ProviderAnswer, ProviderCall, ProviderEvent, WebhookMessage, WebhookReading,
} from "./payments/provider.ts";
export { createFakeProvider, type FakeAccount, type FakeProvider, type FakeProviderOptions, type Movement, type ProviderFaults } from "./payments/fake-provider.ts";
export { createInvoices, type InvoiceOutcome, type Invoices, type InvoicesOptions } from "./invoices/create-invoices.ts";
export { eachInvoice, findInvoices, type InvoiceQuery } from "./invoices/invoice-query.ts";
export {
  invoiceCredits, invoices, isInvoiceIntact, type InvoiceAmounts, type InvoicedSession, type InvoiceKind, type InvoiceLine, type InvoiceParty, type InvoiceRecord, type InvoiceTax,
  type PaidBy, type TaxExemption, type TaxName,
} from "./invoices/invoice-record.ts";
export { runInvoices, type InvoiceRun, type InvoiceRunOptions, type InvoiceRunProgress } from "./invoices/run-invoices.ts";
export { deliverReceipts } from "./invoices/deliver-receipts.ts";
export { openItems, type Charge, type ChargeLine, type OpenItem } from "./invoices/open-item.ts";
export { unbilledCdrs, type UnbilledCdr } from "./invoices/unbilled-cdrs.ts";
export { auditInvoices, type InvoiceFinding } from "./invoices/audit-invoices.ts";
export { csv, csvText, type CsvCell, type CsvColumn, type CsvNumber, type CsvOptions, type CsvTime } from "./csv/csv.ts";
export { cdrCsv, invoiceCsv, invoiceLineCsv, paymentCsv, statementCsv, statementLineCsv } from "./csv/tables.ts";
export { createPayouts, type Payouts, type PayoutsOptions, type StatementOutcome } from "./payouts/create-payouts.ts";
export { payoutEntries, type PayoutEntry, type PayoutLine } from "./payouts/payout-entry.ts";
export { isStatementIntact, statements, type PayoutTerms, type Statement } from "./payouts/statement.ts";
export { eachStatement, findStatements, type StatementQuery } from "./payouts/statement-query.ts";
export { createSubscriptions, type Subscriptions, type SubscriptionsOptions } from "./subscriptions/create-subscriptions.ts";
export { subscriptionAccounts, subscriptions, type Subscription } from "./subscriptions/subscription.ts";
export { deliverUsage, recordUsage } from "./usage/record-usage.ts";
export { usageMonths, type UsageLevel, type UsageMonth, type UsageRevenue } from "./usage/usage-month.ts";
export { addUsage, eachUsageMonth, sumUsage, type UsageQuery, type UsageSum } from "./usage/usage-sums.ts";
export { createLoyalty, pointsFor, type Loyalty, type LoyaltyOptions, type RedeemOutcome } from "./loyalty/create-loyalty.ts";
export { loyaltyBalances, loyaltyEntries, type LoyaltyEntry } from "./loyalty/loyalty-entry.ts";
export { billingMerge } from "./billing-merge.ts";
