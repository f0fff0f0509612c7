import { describe, it } from "vitest";
import { contract, storeContract } from "@cpokit/storage/contract";
import { engines, sqliteTarget } from "./sqlite-target.ts";


describe.each(Object.keys(engines))("the SQLite driver on %s", (engine) => {
  const target = sqliteTarget(engine);
  describe("keeps the contract", () => {
    for (const { name, run } of contract) it(name, () => run(target), 120_000 + Number(process.env["CPOKIT_KILLS"] ?? 0) * 2_000);
  });
  describe("carries a store that keeps its promises", () => {
    for (const { name, run } of storeContract) it(name, () => run(target));
  });
});
