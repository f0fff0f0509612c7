import type { OcpiCdr } from "../cdr/ocpi-cdr.ts";
import type { VerifyCdrOptions } from "../cdr/verify-cdr.ts";
import { isQuick, outcome, pricedBy, reading } from "./quick-totals.ts";
import { readQuickCdr } from "./read-quick.ts";
import type { Repeats } from "./repeats.ts";
import { scanCdr } from "./scan-cdr.ts";
import { createStated, isAsStated, readStated } from "./stated.ts";

const stated = createStated();

/** True when a usual CDR, parsed or as JSON text, states what it amounts to; false where `verifyCdr` must tell. */
export function isQuicklyVerified(cdr: OcpiCdr | string, options: VerifyCdrOptions, repeats: Repeats): boolean {
  if (!isQuick(options) || options.tolerance !== undefined) return false;
  const isRead = typeof cdr === "string" ? scanCdr(cdr, reading, stated, repeats) : readQuickCdr(cdr, reading) && readStated(cdr, stated);
  const tariff = isRead ? pricedBy(options, options.timeZone ?? (typeof cdr === "string" ? undefined : cdr.location?.time_zone)) : undefined;
  return tariff !== undefined && isAsStated(stated, outcome, reading, tariff);
}
