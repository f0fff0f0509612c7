export { contract, storeContract } from "./contract.ts";
export { createFaultyDriver, type Fault, type FaultyDriver } from "./faulty-driver.ts";
export { writeUntilKilled } from "./kills.ts";
export type { ContractCase, ContractPlace, ContractTarget } from "./target.ts";
