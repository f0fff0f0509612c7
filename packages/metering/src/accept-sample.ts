import { addDecimals, compareDecimals, decimal, formatDecimal, subtractDecimal, type Decimal } from "@cpokit/kernel";
import { isPossible, rolloverBetween, type MeterLimits } from "./limits.ts";
import type { Candidate, MeterNote, MeterState, RegisterMark, SampleKind } from "./meter-state.ts";
import type { Sample } from "./samples.ts";
import { energyText, mark, refuse, type Step } from "./step.ts";

/**
 * Takes one register between begin and end. A value that falls or leaps is set aside; when the next one goes on from
 * it, the register has changed its meaning (session-relative, reset, moved) and the series goes on from there (I5, F11).
 */
export function acceptSample(state: MeterState, sample: Sample, limits: MeterLimits): Step {
  if (sample.value.units < 0n) return refuse(state, "negative", `The register is negative (${energyText(sample.value)}).`);
  if (state.samples?.kind === "interval") return replaceIntervals(state, sample);
  const offset = decimal(state.samples?.offset ?? 0);
  const value = addDecimals(sample.value, offset);
  const last = state.samples ?? state.begin;
  if (last === undefined) return moved(state, sample, value, "register", offset);
  if (sample.at < last.at || state.end !== undefined) return acceptLate(state, sample, value, state.end ?? last);

  const since = subtractDecimal(value, decimal(last.value));
  if (since.units === 0n && sample.at === last.at) return { state };
  if (isPossible(since, sample.at - last.at, limits)) return moved(state, sample, value, state.samples?.kind ?? "register", offset);
  return since.units < 0n ? fell(state, sample, last, offset, limits) : leapt(state, sample, last, since, limits);
}

function fell(state: MeterState, sample: Sample, last: RegisterMark, offset: Decimal, limits: MeterLimits): Step {
  const lastValue = decimal(last.value);
  const modulus = rolloverBetween(subtractDecimal(lastValue, offset), sample.value, sample.at - last.at, limits);
  if (modulus !== undefined) {
    const wrapped = addDecimals(offset, modulus);
    const reason = `The register wrapped at ${energyText(modulus)}.`;
    return moved(state, sample, addDecimals(sample.value, wrapped), state.samples?.kind ?? "register", wrapped, { code: "register-rollover", reason });
  }
  const { begin } = state;
  if (confirms(state.candidate, "fell", sample, limits)) {
    if (state.samples === undefined && begin !== undefined && isPossible(sample.value, sample.at - begin.at, limits)) {
      const reason = "The register counts from the start of the session, unlike the start register, and is read so.";
      return moved(state, sample, addDecimals(sample.value, lastValue), "session", lastValue, { code: "session-relative", reason });
    }
    const reason = `The register was reset during the session: it stood at ${last.value} Wh and went on from ${state.candidate.value} Wh.`;
    const anew = isPossible(sample.value, sample.at - last.at, limits) ? lastValue : subtractDecimal(lastValue, decimal(state.candidate.value));
    return moved(state, sample, addDecimals(sample.value, anew), "register", anew, { code: "register-reset", reason });
  }
  const reason = `The register fell from ${last.value} Wh to ${energyText(addDecimals(sample.value, offset))}.`;
  return { ...refuse(state, "register-fell", reason), state: { ...state, candidate: candidateOf(sample, "fell") } };
}

function leapt(state: MeterState, sample: Sample, last: RegisterMark, since: Decimal, limits: MeterLimits): Step {
  if (confirms(state.candidate, "leapt", sample, limits)) {
    const anew = subtractDecimal(decimal(last.value), decimal(state.candidate.value));
    const reason = `The register leapt from ${last.value} Wh to ${state.candidate.value} Wh and went on from there; the leap is not counted.`;
    return moved(state, sample, addDecimals(sample.value, anew), "register", anew, { code: "register-leap", reason });
  }
  const thousandth = subtractDecimal({ units: sample.value.units, scale: sample.value.scale + 3 }, decimal(last.value));
  const isScaled = sample.reading.unit.trim().toLowerCase() !== "wh" || (sample.reading.multiplier ?? 0) > 0;
  const isMixup = isScaled && isPossible(thousandth, sample.at - last.at, limits);
  const reason = isMixup
    ? `The register leapt by ${energyText(since)}; a thousandth of it fits, so the unit is wrong (kWh for Wh, Q2).`
    : `The register leapt by ${energyText(since)}, more than the EVSE can deliver in that time.`;
  return { ...refuse(state, isMixup ? "unit-mixup" : "register-leap", reason), state: { ...state, candidate: candidateOf(sample, "leapt") } };
}

/** A sample from before the last one, or after the end: it must fit between what is known, and moves nothing. */
function acceptLate(state: MeterState, sample: Sample, value: Decimal, upper: RegisterMark): Step {
  const difference = compareDecimals(value, decimal(upper.value));
  if (state.end !== undefined && sample.at >= upper.at) {
    if (difference === 0) return { state };
    return refuse(state, "after-end", `The register of ${energyText(value)} came after the end register of ${upper.value} Wh.`);
  }
  const isAbove = difference > 0;
  const isBelow = state.begin !== undefined && (compareDecimals(value, decimal(state.begin.value)) < 0 || sample.at < state.begin.at);
  if (isAbove || isBelow) return refuse(state, "out-of-order", `The late register of ${energyText(value)} does not fit before ${upper.value} Wh.`);
  return { state, accepted: mark(sample.at, value) };
}

function moved(state: MeterState, sample: Sample, value: Decimal, kind: SampleKind, offset: Decimal, note?: MeterNote): Step {
  const { candidate: _settled, ...rest } = state;
  const accepted = mark(sample.at, value);
  return { state: { ...rest, samples: { kind, offset: formatDecimal(offset), ...accepted } }, accepted, ...(note !== undefined && { note }) };
}

/** A second value that goes on from the candidate. Equal values confirm nothing: a dead meter repeats 0. */
function confirms(candidate: Candidate | undefined, cause: Candidate["cause"], sample: Sample, limits: MeterLimits): candidate is Candidate {
  if (candidate?.cause !== cause || sample.at <= candidate.at) return false;
  const since = subtractDecimal(sample.value, decimal(candidate.value));
  return since.units > 0n && isPossible(since, sample.at - candidate.at, limits);
}

function candidateOf(sample: Sample, cause: Candidate["cause"]): Candidate {
  return { cause, ...mark(sample.at, sample.value) };
}

/** A station that first sent intervals and then a register: the register counts from here, on top of the intervals. */
function replaceIntervals(state: MeterState, sample: Sample): Step {
  const counted = decimal(state.samples?.value ?? 0);
  const reason = "The station first sent energy per interval and then a register; the register is added to what the intervals counted.";
  const begin = mark(state.samples?.at ?? sample.at, decimal(0));
  return moved({ ...state, begin }, sample, counted, "register", subtractDecimal(counted, sample.value), { code: "interval-and-register", reason });
}
