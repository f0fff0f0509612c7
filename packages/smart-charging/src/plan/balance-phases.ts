import { instant } from "@cpokit/kernel";
import { limitsAt, ROWS } from "../site/limits.ts";
import { add, openTier, TINY, type Flow } from "./flow.ts";
import type { PlanInput } from "./plan-input.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { loadsAt } from "./room-by-slot.ts";
import { floorTo } from "./round.ts";

/** A node whose phases may differ by at most so much, and what else flows there by slot and phase. */
export interface PhaseRule {
  readonly place: number;
  readonly maxA: number;
  readonly load: Float64Array;
}

const SAME = 1e-6;

/** The imbalance rules of a site; usually none. */
export function phaseRulesOf(input: PlanInput, { slots, hours }: PlanProblem): readonly PhaseRule[] {
  const { site } = input;
  const rules = site.nodes.flatMap(({ maxImbalanceA }, place) => (maxImbalanceA === undefined ? [] : [{ place, maxA: maxImbalanceA, load: new Float64Array(slots * 3) }]));
  for (let slot = 0; slot < slots && rules.length > 0; slot += 1) {
    const { load } = limitsAt(site, { at: instant(Math.round(input.from + slot * hours * 3_600_000)), loads: loadsAt(input, slot) });
    for (const rule of rules) rule.load.set(load.subarray(rule.place * ROWS, rule.place * ROWS + 3), slot * 3);
  }
  return rules;
}

/** Room in which the highest phases are capped at the lowest plus what may differ, wherever a plan passes that; undefined where it does not. */
export function roomInBalance(problem: PlanProblem, rules: readonly PhaseRule[], flow: Flow): Float64Array | undefined {
  const { slots, nodes, high, low, step, coefficients, kind } = problem;
  let room: Float64Array | undefined;
  for (const { place, maxA, load } of rules) {
    // What flooring to steps takes off one phase and not off another.
    let shift = 0;
    for (let car = low[place]!; car < high[place]!; car += 1) if (!isEven(coefficients, kind[car]!)) shift += step[car]!;
    for (let slot = 0; slot < slots; slot += 1) {
      const cars = phasesAt(flow, place, slot);
      const lowest = Math.min(...cars.map((amps, phase) => amps + load[slot * 3 + phase]!));
      cars.forEach((amps, phase) => {
        const most = lowest + Math.max(0, maxA - shift) - load[slot * 3 + phase]!;
        if (amps <= TINY || amps <= most + SAME) return;
        room ??= problem.room.slice();
        const row = (slot * nodes + place) * ROWS + phase;
        room[row] = Math.max(0, Math.min(room[row]!, most));
      });
    }
  }
  return room;
}

/** Lowers set-points until all phases keep the rules: of the highest phase the car that comes last by priority, by steps or to 0. */
export function settlePhases(flow: Flow, rules: readonly PhaseRule[]): void {
  const { problem } = flow;
  const { slots, high, low, kind, coefficients, priority, minimum, step, count } = problem;
  for (let slot = 0; slot < slots; slot += 1) {
    openTier(flow, slot, Infinity);
    for (let isStable = false; !isStable;) {
      isStable = true;
      for (const { place, maxA, load } of rules) {
        const cars = phasesAt(flow, place, slot);
        const all = cars.map((amps, phase) => amps + load[slot * 3 + phase]!);
        const lowest = Math.min(...all);
        const phase = all.findIndex((amps, index) => cars[index]! > TINY && amps > lowest + maxA + SAME);
        if (phase < 0) continue;
        let last = -1;
        for (let car = low[place]!; car < high[place]!; car += 1) {
          const isThere = flow.x[slot * count + car]! > TINY && coefficients[kind[car]! * ROWS + phase]! > 0;
          // Who loads all phases alike changes nothing.
          if (isThere && !isEven(coefficients, kind[car]!) && (last < 0 || priority[car]! <= priority[last]!)) last = car;
        }
        if (last < 0) continue;
        const amps = flow.x[slot * count + last]!;
        const lower = floorTo(step[last]!, Math.max(0, amps - (all[phase]! - lowest - maxA)) + SAME);
        add(flow, last, slot, (lower < minimum[last]! - SAME || lower >= amps ? 0 : lower) - amps);
        isStable = false;
      }
    }
  }
}

function phasesAt({ problem, x }: Flow, place: number, slot: number): [number, number, number] {
  const { high, low, kind, coefficients, count } = problem;
  const sum: [number, number, number] = [0, 0, 0];
  for (let car = low[place]!; car < high[place]!; car += 1) {
    const amps = x[slot * count + car]!;
    if (amps === 0) continue;
    for (let phase = 0; phase < 3; phase += 1) sum[phase]! += coefficients[kind[car]! * ROWS + phase]! * amps;
  }
  return sum;
}

function isEven(coefficients: Float64Array, kind: number): boolean {
  return coefficients[kind * ROWS] === coefficients[kind * ROWS + 1] && coefficients[kind * ROWS] === coefficients[kind * ROWS + 2];
}
