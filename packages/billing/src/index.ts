export { createBilling } from "./create-billing.ts";
export type { Billing, BillingOptions, BillOutcome, Correction, CreditOutcome, PriceOffer, Reviewed } from "./billing.ts";
export { customerOf, partyText, type BillableSession, type PartyKey, type SessionSource } from "./billable-session.ts";
export { cdrLedgers, cdrs, digestedText, type CdrLedger, type CdrRecord } from "./cdr-record.ts";
export { eachCdr, findCdrs, type CdrQuery } from "./cdr-query.ts";
export { cdrStateOf, eachFoundCdr, isFoundCdr, searchCdrs, type CdrSearch, type CdrState } from "./cdr-search.ts";
export type { PageQuery } from "./pages.ts";
export { settlementSentences } from "./settlement-sentences.ts";
export { isSealIntact, type Digest } from "./seal.ts";
export type { PersonalSeal } from "./personal-fields.ts";
export { eraseTokenFromCdrs, eraseTokenFromInvoices, exportTokenCdrs, exportTokenInvoices } from "./erase-token.ts";
export { tariffAssignments, type AssignmentContext, type AssignmentTarget, type TariffAssignment } from "./tariff-assignment.ts";
export { ocpiTariffOf, tariffVersions, versionInForce, type PublishOutcome, type TariffDraft } from "./tariff-catalogue.ts";
export { tariffProposals, type ApprovalHook, type ApprovalPolicy, type ApprovalVerdict, type ProposalOutcome, type TariffApproval, type TariffProposal } from "./tariff-proposal.ts";
export { period, periodNameOf, type Period } from "./periods.ts";
export type { Remaining, RemainingOptions, TransactionLimit } from "./remaining.ts";
export { recompute, type Deviation, type Recomputation } from "./ledger/recompute.ts";
export { auditLedger, type AuditCode, type AuditFinding, type LedgerAudit } from "./ledger/audit-ledger.ts";
export { createPayments } from "./payments/create-payments.ts";
export type { PaymentDraft, PaymentOutcome, Payments, PaymentsOptions, WebhookOutcome } from "./payments/payments.ts";
export {
  balanceOf, claimOfInvoice, payments, refusalsOf, type Claim, type DoneStep, type Payment, type PaymentState, type PaymentStep, type StepKind,
} from "./payments/payment.ts";
export { createMethodSetups, type MethodSetup, type MethodSetups, type MethodSetupsOptions, type MethodSetupState, type SavedMethod } from "./payments/method-setups.ts";
export { eachPayment, findPayments, type PaymentQuery } from "./payments/payment-query.ts";
export type {
  AuthorizeCall, IncrementCall, MethodEvent, PaymentAction, PaymentEvent, PaymentProvider, ProviderAnswer, ProviderCall, ProviderEvent, SaveMethodAnswer, SaveMethodCall, WebhookMessage, WebhookReading,
} from "./payments/provider.ts";
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
export { createSettlements, type SettleOutcome, type Settlements, type StatementProgress } from "./payouts/statement-progress.ts";
export { isStatementIntact, statements, type PayoutTerms, type Statement } from "./payouts/statement.ts";
export { eachStatement, findStatements, type StatementQuery } from "./payouts/statement-query.ts";
export { createSubscriptions, type Subscriptions, type SubscriptionsOptions } from "./subscriptions/create-subscriptions.ts";
export { cancelContract, choosePlan } from "./subscriptions/choose-plan.ts";
export { adjustersOf, contractOf, endOfContract, subscriptionPlans, type SubscriptionPlan } from "./subscriptions/subscription-plan.ts";
export { subscriptionAccounts, subscriptions, type Subscription } from "./subscriptions/subscription.ts";
export { deliverUsage, recordUsage } from "./usage/record-usage.ts";
export { usageMonths, type UsageLevel, type UsageMonth, type UsageRevenue } from "./usage/usage-month.ts";
export { sumCdrs, type CdrSum, type SumCdrsOptions } from "./usage/sum-cdrs.ts";
export { addUsage, eachUsageMonth, sumUsage, type UsageQuery, type UsageSum } from "./usage/usage-sums.ts";
export { createVouchers, foldCode, type RedeemVoucherOutcome, type Vouchers, type VouchersOptions } from "./vouchers/create-vouchers.ts";
export { vouchers, voucherUses, type Voucher, type VoucherGrant, type VoucherWorth } from "./vouchers/voucher.ts";
export { createLoyalty, pointsFor, type Loyalty, type LoyaltyOptions, type RedeemOutcome } from "./loyalty/create-loyalty.ts";
export { loyaltyBalances, loyaltyEntries, type LoyaltyEntry } from "./loyalty/loyalty-entry.ts";
export { createReportSchedules, type ProducedReport, type ReportMail, type ReportSchedules, type ReportSchedulesOptions, type ScheduleDraft } from "./reports/create-report-schedules.ts";
export { reportRuns, reportSchedules, type ReportFile, type ReportOrder, type ReportRhythm, type ReportRun, type ReportSchedule, type ReportSpan } from "./reports/report-schedule.ts";
export type { ReportWork } from "./reports/report-work.ts";
export { nextDue, spanBefore } from "./reports/rhythm.ts";
export { billingMerge } from "./billing-merge.ts";
