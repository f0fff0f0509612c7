import type { DeciAmpere, Instant, W, Wh } from "@cpokit/kernel";
import type { CompiledTariff } from "../compile/compiled-tariff.ts";
import type { Finding } from "../finding.ts";
import type { SessionInput } from "../price/session-input.ts";

/** A reading of the meter. */
export interface MeterSample {
  readonly at: Instant;
  /** The cumulative import register. */
  readonly energy: Wh;
  /** As measured at this moment; it holds until the next sample. */
  readonly power?: W;
  /** Sum over the phases. */
  readonly current?: DeciAmpere;
}

/**
 * What vehicle and station do, as OCPP says it. Time in which the vehicle does not ask for power is PARKING_TIME, time in
 * which the station withholds it is TIME (tariffs Q2).
 */
export type ChargingState = "charging" | "suspendedEV" | "suspendedEVSE" | "idle";

export interface StateChange {
  readonly at: Instant;
  readonly state: ChargingState;
}

export interface SegmenterOptions {
  readonly start: Instant;
  /** One prices the whole session (V2–V4); several are chosen from by `switches`. */
  readonly tariffs: readonly CompiledTariff[];
  /** IANA name; needed when a tariff looks at the clock (Z2). */
  readonly timeZone?: string;
  /** The state at the start; default `charging`. */
  readonly state?: ChargingState;
  /** When the reservation began that this session followed. */
  readonly reservedFrom?: Instant;
  /** From when which tariff applies, if it changes during the session (V1). */
  readonly switches?: readonly { readonly at: Instant; readonly tariffId: string }[];
  /** Moments at which a tax rate changes by law (X5). */
  readonly taxChanges?: readonly Instant[];
  /** `not-charging` is the old reading of PARKING_TIME, before it was corrected to the vehicle's side (errata E17). */
  readonly parking?: "not-requesting" | "not-charging";
}

/** Charging periods cut from samples: a `SessionInput` that `price` takes as it is. */
export interface SegmentedSession extends SessionInput {
  readonly start: Instant;
  readonly end: Instant;
  readonly currency: string;
  readonly periods: readonly SegmentedPeriod[];
  /** The meter's difference over the session; the periods sum to it exactly (G2). */
  readonly energy: Wh;
  readonly warnings: readonly Finding[];
  /** The measurements contradict each other or have holes: hold the bill until somebody looked (G5). */
  readonly needsReview: boolean;
}

export interface SegmentedPeriod {
  readonly start: Instant;
  readonly dimensions: readonly { readonly type: string; readonly volume: string }[];
  readonly tariffId: string;
  readonly energy: Wh;
  /** The energy at its start was no reading but lies on the line between two (G1, G2). */
  readonly interpolated: boolean;
}
