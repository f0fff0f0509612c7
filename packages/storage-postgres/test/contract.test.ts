import { afterAll, describe, it } from "vitest";
import { contract, storeContract } from "@cpokit/storage/contract";
import { createTestDatabase } from "./postgres-server.ts";
import { postgresTarget } from "./postgres-target.ts";

const database = await createTestDatabase();
afterAll(() => database?.remove());

describe.skipIf(database === undefined)("the PostgreSQL driver keeps the contract", () => {
  for (const { name, run } of contract) it(name, () => run(postgresTarget(database!.url)), 120_000 + Number(process.env["CPOKIT_KILLS"] ?? 0) * 2_000);
});

describe.skipIf(database === undefined)("a store over the PostgreSQL driver keeps its promises", () => {
  for (const { name, run } of storeContract) it(name, () => run(postgresTarget(database!.url)));
});
