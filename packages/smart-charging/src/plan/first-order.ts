import { bindingRows, markCrossed, presenceOf } from "./binding-rows.ts";
import type { Dual, Groups } from "./dual.ts";
import { TINY, type Flow } from "./flow.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { idle, respond, type Dispatch } from "./storage.ts";

/** A first-order solver that goes on from where it stood. */
export interface FirstOrder {
  /** Runs some iterations from the present point. Limits that the answer crosses get prices from then on. */
  iterate(times: number): void;
  /** Prices of limits: those of the last answer, beside batteries averaged since the last start. */
  dual(): Dual;
  /** Amperes, `slot × n + car`, likewise. May cross limits a little. */
  primal(): Float64Array;
  /** What the batteries do, averaged; each can do it. */
  dispatches(): readonly Dispatch[];
}

const FULL = 1e-7;
/** How near to its request a car's answer is, relative. */
const CLOSE = 1e-5;
const HALVINGS = 24;
/** Iterations that are drawn back to where they began, until they begin anew where they are. */
const SPAN = 200;

/**
 * Primal-dual hybrid gradient on the plan: prices rise where limits are crossed, each car answers with the projection on its own
 * request and cable and each battery on what it can do, steps are scaled by row and column (Chambolle, Pock). For cars alone, whose
 * searches are exact, each step goes twice as far as the answer and is drawn back towards where the span began (Halpern, reflected):
 * that takes half the iterations. Only limits that were full or crossed have prices (smart-charging §5.5).
 */
export function createFirstOrder(problem: PlanProblem, groups: Groups, start: Flow, dual: Dual): FirstOrder {
  const { slots, count, first, last, cap, kind, kWhPerAmp, energy, value, price, cheap, cheapPrice, storages } = problem;
  const size = groups.count * slots;
  const times = presenceOf(problem, groups);
  const marked = new Uint8Array(problem.room.length);
  for (let row = 0; row < marked.length; row += 1) if (dual.shadow[row]! > 0 || start.slack[row]! <= FULL) marked[row] = 1;
  let rows = bindingRows(problem, groups, times, marked);
  let y: Float64Array = Float64Array.from(rows.row, (row) => dual.shadow[row]!);
  let yAnswer: Float64Array = new Float64Array(y.length);
  let yAnchor: Float64Array = new Float64Array(y.length);
  let ySum: Float64Array = new Float64Array(y.length);
  const tier = Float64Array.from(dual.tier);
  const peak = Float64Array.from(dual.peak);
  const cars = Int32Array.from({ length: count }, (_, car) => car).filter((car) => problem.givesBack[car] === 0 && last[car]! > first[car]! && cap[car]! > 0);
  const offset = new Int32Array(count + 1);
  for (let car = 0; car < count; car += 1) offset[car + 1] = offset[car]! + last[car]! - first[car]!;
  const x = new Float64Array(offset[count]!);
  const xAnswer = new Float64Array(x.length);
  const xAnchor = new Float64Array(x.length);
  const xSum = new Float64Array(x.length);
  const points = storages.map(() => idle(slots));
  const pointSums = storages.map(() => idle(slots));
  const worth = new Float64Array(slots);
  const [tierAnswer, tierAnchor, tierSum] = [new Float64Array(slots), new Float64Array(slots), new Float64Array(slots)];
  const [peakAnswer, peakAnchor, peakSum] = [new Float64Array(slots), new Float64Array(slots), new Float64Array(slots)];
  const isAnchored = storages.length === 0;
  let since = 0;
  let sums = 0;
  const load = new Float64Array(size);
  const loadAnchor = new Float64Array(size);
  const fresh = new Float64Array(size);
  const prices = new Float64Array(size);
  const energyPrices = new Float64Array(size);
  const given = new Float64Array(slots);
  const givenBefore = new Float64Array(slots);
  const threshold = new Float64Array(count);
  const tiered = Uint8Array.from(price, (grid, slot) => (cheapPrice[slot]! < grid ? 1 : 0));
  const limited = tiered.includes(1) || problem.peak.some((kWh) => kWh < Infinity);
  const scale = stepScale(problem);
  for (let car = 0; car < count; car += 1) {
    for (let slot = first[car]!; slot < last[car]!; slot += 1) {
      const amps = start.x[slot * count + car]!;
      if (amps === 0) continue;
      x[offset[car]! + slot - first[car]!] = amps;
      load[groups.of[car]! * slots + slot]! += amps;
    }
  }
  storages.forEach(({ car, first: from, last: to }, place) => {
    if (car >= 0) for (let slot = from; slot < to; slot += 1) points[place]!.charge[slot] = start.x[slot * count + car]!;
  });
  const energyInSlot = new Float64Array(slots);
  const tierStep = new Float64Array(slots);
  groups.members.forEach(({ group, first: from, last: to }) => {
    for (let slot = from; slot < to; slot += 1) tierStep[slot]! += kWhPerAmp[groups.kind[group]!]!;
  });
  for (let slot = 0; slot < slots; slot += 1) tierStep[slot] = scale / Math.max(TINY, tierStep[slot]!);
  const groupStep = new Float64Array(groups.count);
  let rowStep = new Float64Array(0);
  sizeSteps();
  priceEnergy();
  anchor();

  /** Step sizes: columns by what they add to rows, rows by what cars add to them. */
  function sizeSteps(): void {
    groupStep.fill(0);
    for (let group = 0; group < groups.count; group += 1) {
      let most = 0;
      for (let column = group * slots; column < (group + 1) * slots; column += 1) most = Math.max(most, rows.columnSum[column]!);
      groupStep[group] = 1 / (scale * Math.max(0.5, most + (limited ? kWhPerAmp[groups.kind[group]!]! : 0)));
    }
    rowStep = rows.rowSum.map((sum) => scale / sum);
  }

  function priceEnergy(): void {
    for (let group = 0, column = 0; group < groups.count; group += 1) {
      const perAmp = kWhPerAmp[groups.kind[group]!]!;
      for (let slot = 0; slot < slots; slot += 1, column += 1) energyPrices[column] = perAmp * (cheapPrice[slot]! + tier[slot]! + peak[slot]!);
    }
  }

  function step(): void {
    const { begin, column, factor, room } = rows;
    if (limited) priceEnergy();
    prices.set(energyPrices);
    for (let row = 0; row < y.length; row += 1) {
      const paid = y[row]!;
      if (paid === 0) continue;
      const end = begin[row + 1]!;
      for (let entry = begin[row]!; entry < end; entry += 1) prices[column[entry]!]! += factor[entry]! * paid;
    }
    fresh.fill(0);
    for (let place = 0; place < cars.length; place += 1) answer(cars[place]!);
    if (storages.length > 0) answerStorages();
    for (let row = 0; row < y.length; row += 1) {
      let sum = -room[row]!;
      const end = begin[row + 1]!;
      for (let entry = begin[row]!; entry < end; entry += 1) sum += factor[entry]! * (2 * fresh[column[entry]!]! - load[column[entry]!]!);
      const paid = y[row]! + rowStep[row]! * sum;
      yAnswer[row] = paid > 0 ? paid : 0;
    }
    if (limited) stepTiers();
    if (isAnchored) reflect();
    else average();
  }

  function stepTiers(): void {
    energyInSlot.fill(0);
    for (let group = 0, column = 0; group < groups.count; group += 1) {
      const perAmp = kWhPerAmp[groups.kind[group]!]!;
      for (let slot = 0; slot < slots; slot += 1, column += 1) energyInSlot[slot]! += (2 * fresh[column]! - load[column]!) * perAmp;
    }
    for (let slot = 0; slot < slots; slot += 1) {
      const net = energyInSlot[slot]! - 2 * given[slot]! + givenBefore[slot]!;
      if (tiered[slot] === 1) tierAnswer[slot] = Math.min(price[slot]! - cheapPrice[slot]!, Math.max(0, tier[slot]! + tierStep[slot]! * (net - cheap[slot]!)));
      if (problem.peak[slot]! < Infinity) peakAnswer[slot] = Math.max(0, peak[slot]! + tierStep[slot]! * (net - problem.peak[slot]!));
    }
    givenBefore.set(given);
  }

  /** Goes twice as far as the answers, drawn back to the anchor, less so with each step. */
  function reflect(): void {
    const part = (since + 1) / (since + 2);
    const draw = (point: Float64Array, answers: Float64Array, from: Float64Array): void => {
      for (let place = 0; place < point.length; place += 1) point[place] = part * (2 * answers[place]! - point[place]!) + (1 - part) * from[place]!;
    };
    draw(x, xAnswer, xAnchor);
    draw(load, fresh, loadAnchor);
    draw(y, yAnswer, yAnchor);
    if (limited) {
      draw(tier, tierAnswer, tierAnchor);
      draw(peak, peakAnswer, peakAnchor);
    }
    since += 1;
    if (since < SPAN) return;
    moveToAnswers();
    anchor();
  }

  function moveToAnswers(): void {
    x.set(xAnswer);
    load.set(fresh);
    y.set(yAnswer);
    tier.set(tierAnswer);
    peak.set(peakAnswer);
  }

  function anchor(): void {
    since = 0;
    xAnchor.set(x);
    loadAnchor.set(load);
    yAnchor.set(y);
    tierAnchor.set(tier);
    peakAnchor.set(peak);
  }

  function average(): void {
    moveToAnswers();
    const sum = (all: Float64Array, point: Float64Array): void => {
      for (let place = 0; place < point.length; place += 1) all[place]! += point[place]!;
    };
    sum(xSum, x);
    sum(ySum, y);
    sum(tierSum, tier);
    sum(peakSum, peak);
    sums += 1;
  }

  /** What is told of a quantity: its answer, or its average. */
  function told(answers: Float64Array, sum: Float64Array): Float64Array {
    return isAnchored ? answers : sum.map((all) => all / sums);
  }

  function answerStorages(): void {
    given.fill(0);
    const earns = new Float64Array(slots);
    storages.forEach((storage, place) => {
      const group = groups.ofStorage[place]!;
      const perAmp = kWhPerAmp[storage.kind]!;
      const point = points[place]!;
      for (let slot = storage.first; slot < storage.last; slot += 1) earns[slot] = perAmp * (cheapPrice[slot]! + tier[slot]! + peak[slot]!);
      respond(storage, point, prices.subarray(group * slots, (group + 1) * slots), earns, groupStep[group]!, worth);
      for (let slot = storage.first; slot < storage.last; slot += 1) {
        fresh[group * slots + slot]! += point.charge[slot]!;
        given[slot]! += point.discharge[slot]! * perAmp;
        pointSums[place]!.charge[slot]! += point.charge[slot]!;
        pointSums[place]!.discharge[slot]! += point.discharge[slot]!;
      }
    });
  }

  /** One car's projected step: x - step × price, cut to its cable, shifted by a threshold so that its request is met. */
  function answer(car: number): void {
    const begin = offset[car]!;
    const size = offset[car + 1]! - begin;
    const at = groups.of[car]! * slots + first[car]!;
    const most = cap[car]!;
    const by = groupStep[groups.of[car]!]!;
    const perAmp = kWhPerAmp[kind[car]!]!;
    const wanted = Math.min(energy[car]! / perAmp, most * size);
    const close = CLOSE * wanted;
    let shift = threshold[car]!;
    let from = -Infinity;
    let to = Infinity;
    let sum = -wanted;
    let inside = 0;
    for (let place = 0; place < size; place += 1) {
      const moved = x[begin + place]! - by * prices[at + place]!;
      xAnswer[begin + place] = moved;
      const amps = moved - shift;
      if (amps >= most) sum += most;
      else if (amps > 0) {
        sum += amps;
        inside += 1;
      }
    }
    // Newton on a sum that only falls with the shift; where nothing is inside, halfway between what is too low and too high.
    for (let round = 0; (sum > close || sum < -close) && round < HALVINGS; round += 1) {
      if (sum > 0) from = shift;
      else to = shift;
      let next = inside > 0 ? shift + sum / inside : Number.NaN;
      if (!(next > from && next < to)) {
        if (from === -Infinity || to === Infinity) [from, to] = bracket(begin, size, most, from, to);
        next = (from + to) / 2;
      }
      shift = next;
      sum = -wanted;
      inside = 0;
      for (let place = 0; place < size; place += 1) {
        const amps = xAnswer[begin + place]! - shift;
        if (amps >= most) sum += most;
        else if (amps > 0) {
          sum += amps;
          inside += 1;
        }
      }
    }
    threshold[car] = shift;
    // Beyond the driver's own price, less than the request is the better answer.
    const floor = Math.max(shift, -by * value[car]! * perAmp);
    for (let place = 0; place < size; place += 1) {
      const moved = xAnswer[begin + place]! - floor;
      const amps = moved <= 0 ? 0 : moved >= most ? most : moved;
      xAnswer[begin + place] = amps;
      fresh[at + place]! += amps;
    }
  }

  /** Shifts at which a car would take all and nothing, where none is known yet. */
  function bracket(begin: number, size: number, most: number, from: number, to: number): [number, number] {
    let least = Infinity;
    let greatest = -Infinity;
    for (let place = begin; place < begin + size; place += 1) {
      least = Math.min(least, xAnswer[place]!);
      greatest = Math.max(greatest, xAnswer[place]!);
    }
    return [from === -Infinity ? least - most : from, to === Infinity ? greatest : to];
  }

  /** Gives prices to limits that what is told crosses. */
  function addRows(): void {
    const amps = told(xAnswer, xSum);
    const crossing = new Float64Array(size);
    for (const car of cars) for (let slot = first[car]!; slot < last[car]!; slot += 1) crossing[groups.of[car]! * slots + slot]! += amps[offset[car]! + slot - first[car]!]!;
    pointSums.forEach(({ charge }, place) => charge.forEach((sum, slot) => { crossing[groups.ofStorage[place]! * slots + slot]! += sum / sums; }));
    if (!markCrossed(problem, groups, crossing, marked)) return;
    const known = [y, yAnswer, yAnchor, ySum].map((from) => pricesByRow(from));
    rows = bindingRows(problem, groups, times, marked);
    [y, yAnswer, yAnchor, ySum] = known.map((from) => Float64Array.from(rows.row, (row) => from[row]!)) as [Float64Array, Float64Array, Float64Array, Float64Array];
    sizeSteps();
  }

  function pricesByRow(from: Float64Array): Float64Array {
    const all = new Float64Array(problem.room.length);
    rows.row.forEach((row, place) => { all[row] = from[place]!; });
    return all;
  }

  return {
    iterate(times) {
      for (const sum of [xSum, ySum, tierSum, peakSum]) sum.fill(0);
      for (const { charge, discharge } of pointSums) {
        charge.fill(0);
        discharge.fill(0);
      }
      sums = 0;
      for (let time = 0; time < times; time += 1) step();
      addRows();
    },
    dual: () => ({ shadow: pricesByRow(told(yAnswer, ySum)), tier: told(limited ? tierAnswer : tier, tierSum).slice(), peak: told(limited ? peakAnswer : peak, peakSum).slice() }),
    primal() {
      const inWindows = told(xAnswer, xSum);
      const amps = new Float64Array(slots * count);
      for (const car of cars) for (let slot = first[car]!; slot < last[car]!; slot += 1) amps[slot * count + car] = inWindows[offset[car]! + slot - first[car]!]!;
      return amps;
    },
    dispatches: () => pointSums.map(({ charge, discharge }) => ({ charge: charge.map((amps) => amps / sums), discharge: discharge.map((amps) => amps / sums) })),
  };
}

/** Money per A²: what balances steps of prices with steps of currents; for cars alone half of the plain ratio converges best. */
function stepScale(problem: PlanProblem): number {
  const { price, cheapPrice, kWhPerAmp, cap, count, slots, storages } = problem;
  let low = Infinity;
  let high = -Infinity;
  for (let slot = 0; slot < slots; slot += 1) {
    low = Math.min(low, cheapPrice[slot]!);
    high = Math.max(high, price[slot]!);
  }
  const amps = cap.reduce((sum, one) => sum + one, 0) / Math.max(1, count);
  return ((storages.length > 0 ? 1 : 0.5) * Math.max(high - low, 0.01) * Math.max(...kWhPerAmp)) / Math.max(1, amps);
}
