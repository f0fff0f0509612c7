import { describe, it } from "vitest";
import { createMemoryPlace } from "@cpokit/storage";
import { contract, storeContract, type ContractTarget } from "@cpokit/storage/contract";

const memory: ContractTarget = {
  durable: false,
  async create() {
    const place = createMemoryPlace();
    return { open: async () => place.open(), remove: async () => undefined };
  },
};

describe("the memory driver keeps the contract", () => {
  for (const { name, run } of contract) it(name, () => run(memory));
});

describe("a store over the memory driver keeps its promises", () => {
  for (const { name, run } of storeContract) it(name, () => run(memory));
});
