import type { Driver } from "../driver.ts";

/** One empty place for documents, such as a new file or schema. */
export interface ContractPlace {
  /** Opens a handle of its own, as another process would; all handles see the same documents. */
  open(): Promise<Driver>;
  /** Removes the place; all handles are closed by then. */
  remove(): Promise<void>;
  /**
   * Durable drivers: starts a process that opens the place and runs `writeUntilKilled`, reads what it acknowledges, kills it
   * without warning (SIGKILL) after a random moment, and returns all acknowledgements that it had read.
   */
  killWriter?(round: number): Promise<readonly string[]>;
}

/** What the contract is checked on. */
export interface ContractTarget {
  /** True when an answered commit survives the death of the process; then every place has `killWriter`. */
  readonly durable: boolean;
  /** How often the kill case kills; 10 when absent. */
  readonly kills?: number;
  create(): Promise<ContractPlace>;
}

/** One promise of the contract. `run` rejects with a sentence when the driver breaks it. */
export interface ContractCase {
  readonly name: string;
  run(target: ContractTarget): Promise<void>;
}

/** A case with a place of its own and one handle on it; both are cleared away afterwards. */
export function contractCase(name: string, check: (driver: Driver, place: ContractPlace, target: ContractTarget) => Promise<void>): ContractCase {
  return {
    name,
    async run(target) {
      const place = await target.create();
      const driver = await place.open();
      try {
        await check(driver, place, target);
      } finally {
        await driver.close();
        await place.remove();
      }
    },
  };
}
