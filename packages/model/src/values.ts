import { formatInstant, parseInstant, tryDecimal, type Instant } from "@cpokit/kernel";
import { z } from "zod";

/** An exact decimal number as text, e.g. `"0.25"`. */
export const DecimalText = z.string().refine((text) => tryDecimal(text) !== undefined, "must be a decimal number as text, like \"0.25\"");

/** ISO 4217 alphabetic currency code. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code of three capital letters, like EUR");

/** An IANA time zone that this runtime knows. */
export const TimeZone = z.string().refine(isTimeZone, "must be an IANA time zone, like Europe/Amsterdam");

/** A moment in stored bodies: milliseconds since 1970 in UTC. */
export const StoredInstant = z.int().transform((value) => value as Instant);

/** A moment at the edge of an API: RFC 3339 text in, `Instant` out. */
export const InstantText = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text);
  if (parsed !== undefined) return parsed;
  context.addIssue({ code: "custom", message: "must be a date-time like 2026-11-21T09:30:00Z" });
  return z.NEVER;
});

/** `InstantText` the other way round. */
export const instantText = (at: Instant): string => formatInstant(at);

/** Asking Intl costs more than reading all the rest of a location. The names are few, but also count in any case. */
const timeZones = new Set<string>();
const MOST_TIME_ZONES = 1_000;

function isTimeZone(name: string): boolean {
  if (timeZones.has(name)) return true;
  try {
    const isKnown = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
    if (isKnown && timeZones.size < MOST_TIME_ZONES) timeZones.add(name);
    return isKnown;
  } catch {
    return false;
  }
}
