import { decimal, formatDecimal, type Instant } from "@cpokit/kernel";
import type { Reading, SignedReading } from "@cpokit/model";
import type { MeterValueType, SampledValueType, SignedMeterValueType } from "@cpokit/ocpp/v21";
import { compact } from "../compact.ts";
import { stationTime } from "../envelope.ts";
import { DEFAULT_CONTEXT, DEFAULT_MEASURAND, defaultUnit } from "../units.ts";

/** The sampled values of 2.x meter values, in the order sent. Numbers become their shortest exact decimal text (tariffs N1). */
export function readings(meterValues: readonly MeterValueType[] | undefined, receivedAt: Instant): readonly Reading[] {
  return (meterValues ?? []).flatMap((meterValue) => {
    const at = stationTime(meterValue.timestamp, receivedAt);
    return meterValue.sampledValue.map((sample) => reading(sample, at));
  });
}

function reading(sample: SampledValueType, at: Instant): Reading {
  const measurand = sample.measurand ?? DEFAULT_MEASURAND;
  return compact({
    at,
    value: formatDecimal(decimal(sample.value)),
    measurand,
    unit: sample.unitOfMeasure?.unit ?? defaultUnit(measurand),
    multiplier: sample.unitOfMeasure?.multiplier,
    context: sample.context ?? DEFAULT_CONTEXT,
    phase: sample.phase,
    location: sample.location,
    signed: sample.signedMeterValue === undefined ? undefined : signedReading(sample.signedMeterValue),
  });
}

function signedReading({ signedMeterData, signingMethod, encodingMethod, publicKey }: SignedMeterValueType): SignedReading {
  return compact({ data: signedMeterData, signingMethod, encodingMethod, publicKey });
}
