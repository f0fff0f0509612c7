import type { MeterValue, SampledValue } from "@cpokit/ocpp/v16";
import type { Sample } from "../evse/meter.ts";
import { amperesText } from "../evse/tenths.ts";

const PHASES = ["L1", "L2", "L3"] as const;
const PHASE_TO_NEUTRAL = ["L1-N", "L2-N", "L3-N"] as const;

/** A sample as a MeterValue of OCPP 1.6, with only the wanted measurands; `undefined` when none is left. */
export function meterValue(sample: Sample, measurands: readonly string[], stamp: string): MeterValue | undefined {
  const sampledValue = sampledValues(sample).filter((value) => measurands.includes(value.measurand ?? ""));
  return sampledValue.length === 0 ? undefined : { timestamp: stamp, sampledValue };
}

function sampledValues(sample: Sample): SampledValue[] {
  const context = sample.context;
  const isDc = sample.kind === "DC";
  const outlet = { context, location: "Outlet" } as const;
  const currents = sample.currents.map((current, phase): SampledValue => ({
    value: amperesText(current), ...outlet, measurand: "Current.Import", unit: "A", ...(isDc ? {} : { phase: PHASES[phase]! }),
  }));
  const voltages = sample.currents.map((_, phase): SampledValue => ({
    value: String(sample.voltage), ...outlet, measurand: "Voltage", unit: "V", ...(isDc ? {} : { phase: PHASE_TO_NEUTRAL[phase]! }),
  }));
  return [
    { value: String(sample.energy), ...outlet, measurand: "Energy.Active.Import.Register", unit: "Wh" },
    { value: String(sample.power), ...outlet, measurand: "Power.Active.Import", unit: "W" },
    ...currents,
    ...voltages,
    ...(sample.stateOfCharge === undefined ? [] : [{ value: String(sample.stateOfCharge), context, location: "EV", measurand: "SoC", unit: "Percent" } as const]),
  ];
}
