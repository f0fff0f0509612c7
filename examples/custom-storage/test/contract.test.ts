import { describe, it } from "vitest";
import { contract, storeContract } from "@cpokit/storage/contract";
import { logTarget } from "./log-target.ts";

describe("the log driver keeps the contract", () => {
  for (const { name, run } of contract) it(name, () => run(logTarget), 120_000);
});

describe("a store over the log driver keeps its promises", () => {
  for (const { name, run } of storeContract) it(name, () => run(logTarget));
});
