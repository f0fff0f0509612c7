import type { Instant } from "./instant.ts";

/** Where the time comes from. Pure code never reads the machine's clock. */
export interface Clock {
  now(): Instant;
}

/** Where new identifiers come from. */
export interface Ids {
  /** A new unique id, at most 36 characters, sortable by creation time. */
  next(): string;
}

/** A number in [0, 1), as `Math.random` gives it. */
export type Random = () => number;

/** Stops a planned run; calling it twice is fine. */
export type Cancel = () => void;

/** Where delays come from, so that simulations can run in virtual time. */
export interface Scheduler {
  /** Runs once after the current turn of the event loop, when all input that is ready has been read. */
  afterTurn(run: () => void): void;
  /** Runs once after `milliseconds`, unless cancelled. A wait that somebody awaits says `keepAlive`: the process must not end before. */
  after(milliseconds: number, run: () => void, options?: { readonly keepAlive?: boolean }): Cancel;
}

/** What libraries write to when nobody is told by a return value; pino fits it. */
export interface Logger {
  debug(values: object, message: string): void;
  info(values: object, message: string): void;
  warn(values: object, message: string): void;
  error(values: object, message: string): void;
}

/** A logger that drops everything. */
export const silentLogger: Logger = Object.freeze({ debug: drop, info: drop, warn: drop, error: drop });

function drop(): void {}
