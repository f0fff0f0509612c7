/** Something worth knowing about a document: a stable code and where, never prose (tariffs §5). */
export interface Finding {
  /** Stable, upper case, e.g. `UNPRICED`; the table is in the README. */
  readonly code: string;
  /** JSON pointer into the document that was given. */
  readonly pointer: string;
  /** The values that the finding speaks of. */
  readonly values?: Readonly<Record<string, string | number | boolean>>;
}
