import { addDecimals, compareDecimals, decimal, subtractDecimal, type Decimal } from "@cpokit/kernel";
import { isPossible, rolloverBetween, type MeterLimits } from "./limits.ts";
import type { MeterNote, MeterState } from "./meter-state.ts";
import type { Sample } from "./samples.ts";
import { energyText, mark, refuse, type Step } from "./step.ts";

/** Takes the register at the begin of the transaction; the first one counts. */
export function acceptBegin(state: MeterState, sample: Sample): Step {
  if (sample.value.units < 0n) return refuse(state, "negative", `The start register is negative (${energyText(sample.value)}).`);
  if (state.begin !== undefined) {
    return compareDecimals(decimal(state.begin.value), sample.value) === 0
      ? { state }
      : refuse(state, "begin-differs", `A second start register of ${energyText(sample.value)} differs from the first, ${state.begin.value} Wh.`);
  }
  const begin = mark(sample.at, sample.value);
  const next = { ...state, begin };
  const later = state.end ?? state.samples;
  if (later === undefined || compareDecimals(sample.value, decimal(later.value)) <= 0) return { state: next, accepted: begin };
  const reason = `The start register of ${energyText(sample.value)} came late and is above a register already reported, ${later.value} Wh.`;
  return { state: next, accepted: begin, note: { code: "begin-above-sample", reason } };
}

/** Takes the register at the end of the transaction; the first one counts (Q4, pain 2). */
export function acceptEnd(state: MeterState, sample: Sample, limits: MeterLimits): Step {
  if (sample.value.units < 0n) return refuse(state, "negative", `The end register is negative (${energyText(sample.value)}).`);
  const { begin } = state;
  const found = begin === undefined ? { value: sample.value } : endOnScale(state, sample, decimal(begin.value), limits);
  if (found === undefined) {
    const reason = `The end register of ${energyText(sample.value)} is below the start register of ${begin?.value ?? ""} Wh.`;
    return { ...refuse(state, "end-below-begin", reason), note: { code: "energy-negative", reason } };
  }
  if (state.end !== undefined) {
    return compareDecimals(decimal(state.end.value), found.value) === 0
      ? { state }
      : refuse(state, "end-differs", `A second end register of ${energyText(sample.value)} differs from the first, ${state.end.value} Wh.`);
  }
  const end = mark(sample.at, found.value);
  const note = found.note ?? belowSamples(state, found.value);
  return { state: { ...state, end }, accepted: end, ...(note !== undefined && { note }) };
}

interface FoundEnd {
  readonly value: Decimal;
  readonly note?: MeterNote;
}

/** The end on the scale of the begin: as sent, or with what the samples have taught about the register. */
function endOnScale(state: MeterState, sample: Sample, begin: Decimal, limits: MeterLimits): FoundEnd | undefined {
  const { samples } = state;
  // After a reset, or where the samples count from the session's start, the end may speak the samples' language.
  const shifted = addDecimals(sample.value, decimal(samples?.offset ?? 0));
  const continues = (value: Decimal): boolean =>
    samples !== undefined && isPossible(subtractDecimal(value, decimal(samples.value)), sample.at - samples.at, limits);
  const isAboveBegin = compareDecimals(sample.value, begin) >= 0;
  if (!(isAboveBegin && continues(sample.value)) && continues(shifted)) return { value: shifted };
  if (isAboveBegin) return { value: sample.value };
  const before = samples === undefined ? begin : decimal(samples.value);
  const modulus = rolloverBetween(before, sample.value, sample.at - (samples?.at ?? state.begin?.at ?? sample.at), limits);
  if (modulus === undefined) return undefined;
  const reason = `The register wrapped at ${energyText(modulus)} before the end.`;
  return { value: addDecimals(sample.value, modulus), note: { code: "register-rollover", reason } };
}

function belowSamples(state: MeterState, end: Decimal): MeterNote | undefined {
  if (state.samples === undefined) return undefined;
  const missing = subtractDecimal(decimal(state.samples.value), end);
  // Begin and end often count whole Wh where samples have decimals.
  if (compareDecimals(missing, decimal(1)) < 0) return undefined;
  return {
    code: "end-below-sample",
    reason: `The end register of ${energyText(end)} is ${energyText(missing)} below a register already accepted during the session.`,
  };
}
