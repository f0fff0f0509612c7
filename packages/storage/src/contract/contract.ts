import { atomicityCases } from "./atomicity.ts";
import { bodyCases } from "./bodies.ts";
import { handleCases } from "./handles.ts";
import { killCases } from "./kills.ts";
import { raceCases } from "./races.ts";
import { scanCases } from "./scans.ts";
import { leaseCases } from "./store-leases.ts";
import { outboxCases } from "./store-outbox.ts";
import { unitCases } from "./store-units.ts";
import type { ContractCase } from "./target.ts";
import { uniquenessCases } from "./uniqueness.ts";

/**
 * What every driver promises, case by case, for any test runner. A driver is right when all of them pass; none can be
 * switched off.
 *
 * @example
 * for (const { name, run } of contract) it(name, () => run(target));
 */
export const contract: readonly ContractCase[] = Object.freeze([
  ...atomicityCases,
  ...uniquenessCases,
  ...bodyCases,
  ...scanCases,
  ...raceCases,
  ...handleCases,
  ...killCases,
]);

/** What a store over the driver promises: units of work, leases, outbox. A driver that passes `contract` passes these as well. */
export const storeContract: readonly ContractCase[] = Object.freeze([...unitCases, ...leaseCases, ...outboxCases]);
