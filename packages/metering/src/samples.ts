import { addDecimals, decimal, multiplyDecimals, roundDecimal, type Decimal, type Instant } from "@cpokit/kernel";
import type { Reading } from "@cpokit/model";
import { amperesOf, wattHoursOf, wattsOf } from "./reading-value.ts";

/** The value of one measurand at one moment: unphased as sent, else the sum of its phases. */
export interface Sample {
  readonly at: Instant;
  readonly context: string;
  /** Exact, in Wh, W or A. */
  readonly value: Decimal;
  /** The first reading it came from, for reports. */
  readonly reading: Reading;
}

/** What a batch of readings says about energy, power and current at the outlet. */
export interface Samples {
  /** Import registers, in order of time; at one moment the begin of the transaction first and its end last. */
  readonly registers: readonly Sample[];
  /** Import in an interval, in order of time. */
  readonly intervals: readonly Sample[];
  /** Export registers were among them (Q13). */
  readonly exported: boolean;
  /** Active power in whole W by moment. */
  readonly power: ReadonlyMap<Instant, number>;
  /** Current in whole tenths of an ampere by moment, the phases together. */
  readonly current: ReadonlyMap<Instant, number>;
  /** Readings of these measurands without a usable number. */
  readonly unreadable: readonly Reading[];
}

const REGISTER = "Energy.Active.Import.Register";
const INTERVAL = "Energy.Active.Import.Interval";
const EXPORT = "Energy.Active.Export.Register";
const POWER = "Power.Active.Import";
const CURRENT = "Current.Import";

/** How each measurand that counts here is read. */
const VALUE_OF: Readonly<Record<string, (reading: Reading) => Decimal | undefined>> = { [REGISTER]: wattHoursOf, [INTERVAL]: wattHoursOf, [POWER]: wattsOf, [CURRENT]: amperesOf };

/** Only these three make a total; `N` and line-to-line values repeat them. */
const PHASES: Readonly<Record<string, string>> = { L1: "L1", L2: "L2", L3: "L3", "L1-N": "L1", "L2-N": "L2", "L3-N": "L3" };

/** Sorts readings into samples: default location only, unphased values before phase sums. Others (SoC, voltage, …) are not energy and stay out. */
export function samplesOf(readings: readonly Reading[]): Samples {
  const groups = new Map<string, Group>();
  const unreadable: Reading[] = [];
  let exported = false;

  for (const reading of readings) {
    if (!isAtOutlet(reading)) continue;
    if (reading.measurand === EXPORT) exported = true;
    const valueOf = VALUE_OF[reading.measurand];
    if (valueOf === undefined) continue;
    const value = valueOf(reading);
    if (value === undefined) {
      if (reading.value !== "" || reading.signed === undefined) unreadable.push(reading);
      continue;
    }
    addToGroup(groups, reading, value);
  }

  const samples: Sample[] = [];
  for (const group of groups.values()) {
    const sample = sampleOf(group);
    if (sample !== undefined) samples.push(sample);
  }
  samples.sort(inOrder);
  return {
    registers: of(samples, REGISTER),
    intervals: of(samples, INTERVAL),
    exported,
    power: byMoment(of(samples, POWER), wholeOf),
    current: byMoment(of(samples, CURRENT), (value) => wholeOf(multiplyDecimals(value, TEN))),
    unreadable,
  };
}

const TEN = decimal(10);
const NONE: ReadonlyMap<Instant, number> = new Map();

function of(samples: readonly Sample[], measurand: string): readonly Sample[] {
  return samples.filter(({ reading }) => reading.measurand === measurand);
}

/** The last one of a moment counts. */
function byMoment(samples: readonly Sample[], numberOf: (value: Decimal) => number): ReadonlyMap<Instant, number> {
  if (samples.length === 0) return NONE;
  const numbers = new Map<Instant, number>();
  for (const { at, value } of samples) numbers.set(at, numberOf(value));
  return numbers;
}

function wholeOf(value: Decimal): number {
  return Number(roundDecimal(value, 0).units);
}

interface Group {
  readonly first: Reading;
  total?: Decimal;
  /** Absent as long as no phase is known. */
  phases?: Map<string, Decimal>;
}

function addToGroup(groups: Map<string, Group>, reading: Reading, value: Decimal): void {
  const key = `${reading.measurand} ${reading.context} ${reading.at}`;
  let group = groups.get(key);
  if (group === undefined) groups.set(key, (group = { first: reading }));
  if (reading.phase === undefined || reading.phase === "") {
    group.total ??= value;
    return;
  }
  const phase = PHASES[reading.phase];
  if (phase === undefined) return;
  group.phases ??= new Map();
  if (!group.phases.has(phase)) group.phases.set(phase, value);
}

function sampleOf(group: Group): Sample | undefined {
  const value = group.total ?? (group.phases === undefined ? undefined : addDecimals(...group.phases.values()));
  return value === undefined ? undefined : { at: group.first.at, context: group.first.context, value, reading: group.first };
}

/** `Outlet` is the default of both protocols; what a cable, a body or the vehicle measures is not what is sold. */
function isAtOutlet(reading: Reading): boolean {
  return reading.location === undefined || reading.location === "Outlet";
}

function inOrder(a: Sample, b: Sample): number {
  return a.at - b.at || rank(a) - rank(b);
}

function rank(sample: Sample): number {
  if (sample.context === "Transaction.Begin") return 0;
  return sample.context === "Transaction.End" ? 2 : 1;
}
