import { CpoError, isCpoError } from "@cpokit/kernel";
import type { OcpiCdr } from "../cdr/ocpi-cdr.ts";
import { verifyCdr, type Verification, type VerifyCdrOptions } from "../cdr/verify-cdr.ts";
import { quickTotalsOfText } from "../quick/quick-totals.ts";
import { createKnown, isQuicklyVerified, type Known } from "../quick/quick-verify.ts";
import type { Repeats } from "../quick/repeats.ts";
import type { PricedTotals, PriceSettings } from "./price.ts";
import { priceTotals } from "./price-totals.ts";
import type { CdrInput } from "./session-input.ts";

/** One CDR of many: its totals, or why it has none. */
export type BulkResult<Cdr extends CdrInput | string> =
  | { readonly cdr: Cdr; readonly priced: PricedTotals; readonly error?: never }
  | { readonly cdr: Cdr; readonly error: CpoError; readonly priced?: never };

/** One CDR of many: right, or what is wrong with it, or why that cannot be told. */
export type BulkVerification<Cdr extends OcpiCdr | string> =
  | { readonly cdr: Cdr; readonly ok: true; readonly verification?: never; readonly error?: never }
  | { readonly cdr: Cdr; readonly ok: false; readonly verification: Verification; readonly error?: never }
  | { readonly cdr: Cdr; readonly ok: false; readonly error: CpoError; readonly verification?: never };

/**
 * Prices any number of CDRs one by one, each parsed or as JSON text; one that cannot be priced does not stop the rest (tariffs §5).
 * Of a usual text only the fields that its price needs are read, in less time than JSON.parse takes; all others are parsed.
 */
export function* bulk<Cdr extends CdrInput | string>(cdrs: Iterable<Cdr>, settings: PriceSettings): Generator<BulkResult<Cdr>, void> {
  const repeats: Repeats = new Map();
  for (const cdr of cdrs) yield priceOne(cdr, settings, repeats);
}

/** Verifies any number of CDRs one by one, as `bulk` prices them; what differs is told by `verifyCdr` (tariffs Y1). */
export function* bulkVerify<Cdr extends OcpiCdr | string>(cdrs: Iterable<Cdr>, options: VerifyCdrOptions): Generator<BulkVerification<Cdr>, void> {
  const known = createKnown();
  for (const cdr of cdrs) yield verifyOne(cdr, options, known);
}

function priceOne<Cdr extends CdrInput | string>(cdr: Cdr, settings: PriceSettings, repeats: Repeats): BulkResult<Cdr> {
  try {
    const quick = typeof cdr === "string" ? quickTotalsOfText(cdr, settings, repeats) : undefined;
    return { cdr, priced: quick ?? priceTotals({ ...settings, cdr: typeof cdr === "string" ? parsed(cdr) : cdr }) };
  } catch (error) {
    if (isCpoError(error)) return { cdr, error };
    throw error;
  }
}

function verifyOne<Cdr extends OcpiCdr | string>(cdr: Cdr, options: VerifyCdrOptions, known: Known): BulkVerification<Cdr> {
  try {
    if (isQuicklyVerified(cdr, options, known)) return { cdr, ok: true };
    const verification = verifyCdr(typeof cdr === "string" ? parsed(cdr) : cdr, options);
    return verification.ok ? { cdr, ok: true } : { cdr, ok: false, verification };
  } catch (error) {
    if (isCpoError(error)) return { cdr, ok: false, error };
    throw error;
  }
}

/** @throws `tariffs.invalid-session` for a text that is no JSON object. */
function parsed(text: string): OcpiCdr {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CpoError("tariffs.invalid-session", "The text of the CDR is no JSON; get it again from whoever wrote it.", { pointer: "" }, cause);
  }
  if (typeof value === "object" && value !== null) return value as OcpiCdr;
  throw new CpoError("tariffs.invalid-session", "The text of the CDR is no JSON object; get it again from whoever wrote it.", { pointer: "" });
}
