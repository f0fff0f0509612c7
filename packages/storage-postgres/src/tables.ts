import { escapeIdentifier } from "pg";

/** The tables of one schema, quoted and qualified, so that no search path matters. */
export interface Tables {
  readonly schema: string;
  readonly meta: string;
  readonly collections: string;
  readonly scopes: string;
  readonly documents: string;
  readonly entries: string;
  readonly graves: string;
  readonly versions: string;
  readonly commit: string;
  /** Any other relation of the schema. */
  named(name: string): string;
}

export function tablesOf(schema: string): Tables {
  const quoted = escapeIdentifier(schema);
  const named = (name: string): string => `${quoted}.${escapeIdentifier(name)}`;
  return {
    schema: quoted,
    meta: named("cpokit_meta"),
    collections: named("cpokit_collections"),
    scopes: named("cpokit_scopes"),
    documents: named("cpokit_documents"),
    entries: named("cpokit_index_entries"),
    graves: named("cpokit_graves"),
    versions: named("cpokit_versions"),
    commit: named("cpokit_commit"),
    named,
  };
}
