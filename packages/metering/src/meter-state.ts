import type { Instant } from "@cpokit/kernel";
import type { Reading } from "@cpokit/model";

/** A register at a moment; `value` is exact Wh as decimal text. */
export interface RegisterMark {
  readonly at: Instant;
  readonly value: string;
}

/**
 * What the samples between begin and end mean:
 * `register` is a lifetime counter, `session` counts from the start of the session (pain 30), `interval` sends differences.
 */
export type SampleKind = "register" | "session" | "interval";

/** The series of samples, on the scale of the begin register. */
export interface SampleSeries extends RegisterMark {
  readonly kind: SampleKind;
  /** Wh to add to a sent value to come onto the scale of the series, as decimal text. */
  readonly offset: string;
  /** The one context that an interval series counts, so that no energy counts twice. */
  readonly context?: string;
}

/** A quarantined value that would confirm a new meaning of the register if the next one goes on from it. */
export interface Candidate extends RegisterMark {
  readonly cause: "fell" | "leapt";
}

/**
 * All that is remembered of a session's meter; plain JSON. Begin and end of the transaction are a source of their own,
 * apart from the samples between them: they are what is billed (Q2), the samples tell when.
 */
export interface MeterState {
  readonly begin?: RegisterMark;
  readonly end?: RegisterMark;
  readonly samples?: SampleSeries;
  readonly candidate?: Candidate;
  /** An export register was reported (Q13). */
  readonly exported?: true;
}

/** The meter of a session that has said nothing yet. */
export const emptyMeter: MeterState = Object.freeze({});

/** Why a reading was set aside. */
export type QuarantineCode =
  | "not-a-number" | "negative" | "register-fell" | "register-leap" | "unit-mixup" | "out-of-order" | "after-end"
  | "begin-differs" | "end-differs" | "end-below-begin";

/** A reading that is kept but not counted (I5). */
export interface Quarantined {
  readonly reading: Reading;
  readonly code: QuarantineCode;
  /** A sentence for the operator. */
  readonly reason: string;
}

/** Something about the meter that a person should know; all but `session-relative` make a session suspect. */
export type MeterNoteCode =
  | "session-relative" | "register-rollover" | "register-reset" | "register-leap" | "end-below-sample" | "energy-negative" | "begin-above-sample" | "interval-and-register";

export interface MeterNote {
  readonly code: MeterNoteCode;
  readonly reason: string;
}
