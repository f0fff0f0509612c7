import type { Driver } from "@cpokit/storage";
import { createPostgresDriver } from "@cpokit/storage-postgres";
import { createSqliteDriver } from "@cpokit/storage-sqlite";

/** Where the books of a kill loop are kept. */
export type StoreAddress = { readonly kind: "sqlite"; readonly file: string } | { readonly kind: "postgres"; readonly url: string; readonly schema: string };

export function openDriver(address: StoreAddress): Driver {
  return address.kind === "sqlite" ? createSqliteDriver({ file: address.file }) : createPostgresDriver({ connectionString: address.url, schema: address.schema });
}
