import { isCpoError } from "@cpokit/kernel";

/** An error in one line, for a log or a person. */
export function describeError(error: unknown): string {
  if (isCpoError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
