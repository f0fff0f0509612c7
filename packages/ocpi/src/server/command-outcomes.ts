/** 2.1.1 posts the object that it also answers with, and knows fewer outcomes; both directions of what comes nearest. */
export function outcomeFrom211(result: unknown): string {
  return typeof result === "string" && KNOWN_IN_BOTH.has(result) ? result : result === "REJECTED" ? "REJECTED" : "FAILED";
}

export function outcomeFor211(result: unknown): string {
  return typeof result === "string" && KNOWN_IN_BOTH.has(result) ? result : "REJECTED";
}

const KNOWN_IN_BOTH: ReadonlySet<string> = new Set(["ACCEPTED", "NOT_SUPPORTED", "TIMEOUT"]);
