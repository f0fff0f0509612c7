export type { Finding } from "./finding.ts";
export type {
  NumberLike, OcpiCdrDimension, OcpiChargingPeriod, OcpiDimension, OcpiPriceComponent, OcpiPriceLimit, OcpiRestrictions, OcpiTariff, OcpiTariffElement, OcpiVersion,
} from "./ocpi.ts";
export { checkTariff, compile, type CompileOptions, type TariffCheck, type TariffExtension } from "./compile/compile.ts";
export type { CompiledTariff, Dimension } from "./compile/compiled-tariff.ts";
export type { TaxRate } from "./compile/tax-plan.ts";
export { price, type Facts, type PricedTotals, type PriceOptions, type PriceSettings } from "./price/price.ts";
export { priceTotals } from "./price/price-totals.ts";
export { bulk, bulkVerify, type BulkResult, type BulkVerification } from "./price/bulk.ts";
export type { Category } from "./price/lines.ts";
export type { CdrInput, PeriodInput, SessionInput } from "./price/session-input.ts";
export { DEFAULT_POLICY, type Policy, type PolicyChoices, type RoundingPolicy } from "./price/policy.ts";
export type { Adjustment, Amount, Priced, PricedLine, TaxAmount, Totals } from "./price/priced.ts";
export type { TaxQuestion, TaxSource } from "./price/tax-source.ts";
export { createSegmenter, segment, type Segmenter, type SegmentOptions } from "./segment/segmenter.ts";
export type { ChargingState, MeterSample, SegmentedPeriod, SegmentedSession, SegmenterOptions, StateChange } from "./segment/input.ts";
export { explain, type ExplainedLine, type ExplainOptions, type Explanation } from "./explain/explain.ts";
export type { RestrictionText } from "./texts/write-restrictions.ts";
export { LANGUAGES } from "./texts/catalogue.ts";
export { generateCdr, type GenerateCdrOptions, type GeneratedCdr } from "./cdr/generate-cdr.ts";
export type { SignedEnergy } from "./cdr/check-signed-data.ts";
export { creditCdr, type CreditCdrOptions } from "./cdr/credit-cdr.ts";
export { verifyCdr, type CdrDifference, type Verification, type VerifiedField, type VerifyCdrOptions } from "./cdr/verify-cdr.ts";
export {
  verifyCostDetails, type CostDetailsDifference, type CostDetailsVerification, type Ocpp21Cost, type Ocpp21CostDetails, type VerifyCostDetailsOptions,
} from "./cdr/verify-cost-details.ts";
export { invoiceReconciliation, reconcileInvoice, type InvoiceReconciliation, type Reconciled, type ReconcileOptions } from "./cdr/reconcile-invoice.ts";
export type {
  OcpiCdr, OcpiCdrLocation, OcpiCdrToken, OcpiCost, OcpiLocation, OcpiPrice, OcpiSignedData, OcpiTaxAmount, OcpiTaxedPrice,
} from "./cdr/ocpi-cdr.ts";
export { lint, type LintFinding, type LintOptions } from "./lint/lint.ts";
export type { LintCode } from "./lint/messages.ts";
export { quote, type Quote, type QuoteOptions, type UseProfile } from "./quote/quote.ts";
export type { TariffKind } from "./quote/choose-for-quote.ts";
export { describe, type DescribeOptions, type Description } from "./describe/describe.ts";
export type { DescribedComponent } from "./describe/described-component.ts";
export type { Display } from "./describe/display.ts";
export type { DisplayCheck, Jurisdiction } from "./describe/display-checks.ts";
export { toInvoice, type Invoice, type InvoiceLine, type InvoicePolicy, type InvoiceTax } from "./invoice/to-invoice.ts";
export { convert, type Converted, type ConvertOptions } from "./convert/convert.ts";
export { toOcpp21 } from "./convert/to-ocpp21.ts";
export { fromOcpp21, type FromOcpp21Options } from "./convert/from-ocpp21.ts";
export type {
  Ocpp21Conditions, Ocpp21FixedPrice, Ocpp21Group, Ocpp21Price, Ocpp21Tariff, Ocpp21TaxRate, Ocpp21TimePrice,
} from "./convert/ocpp21.ts";
export { applyPlan, NEW_ACCOUNT, toOcpi, type Account, type AdjustContext, type Adjusted, type Adjuster, type ApplyPlanOptions } from "./plan/apply-plan.ts";
export type { Bill, BillCategory, BillLine } from "./plan/bill.ts";
export { idleFee, type IdleFeeOptions } from "./plan/idle-fee.ts";
export { idleStretches, withGrace, type LocalWindow, type Stretch } from "./plan/idle-time.ts";
export {
  absoluteDiscount, discount, energyAllowance, freeMinutes, voucher, type AbsoluteDiscountOptions, type AllowanceOptions, type DiscountOptions, type FreeMinutesOptions, type VoucherOptions,
} from "./plan/discounts.ts";
export { cap, shorterThan, waiver, withoutEnergy, type CapOptions, type WaiverOptions } from "./plan/caps-and-waivers.ts";
export { spotTariff, type SpotPrice, type SpotTariffOptions, type SpotTariffs } from "./plan/spot-tariff.ts";
export { margin, settlement, splitRevenue, type RevenueAgreement, type RevenueParty, type RevenueSplit } from "./plan/split-revenue.ts";
