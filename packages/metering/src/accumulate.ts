import { decimal, roundDecimal, type Instant } from "@cpokit/kernel";
import type { EnergyPoint, Reading } from "@cpokit/model";
import { acceptBegin, acceptEnd } from "./accept-boundary.ts";
import { acceptInterval } from "./accept-interval.ts";
import { acceptSample } from "./accept-sample.ts";
import type { MeterLimits } from "./limits.ts";
import type { MeterNote, MeterState, Quarantined, RegisterMark } from "./meter-state.ts";
import { samplesOf, type Sample, type Samples } from "./samples.ts";
import type { Step } from "./step.ts";

export interface AccumulateOptions extends MeterLimits {
  /** When the session began; with `isStart` it lets the first register of a start message be the start register. */
  readonly beginAt?: Instant;
  /** The readings came with the start of the session. */
  readonly isStart?: boolean;
}

/** What a batch of readings did to the meter of a session. */
export interface Accumulated {
  readonly state: MeterState;
  /** Newly accepted registers, whole Wh. */
  readonly points: readonly EnergyPoint[];
  /** The newest active power in the batch, W. */
  readonly power?: number;
  readonly quarantined: readonly Quarantined[];
  readonly notes: readonly MeterNote[];
}

/**
 * Adds a batch of readings to the one energy series of a session: exact, monotone or quarantined, never clamped (I5).
 * Pure; the state is plain JSON. Duplicates of what was accepted change nothing.
 */
export function accumulate(state: MeterState, readings: readonly Reading[], options: AccumulateOptions): Accumulated {
  const samples = samplesOf(readings);
  const quarantined: Quarantined[] = samples.unreadable.map((reading) => ({
    reading, code: "not-a-number", reason: `"${reading.value.slice(0, 40)}" ${reading.unit} is no number of a known unit.`,
  }));
  const points: EnergyPoint[] = [];
  const notes: MeterNote[] = [];
  let current = samples.exported && state.exported === undefined ? { ...state, exported: true as const } : state;

  const take = (sample: Sample, step: Step): void => {
    current = step.state;
    if (step.accepted !== undefined) points.push(pointOf(step.accepted, samples));
    if (step.refused !== undefined) quarantined.push({ reading: sample.reading, ...step.refused });
    if (step.note !== undefined) notes.push(step.note);
  };
  const startSample = options.isStart === true ? startOf(samples.registers, state) : undefined;
  for (const sample of samples.registers) {
    if (sample === startSample || sample.context === "Transaction.Begin") take(sample, acceptBegin(current, sample));
    else if (sample.context === "Transaction.End") take(sample, acceptEnd(current, sample, options));
    else take(sample, acceptSample(current, sample, options));
  }
  if (samples.registers.length === 0) {
    for (const sample of samples.intervals) take(sample, acceptInterval(current, sample, options.beginAt, options));
  }
  const power = newest(samples.power);
  return { state: current, points, ...(power !== undefined && { power }), quarantined, notes };
}

/** Stations that do not mark the start register still send it with the start. */
function startOf(registers: readonly Sample[], state: MeterState): Sample | undefined {
  const isMarked = state.begin !== undefined || registers.some((sample) => sample.context === "Transaction.Begin");
  return isMarked ? undefined : registers[0];
}

function pointOf({ at, value }: RegisterMark, samples: Samples): EnergyPoint {
  const [power, current] = [samples.power.get(at), samples.current.get(at)];
  return { at, register: Number(roundDecimal(decimal(value), 0).units), ...(power !== undefined && { power }), ...(current !== undefined && { current }) };
}

function newest(power: ReadonlyMap<Instant, number>): number | undefined {
  let latest: Instant | undefined;
  for (const at of power.keys()) if (latest === undefined || at > latest) latest = at;
  return latest === undefined ? undefined : power.get(latest);
}
