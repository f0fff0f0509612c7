import type { Scheduler } from "@cpokit/kernel";
import type { Connection } from "./connection.ts";
import type { Registry } from "./registry.ts";

/** The longest pause between two closings, in ms: the stations must not all come back at once. */
const LONGEST_STEP = 10;

/** How often to look whether a connection is idle, in ms. */
const LOOK_AGAIN = 20;

/**
 * Closes all connections with 1012 (service restart), one after the other over at most half of the time, each when it is idle.
 * What is left when the time is over is cut. Resolves when all sockets are closed.
 */
export async function closeAll(registry: Registry, within: number, scheduler: Scheduler): Promise<void> {
  const time = { isOver: false };
  const cancel = scheduler.after(within, () => {
    time.isOver = true;
    for (const connection of [...registry.open(), ...registry.leaving()]) connection.cut(1012, "The central system restarts.");
  });
  const open = [...registry.open()];
  const step = Math.min(LONGEST_STEP, within / 2 / Math.max(open.length, 1));
  await Promise.all(open.map((connection, place) => closeWhenIdle(connection, Math.round(place * step))));
  await registry.allGone();
  cancel();

  async function closeWhenIdle(connection: Connection, after: number): Promise<void> {
    await pause(after);
    while (!time.isOver && !connection.peer.isIdle) await pause(LOOK_AGAIN);
    if (!time.isOver) connection.close(1012, "The central system restarts.");
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => void scheduler.after(milliseconds, resolve));
  }
}
