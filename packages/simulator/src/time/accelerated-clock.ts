import { performance } from "node:perf_hooks";
import { CpoError, instant, type Clock, type Instant, type Scheduler } from "@cpokit/kernel";

/** A clock and a scheduler that agree about time. */
export interface TimeSource {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

export interface AcceleratedClockOptions {
  /** What the clock shows at the moment of creation. */
  readonly start: Instant;
  /** Seconds of this clock per real second; 1 is real time. */
  readonly speed: number;
}

/** The longest delay that `setTimeout` keeps; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Time that runs `speed` times faster than real time. Stations whose time runs faster than that of their central system would send
 * timestamps from its future: run both on the same accelerated clock (a demo), or start it so far in the past that it ends at the real
 * time (a load test of a foreign system). Planned runs do not keep the process alive.
 *
 * @throws `simulator.speed` when the speed is not above 0.
 */
export function createAcceleratedClock({ start, speed }: AcceleratedClockOptions): TimeSource {
  if (!(speed > 0) || !Number.isFinite(speed)) {
    throw new CpoError("simulator.speed", `A clock cannot run at speed ${speed}; give a number above 0, 60 makes a minute of each second.`, { speed });
  }
  const origin = performance.now();
  return {
    clock: { now: () => instant(Math.floor(start + (performance.now() - origin) * speed)) },
    scheduler: {
      afterTurn: (run) => void setImmediate(run),
      after: (milliseconds, run) => afterReal(milliseconds / speed, run),
    },
  };
}

function afterReal(milliseconds: number, run: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    timer = setTimeout(() => (left > LONGEST_TIMER ? arm(left - LONGEST_TIMER) : run()), Math.min(left, LONGEST_TIMER));
    timer.unref();
  };
  arm(milliseconds);
  return () => clearTimeout(timer);
}
