import type { Version } from "@cpokit/ocpp";

/**
 * A password as a station is told it, and in which other forms it may come back. The AuthorizationKey of 1.6 is hex of the bytes; some
 * stations send the hex itself, others the bytes (both are seen in the field). 2.x takes the text as it is.
 */
export function passwordOnTheWire(version: Version, password: string): { readonly value: string; readonly alsoSentAs: readonly string[] } {
  if (version !== "1.6") return { value: password, alsoSentAs: [] };
  const value = Array.from(password, (letter) => letter.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return { value, alsoSentAs: [value] };
}
