import { CpoError } from "@cpokit/kernel";
import type { Driver } from "../driver.ts";

export interface Fault {
  /** Which call of `commit` fails, counted from 1. */
  readonly commit: number;
  /** Nothing of the call is stored, or all of it and only the answer is lost (F1, F2). */
  readonly stored: boolean;
  /** Everything after the fault fails as well, as after the death of the process or of the database. */
  readonly dies?: boolean;
}

/** A driver that fails at the n-th commit, to find out what a program does then. */
export interface FaultyDriver extends Driver {
  /** Calls of `commit` so far. */
  readonly commits: number;
}

/** Wraps a driver; the failures reject with `storage.fault`. Closing leaves the wrapped driver open. */
export function createFaultyDriver(driver: Driver, fault: Fault): FaultyDriver {
  let commits = 0;
  const failure = (): CpoError => new CpoError("storage.fault", `Commit ${fault.commit} was made to fail.`, { commit: fault.commit, stored: fault.stored });
  const isDead = (): boolean => fault.dies === true && commits >= fault.commit;
  return {
    get commits() {
      return commits;
    },
    get: async (address) => (isDead() ? Promise.reject(failure()) : driver.get(address)),
    scan: async (range) => (isDead() ? Promise.reject(failure()) : driver.scan(range)),
    async commit(units) {
      if (isDead()) throw failure();
      commits += 1;
      if (commits !== fault.commit) return driver.commit(units);
      if (fault.stored) await driver.commit(units);
      throw failure();
    },
    close: async () => undefined,
  };
}
