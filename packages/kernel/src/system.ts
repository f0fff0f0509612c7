import { webcrypto } from "node:crypto";
import { createUlids } from "./ids.ts";
import { instant } from "./instant.ts";
import type { Clock, Ids, Random, Scheduler } from "./ports.ts";

/** The machine's clock. */
export const systemClock: Clock = Object.freeze({ now: () => instant(Date.now()) });

const drawn = new Uint32Array(256);
let left = 0;

/** Cryptographically strong randomness in [0, 1), drawn from the system some at a time. */
export const systemRandom: Random = () => {
  if (left === 0) {
    webcrypto.getRandomValues(drawn);
    left = drawn.length;
  }
  left -= 1;
  const value = drawn[left]!;
  // What was given out is remembered nowhere.
  drawn[left] = 0;
  return value / 2 ** 32;
};

/** New ULIDs from the machine's clock and strong randomness. */
export function createSystemIds(): Ids {
  return createUlids({ clock: systemClock, random: systemRandom });
}

/** The event loop of Node.js. Planned runs do not keep the process alive unless they ask for it. */
export const systemScheduler: Scheduler = Object.freeze({
  afterTurn: (run: () => void) => void setImmediate(run),
  after: (milliseconds: number, run: () => void, options?: { readonly keepAlive?: boolean }) => {
    const timer = setTimeout(run, milliseconds);
    if (options?.keepAlive !== true) timer.unref();
    return () => clearTimeout(timer);
  },
});
