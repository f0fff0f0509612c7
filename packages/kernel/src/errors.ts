/** Where the page of errors is read; each code is an anchor there. */
const PAGE = "https://github.com/cpokit/cpokit/blob/main/docs/errors.md#";

/** Plain values that explain an error: what was given, what was expected. Never secrets. */
export type ErrorValues = Readonly<Record<string, string | number | boolean | null>>;

/**
 * The one error class that cpokit throws. Expected outcomes are returned values; a `CpoError` is a broken
 * invariant, bad configuration or failed I/O. `code` is stable, the sentence may improve at any time.
 *
 * @example
 * throw new CpoError("storage.conflict", "The unit of work lost 10 races in a row; retry the request.", { attempts: 10 });
 */
export class CpoError extends Error {
  override readonly name = "CpoError";
  /** Stable dotted code, `<package>.<reason>`, listed in docs/errors.md. */
  readonly code: string;
  /** The values that the sentence speaks of. */
  readonly values: ErrorValues;
  /** Where the code has its heading; shown wherever the error is inspected. Applications' own codes have none. */
  readonly docs: string;

  constructor(code: string, sentence: string, values: ErrorValues = {}, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
    this.values = values;
    this.docs = PAGE + code;
  }
}

/** True for a `CpoError` (of any copy of this package), optionally only for one code. */
export function isCpoError(error: unknown, code?: string): error is CpoError {
  return error instanceof Error && error.name === "CpoError" && "code" in error && (code === undefined || error.code === code);
}
