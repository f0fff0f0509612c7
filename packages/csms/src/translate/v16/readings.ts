import type { Instant } from "@cpokit/kernel";
import type { Reading } from "@cpokit/model";
import type { MeterValue, SampledValue } from "@cpokit/ocpp/v16";
import { compact } from "../compact.ts";
import { stationTime } from "../envelope.ts";
import { DEFAULT_CONTEXT, DEFAULT_MEASURAND, defaultUnit } from "../units.ts";

/** The sampled values of 1.6 meter values, in the order sent. Values stay the text that they are (Q3). */
export function readings(meterValues: readonly MeterValue[] | undefined, receivedAt: Instant): readonly Reading[] {
  return (meterValues ?? []).flatMap((meterValue) => {
    const at = stationTime(meterValue.timestamp, receivedAt);
    return meterValue.sampledValue.map((sample) => reading(sample, at));
  });
}

/** The register in `meterStart` or `meterStop`: always whole Wh. */
export function registerReading(value: number, context: "Transaction.Begin" | "Transaction.End", at: Instant): Reading {
  return { at, value: String(value), measurand: DEFAULT_MEASURAND, unit: "Wh", context };
}

function reading(sample: SampledValue, at: Instant): Reading {
  const signed = sample.format === "SignedData";
  const measurand = sample.measurand ?? DEFAULT_MEASURAND;
  const { phase, location } = sample;
  const value = signed ? "" : sample.value.trim();
  const plain = { at, value, measurand, unit: sample.unit ?? defaultUnit(measurand), context: sample.context ?? DEFAULT_CONTEXT };
  if (phase === undefined && location === undefined && !signed) return plain;
  return compact({ ...plain, phase, location, signed: signed ? { data: sample.value } : undefined });
}
