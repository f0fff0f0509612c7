/** The measurand of a reading that names none (1.6 §7.43, 2.x SampledValueType). */
export const DEFAULT_MEASURAND = "Energy.Active.Import.Register";
/** The context of a reading that names none. */
export const DEFAULT_CONTEXT = "Sample.Periodic";

/** Beginnings of measurands and the unit that stands for them; the specifications name only the first, the others are what every station means. */
const DEFAULT_UNITS: readonly (readonly [string, string])[] = [
  ["Energy.Reactive", "varh"],
  ["Energy.Apparent", "VAh"],
  ["Energy", "Wh"],
  ["Power.Reactive", "var"],
  ["Power.Factor", ""],
  ["Power", "W"],
  ["Current", "A"],
  ["Voltage", "V"],
  ["SoC", "Percent"],
  ["Frequency", "Hertz"],
];

/** The unit of a measurand whose unit was left out; `""` where none is known. */
export function defaultUnit(measurand: string): string {
  return DEFAULT_UNITS.find(([start]) => measurand.startsWith(start))?.[1] ?? "";
}
