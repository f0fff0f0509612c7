import { parseInstant, type Instant } from "@cpokit/kernel";
import { invalid } from "./errors.ts";
import { z } from "./routes.ts";

/** A moment in a request. */
export const moment = z.string().max(40).openapi({ format: "date-time", example: "2026-11-21T09:30:00Z" });

/** Reads a moment; 400 names the field. */
export function momentOf(field: string, text: string): Instant {
  const at = parseInstant(text);
  if (at === undefined) throw invalid(field, "must be a date-time like 2026-11-21T09:30:00Z");
  return at;
}
