import { zone, type Zone } from "@cpokit/kernel";
import type { OcpiCdr } from "../cdr/ocpi-cdr.ts";
import type { VerifyCdrOptions } from "../cdr/verify-cdr.ts";
import { chosenQuick, isQuick, outcome, reading } from "./quick-totals.ts";
import { quickPrice } from "./quick-price.ts";
import type { QuickTariff } from "./quick-tariff.ts";
import { readQuickCdr } from "./read-quick.ts";
import type { Repeats } from "./repeats.ts";
import { scanCdr } from "./scan-cdr.ts";
import { createStated, isAsStated, readStated } from "./stated.ts";

/** What the CDRs of one run have in common: the tariffs by the id that periods name, and the zone that was asked for last. */
export interface Known {
  readonly repeats: Repeats;
  readonly tariffs: Map<string, QuickTariff>;
  zone: Zone | undefined;
}

export function createKnown(): Known {
  return { repeats: new Map(), tariffs: new Map(), zone: undefined };
}

const stated = createStated();

/** True when a usual CDR, parsed or as JSON text, states what it amounts to; false where `verifyCdr` must tell. The options are those of the whole run. */
export function isQuicklyVerified(cdr: OcpiCdr | string, options: VerifyCdrOptions, known: Known): boolean {
  if (!isQuick(options) || options.tolerance !== undefined) return false;
  const isRead = typeof cdr === "string" ? scanCdr(cdr, reading, stated, known.repeats) : readQuickCdr(cdr, reading) && readStated(cdr, stated);
  const tariff = isRead ? knownTariff(options, known) : undefined;
  const timeZone = options.timeZone ?? (typeof cdr === "string" ? undefined : cdr.location?.time_zone);
  return tariff !== undefined && quickPrice(reading, tariff, timeZone === undefined ? undefined : knownZone(timeZone, known), outcome) && isAsStated(stated, outcome, reading, tariff);
}

/** Which tariff an id names does not depend on the CDR; its currency does. */
function knownTariff(options: VerifyCdrOptions, { tariffs }: Known): QuickTariff | undefined {
  const { tariffId, currency } = reading;
  if (tariffId === undefined) return chosenQuick(options);
  const known = tariffs.get(tariffId);
  if (known !== undefined) return currency === undefined || currency === known.compiled.currency ? known : undefined;
  const found = chosenQuick(options);
  if (found !== undefined) tariffs.set(tariffId, found);
  return found;
}

function knownZone(name: string, known: Known): Zone {
  if (known.zone?.name !== name) known.zone = zone(name);
  return known.zone;
}
