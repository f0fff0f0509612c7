export { accumulate, type Accumulated, type AccumulateOptions } from "./accumulate.ts";
export { energyOf, type MeteredEnergy } from "./energy-of.ts";
export { energySeries, type EnergySeries, type ExcludedPoint, type SeriesBounds } from "./energy-series.ts";
export { isPossible, type MeterLimits } from "./limits.ts";
export {
  emptyMeter, type Candidate, type MeterNote, type MeterNoteCode, type MeterState, type Quarantined, type QuarantineCode, type RegisterMark, type SampleKind,
  type SampleSeries,
} from "./meter-state.ts";
