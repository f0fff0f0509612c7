import { addDecimals, decimal, formatDecimal, type Instant } from "@cpokit/kernel";
import { isPossible, type MeterLimits } from "./limits.ts";
import type { MeterState } from "./meter-state.ts";
import type { Sample } from "./samples.ts";
import { energyText, mark, refuse, type Step } from "./step.ts";

/** Adds the energy of one interval to a series that starts at 0; only for meters without any register (F11). */
export function acceptInterval(state: MeterState, sample: Sample, beginAt: Instant | undefined, limits: MeterLimits): Step {
  if (state.begin !== undefined || state.end !== undefined || (state.samples !== undefined && state.samples.kind !== "interval")) return { state };
  const last = state.samples;
  if (last !== undefined && last.context !== sample.context) return { state };
  if (sample.value.units < 0n) return refuse(state, "negative", `The energy of an interval is negative (${energyText(sample.value)}).`);
  if (last !== undefined && sample.at <= last.at) {
    return sample.at === last.at ? { state } : refuse(state, "out-of-order", "The energy of an earlier interval came late; it may be counted already.");
  }
  const from = last?.at ?? beginAt;
  if (from !== undefined && !isPossible(sample.value, sample.at - from, limits)) {
    return refuse(state, "register-leap", `An interval of ${energyText(sample.value)} is more than the EVSE can deliver in that time.`);
  }
  const value = addDecimals(decimal(last?.value ?? 0), sample.value);
  const accepted = mark(sample.at, value);
  return { state: { ...state, samples: { kind: "interval", offset: formatDecimal(decimal(0)), context: sample.context, ...accepted } }, accepted };
}
