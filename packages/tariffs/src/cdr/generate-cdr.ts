import { CpoError, formatInstant, type Instant } from "@cpokit/kernel";
import type { CompiledTariff } from "../compile/compiled-tariff.ts";
import type { Finding } from "../finding.ts";
import type { OcpiTariff, OcpiVersion } from "../ocpi.ts";
import { price, type Facts } from "../price/price.ts";
import type { PolicyChoices } from "../price/policy.ts";
import type { Priced } from "../price/priced.ts";
import type { SessionInput } from "../price/session-input.ts";
import type { TaxSource } from "../price/tax-source.ts";
import type { SegmentedSession } from "../segment/input.ts";
import { checkSignedData, type SignedEnergy } from "./check-signed-data.ts";
import { fitLocation, fitRemark } from "./field-limits.ts";
import type { OcpiCdr, OcpiCdrLocation, OcpiCdrToken, OcpiLocation, OcpiSignedData } from "./ocpi-cdr.ts";
import { printPeriods } from "./print-periods.ts";
import { jsonNumber, writeCost } from "./write-cost.ts";

export interface GenerateCdrOptions {
  /** The version of the CDR; the tariffs must be compiled as the same one. */
  readonly version: OcpiVersion;
  /** At most 36 characters, so that a credit CDR can append to it (G6). */
  readonly id: string;
  /** The CPO; required by 2.2.1 and later. */
  readonly party: { readonly countryCode: string; readonly partyId: string };
  /** From `segment`, or periods of your own. */
  readonly session: SegmentedSession | SessionInput;
  /** The OCPI id of the session. */
  readonly sessionId?: string;
  readonly tariffs: readonly CompiledTariff[];
  /** IANA name of the location's zone. */
  readonly timeZone?: string;
  /** CdrLocation as of the session's start; the whole Location for 2.1.1 (G4). */
  readonly location: OcpiCdrLocation | OcpiLocation;
  readonly token: OcpiCdrToken;
  readonly authMethod: "AUTH_REQUEST" | "COMMAND" | "WHITELIST";
  readonly authorizationReference?: string;
  readonly meterId?: string;
  readonly signedData?: OcpiSignedData;
  /** What the signed values say, decoded by who can (Y4). */
  readonly signedEnergy?: SignedEnergy;
  readonly remark?: string;
  readonly homeChargingCompensation?: boolean;
  /** The invoice that this CDR is on, for `reconcileInvoice` (Y5); 2.1.1 cannot say it. */
  readonly invoiceReferenceId?: string;
  readonly lastUpdated: Instant;
  readonly policy?: PolicyChoices;
  readonly facts?: Facts;
  readonly taxes?: TaxSource;
}

export interface GeneratedCdr {
  readonly cdr: OcpiCdr;
  /** The price of exactly what the CDR prints: any receiver computes the same (G3). */
  readonly priced: Priced;
  readonly warnings: readonly Finding[];
  /** Do not invoice before somebody looked: measurements have holes, or contradict the signed values (G5, Y4). */
  readonly needsReview: boolean;
}

/**
 * Writes the CDR of a session: prints the periods first, then prices what is printed (tariffs N5, G3, G4, G6).
 *
 * @throws what `price` throws, `tariffs.cdr-field` for an id that is too long, `tariffs.version-mismatch`, `tariffs.not-expressible`
 */
export function generateCdr(options: GenerateCdrOptions): GeneratedCdr {
  const { version, session } = options;
  const warnings: Finding[] = "warnings" in session ? [...session.warnings] : [];
  checkId(options.id);
  const tariffs = usedTariffs(options);
  const { start, end, periods } = printPeriods(session, version, warnings);
  const frame = {
    id: options.id,
    start_date_time: writeInstant(start),
    ...(version === "2.1.1" ? { stop_date_time: writeInstant(end) } : { end_date_time: writeInstant(end) }),
    currency: session.currency ?? tariffs[0]?.currency ?? "",
    charging_periods: periods,
  };
  const priced = price({
    cdr: frame, tariffs,
    ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
    ...(options.policy === undefined ? {} : { policy: options.policy }),
    ...(options.taxes === undefined ? {} : { taxes: options.taxes }),
    facts: { expired: false, ...options.facts },
  });
  const { totals } = priced;
  // G4, V1: every tariff that a period names, whether it priced anything or not.
  const named = session.periods.some(({ tariffId }) => tariffId !== undefined) ? tariffs.map(({ source }) => source) : priced.tariffs;
  const signed = checkSignedData(options.signedData, options.signedEnergy, totals.energy);
  warnings.push(...priced.warnings, ...signed.warnings);
  const partialCosts = {
    ...(totals.fixedCost === undefined ? {} : { total_fixed_cost: writeCost(totals.fixedCost, version) }),
    ...(totals.energyCost === undefined ? {} : { total_energy_cost: writeCost(totals.energyCost, version) }),
    ...(totals.timeCost === undefined ? {} : { total_time_cost: writeCost(totals.timeCost, version) }),
    ...(totals.parkingCost === undefined ? {} : { total_parking_cost: writeCost(totals.parkingCost, version) }),
    ...(totals.reservationCost === undefined ? {} : { total_reservation_cost: writeCost(totals.reservationCost, version) }),
  };
  const cdr: OcpiCdr = {
    ...(version === "2.1.1" ? {} : { country_code: options.party.countryCode, party_id: options.party.partyId }),
    ...frame,
    currency: priced.currency,
    ...(version === "2.1.1" || options.sessionId === undefined ? {} : { session_id: options.sessionId }),
    ...(version === "2.1.1" ? { auth_id: options.token.contract_id } : { cdr_token: options.token }),
    auth_method: version === "2.1.1" && options.authMethod === "COMMAND" ? "AUTH_REQUEST" : options.authMethod,
    ...(version === "2.1.1" || options.authorizationReference === undefined ? {} : { authorization_reference: options.authorizationReference }),
    ...(isCdrLocation(options.location) && version !== "2.1.1" ? { cdr_location: fitLocation(options.location, warnings) } : { location: options.location }),
    ...(options.meterId === undefined ? {} : { meter_id: options.meterId }),
    tariffs: named.map((tariff) => completeTariff(tariff, options)),
    ...(version === "2.1.1" || options.signedData === undefined ? {} : { signed_data: options.signedData }),
    total_cost: writeCost(totals.cost, version),
    ...(version === "2.1.1" ? {} : partialCosts),
    total_energy: jsonNumber(totals.energy),
    total_time: jsonNumber(totals.time),
    ...(totals.parkingTime === undefined ? {} : { total_parking_time: jsonNumber(totals.parkingTime) }),
    ...(options.remark === undefined ? {} : { remark: fitRemark(options.remark, warnings) }),
    ...(version === "2.1.1" || options.homeChargingCompensation === undefined ? {} : { home_charging_compensation: options.homeChargingCompensation }), // Y3
    ...(version === "2.1.1" || options.invoiceReferenceId === undefined ? {} : { invoice_reference_id: options.invoiceReferenceId }), // Y5
    last_updated: writeInstant(options.lastUpdated),
  };
  return { cdr, priced, warnings, needsReview: signed.contradicts || ("needsReview" in session && session.needsReview) };
}

/** G4: only the tariffs that the periods use; 2.1.1 cannot say which period uses which. */
function usedTariffs({ session, tariffs, version }: GenerateCdrOptions): readonly CompiledTariff[] {
  const other = tariffs.find((tariff) => tariff.version !== version);
  if (other !== undefined) {
    throw new CpoError("tariffs.version-mismatch", `The CDR is of ${version} and the tariff "${other.id}" of ${other.version}; convert and compile the tariff first.`, { version, tariffId: other.id, tariffVersion: other.version });
  }
  const ids = new Set(session.periods.flatMap((period) => period.tariffId?.toLowerCase() ?? []));
  if (ids.size === 0) return tariffs;
  if (ids.size > 1 && version === "2.1.1") {
    throw new CpoError("tariffs.not-expressible", "A CDR of 2.1.1 cannot say that the tariff changed during the session; issue one CDR for each tariff.", { tariffs: [...ids].join(" ") });
  }
  return tariffs.filter((tariff) => ids.has(tariff.id.toLowerCase()));
}

/** What a CDR must say of its tariffs: owner, and since 2.3.0 whether taxes are included (missing was read as NO, X3). */
function completeTariff(tariff: OcpiTariff, { version, party, lastUpdated }: GenerateCdrOptions): OcpiTariff {
  return {
    ...(version === "2.1.1" ? {} : { country_code: party.countryCode, party_id: party.partyId }),
    ...(version === "2.3.0" ? { tax_included: "NO" as const } : {}),
    last_updated: writeInstant(lastUpdated),
    ...tariff,
  };
}

function isCdrLocation(location: OcpiCdrLocation | OcpiLocation): location is OcpiCdrLocation {
  return "evse_uid" in location;
}

function checkId(id: string): void {
  if (id.length >= 1 && id.length <= 36) return;
  throw new CpoError("tariffs.cdr-field", `The CDR id "${id}" has ${id.length} characters; OCPI allows 1 to 36, and 39 only for credits.`, { field: "id", length: id.length });
}

/** Milliseconds are written only when there are some (N3). */
function writeInstant(at: Instant): string {
  return formatInstant(at).replace(".000Z", "Z");
}

