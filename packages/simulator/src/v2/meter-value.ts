import type { MeterValueType, SampledValueType } from "@cpokit/ocpp/v201";
import type { Sample } from "../evse/meter.ts";
import { amperesText } from "../evse/tenths.ts";

const PHASES = ["L1", "L2", "L3"] as const;
const PHASE_TO_NEUTRAL = ["L1-N", "L2-N", "L3-N"] as const;

/** A sample as a MeterValue of OCPP 2.x, with only the wanted measurands; `undefined` when none is left. */
export function meterValue(sample: Sample, measurands: readonly string[], stamp: string): MeterValueType | undefined {
  const sampledValue = sampledValues(sample).filter((value) => measurands.includes(value.measurand ?? ""));
  return sampledValue.length === 0 ? undefined : { timestamp: stamp, sampledValue };
}

function sampledValues(sample: Sample): SampledValueType[] {
  const context = sample.context;
  const isDc = sample.kind === "DC";
  const outlet = { context, location: "Outlet" } as const;
  const currents = sample.currents.map((current, phase): SampledValueType => ({
    value: Number(amperesText(current)), ...outlet, measurand: "Current.Import", unitOfMeasure: { unit: "A" }, ...(isDc ? {} : { phase: PHASES[phase]! }),
  }));
  const voltages = sample.currents.map((_, phase): SampledValueType => ({
    value: sample.voltage, ...outlet, measurand: "Voltage", unitOfMeasure: { unit: "V" }, ...(isDc ? {} : { phase: PHASE_TO_NEUTRAL[phase]! }),
  }));
  return [
    { value: sample.energy, ...outlet, measurand: "Energy.Active.Import.Register", unitOfMeasure: { unit: "Wh" } },
    { value: sample.power, ...outlet, measurand: "Power.Active.Import", unitOfMeasure: { unit: "W" } },
    ...currents,
    ...voltages,
    ...(sample.stateOfCharge === undefined
      ? []
      : [{ value: sample.stateOfCharge, context, location: "EV", measurand: "SoC", unitOfMeasure: { unit: "Percent" } } as const]),
  ];
}
