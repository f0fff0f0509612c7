import type { Cancel, Random, Scheduler } from "@cpokit/kernel";
import type { StationChannel } from "../channel/channel.ts";

export interface ConnectionOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  open(closed: () => void): Promise<StationChannel | undefined>;
  up(channel: StationChannel): void;
  /** An attempt failed; the next one follows. */
  failed(): void;
  /** The line is gone: `closed` by the station on purpose, else `lost`. */
  down(how: "closed" | "lost"): void;
}

/** Keeps a line open: connects, and after a loss connects again with growing pauses. */
export interface Connection {
  /** Connects now, or after `delay` milliseconds. */
  start(delay?: number): void;
  /** Takes the line down and leaves it down. */
  stop(how: "close" | "cut"): void;
  readonly channel: StationChannel | undefined;
}

/** The first pause between two attempts; each further one is twice as long, up to the longest. */
const FIRST_PAUSE = 5_000;
const LONGEST_PAUSE = 160_000;

export function createConnection({ scheduler, random, open, up, failed, down }: ConnectionOptions): Connection {
  let channel: StationChannel | undefined;
  let cancelAttempt: Cancel | undefined;
  let pause = FIRST_PAUSE;
  /** Counts up whenever an earlier attempt or line must no longer be heard. */
  let generation = 0;

  const attempt = async (): Promise<void> => {
    const mine = (generation += 1);
    let isOver = false;
    const opened = await open(() => {
      isOver = true;
      if (mine === generation) lost();
    });
    if (mine !== generation) {
      opened?.close();
    } else if (opened === undefined || isOver) {
      failed();
      retry();
    } else {
      channel = opened;
      pause = FIRST_PAUSE;
      up(opened);
    }
  };

  const retry = (): void => {
    start(pause + random() * FIRST_PAUSE);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  };

  const lost = (): void => {
    if (channel === undefined) return;
    channel = undefined;
    down("lost");
    retry();
  };

  const start = (delay = 0): void => {
    cancelAttempt?.();
    cancelAttempt = scheduler.after(delay, () => void attempt());
  };

  return {
    start,
    stop(how) {
      generation += 1;
      cancelAttempt?.();
      const line = channel;
      channel = undefined;
      if (line === undefined) return;
      down(how === "close" ? "closed" : "lost");
      if (how === "close") line.close();
      else line.cut();
    },
    get channel() {
      return channel;
    },
  };
}
