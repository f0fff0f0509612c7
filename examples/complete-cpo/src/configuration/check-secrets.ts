import { isCpoError } from "@cpokit/kernel";
import { createStore } from "@cpokit/storage";
import { createPostgresDriver } from "@cpokit/storage-postgres";
import { systemClock } from "@cpokit/kernel/system";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { users, type User } from "../access/documents.ts";
import { createSecretBox, isSealed, readSecretKey } from "../access/secret-box.ts";
import type { Place } from "../process/backup.ts";
import { tenantRecords } from "../tenants/tenancy.ts";
import type { Finding } from "./check.ts";
import { list } from "./configuration.ts";

type Secured = Pick<User, "id" | "name" | "totp">;

/** Tries the given keys on every second factor that is stored; nothing is written. `undefined` where there is no database yet, or no secret that is sealed. */
export async function secretsFinding(place: Place, keys: string | undefined): Promise<Finding | undefined> {
  const what = "CPOKIT_SECRETS_KEY";
  let stored: readonly Secured[];
  try {
    stored = place.databaseUrl === undefined ? usersOfFile(join(resolve(place.dataFolder), "cpo.db")) : await usersOfDatabase(place.databaseUrl);
  } catch (error) {
    return { what, problem: `the stored secrets could not be read to try it (${error instanceof Error ? error.message : String(error)}); check the database first.` };
  }
  const sealed = stored.filter(({ totp }) => totp !== undefined && isSealed(totp.secret));
  if (sealed.length === 0) return undefined;
  const box = createSecretBox(list(keys).flatMap((key) => readSecretKey(key) ?? []));
  const closed = sealed.filter(({ id, totp }) => !opens(() => box.open(totp?.secret ?? "", id)));
  const tried = `${what} on ${sealed.length} second factor${sealed.length === 1 ? "" : "s"}`;
  if (closed.length === 0) return { what: tried };
  const whose = `${closed.length === sealed.length ? "" : `${closed.length} of them, `}first that of ${closed[0]?.name}`;
  if (keys === undefined) return { what: tried, problem: `it is not set, but they are stored encrypted, ${whose}: these people cannot sign in. Set the key that they were stored with.` };
  return { what: tried, problem: `it does not open ${closed.length === sealed.length ? "them" : "all"}, ${whose}: these people cannot sign in. Add the key that they were stored with, after a comma if there is a newer one.` };
}

function opens(open: () => string): boolean {
  try {
    open();
    return true;
  } catch (error) {
    if (isCpoError(error, "complete-cpo.secrets")) return false;
    throw error;
  }
}

/** The users of every CPO in the file, also while it runs. */
function usersOfFile(file: string): readonly Secured[] {
  if (!existsSync(file)) return [];
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare("SELECT body FROM cpokit WHERE collection = ?").all(users.name).map(({ body }) => JSON.parse(String(body)) as User);
  } finally {
    database.close();
  }
}

async function usersOfDatabase(connectionString: string): Promise<readonly Secured[]> {
  const store = createStore(createPostgresDriver({ connectionString, connections: 1 }), { clock: systemClock });
  try {
    const scopes = [store];
    for await (const { id } of store.each(tenantRecords)) scopes.push(store.scope(id));
    const found: User[] = [];
    for (const scope of scopes) for await (const { body } of scope.each(users)) found.push(body);
    return found;
  } finally {
    await store.close();
  }
}
