import { bindingRows, classesOf, markCrossed } from "./binding-rows.ts";
import type { Dual, Groups } from "./dual.ts";
import { chargingCars, draw, pick, stepScale } from "./first-order-parts.ts";
import { TINY, type Flow } from "./flow.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { floats, ints } from "./scratch.ts";
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
/** How near it must be for one more correction to suffice; only the answers that are told are looked at again. */
const NEAR = 0.05;
const HALVINGS = 24;
/** Iterations in which limits that are crossed are looked for often: what is crossed at all shows early. */
const SOON = 11;
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
  const marked = ints(problem.room.length);
  for (let row = 0; row < marked.length; row += 1) if (dual.shadow[row]! > 0 || start.slack[row]! <= FULL) marked[row] = 1;
  let classes = classesOf(problem, groups, marked);
  let rows = bindingRows(problem, classes, marked);
  let y: Float64Array = pick(dual.shadow, rows.row);
  let yAnswer: Float64Array = floats(y.length);
  let yAnchor: Float64Array = floats(y.length);
  let ySum: Float64Array = floats(y.length);
  const tier = Float64Array.from(dual.tier);
  const peak = Float64Array.from(dual.peak);
  const cars = chargingCars(problem);
  const offset = ints(count + 1);
  for (let car = 0; car < count; car += 1) offset[car + 1] = offset[car]! + last[car]! - first[car]!;
  const x = floats(offset[count]!);
  const xAnswer = floats(x.length);
  const xAnchor = floats(x.length);
  const xSum = floats(x.length);
  const points = storages.map(() => idle(slots));
  const pointSums = storages.map(() => idle(slots));
  const worth = floats(slots);
  const [tierAnswer, tierAnchor, tierSum] = [floats(slots), floats(slots), floats(slots)];
  const [peakAnswer, peakAnchor, peakSum] = [floats(slots), floats(slots), floats(slots)];
  const isAnchored = storages.length === 0;
  let since = 0;
  let taken = 0;
  let sums = 0;
  /** What the point, the answers and the anchor load: each row, and the energy of each slot. */
  let [rowLoad, rowAnswer, rowAnchor] = [floats(0), floats(0), floats(0)];
  const [energyLoad, energyAnswer, energyAnchor] = [floats(slots), floats(slots), floats(slots)];
  let fresh = floats(0);
  let prices = floats(0);
  let energyPrices = floats(0);
  const given = floats(slots);
  const givenBefore = floats(slots);
  const threshold = floats(count);
  const limited = problem.hasCheap || problem.peak.some((kWh) => kWh < Infinity);
  const scale = stepScale(problem, limited);
  for (let car = 0; car < count; car += 1) {
    for (let slot = first[car]!; slot < last[car]!; slot += 1) {
      const amps = start.x[slot * count + car]!;
      if (amps === 0) continue;
      x[offset[car]! + slot - first[car]!] = amps;
    }
  }
  storages.forEach(({ car, first: from, last: to }, place) => {
    if (car >= 0) for (let slot = from; slot < to; slot += 1) points[place]!.charge[slot] = start.x[slot * count + car]!;
  });
  const tierStep = floats(slots);
  for (let column = 0; limited && column < rows.times.length; column += 1) tierStep[column % slots]! += rows.times[column]! * kWhPerAmp[classes.kind[Math.floor(column / slots)]!]!;
  for (let slot = 0; slot < slots; slot += 1) tierStep[slot] = scale / Math.max(TINY, tierStep[slot]!);
  let classStep = floats(0);
  let rowStep = floats(0);
  xAnchor.set(x);
  layOut();
  anchor();

  /** Columns and rows of the present classes, loaded by what cars and batteries do. */
  function layOut(): void {
    const size = classes.count * slots;
    [fresh, prices, energyPrices] = [floats(size), floats(size), floats(size)];
    [rowLoad, rowAnswer, rowAnchor] = [floats(rows.row.length), floats(rows.row.length), floats(rows.row.length)];
    load(xAnchor, rowAnchor, energyAnchor);
    load(x, rowLoad, energyLoad);
    sizeSteps();
    priceEnergy();
  }

  function load(amps: Float64Array, inRows: Float64Array, inSlots: Float64Array): void {
    fresh.fill(0);
    for (const car of cars) {
      const at = classes.of[car]! * slots + first[car]! - offset[car]!;
      for (let place = offset[car]!; place < offset[car + 1]!; place += 1) fresh[at + place]! += amps[place]!;
    }
    points.forEach(({ charge }, place) => charge.forEach((current, slot) => { fresh[classes.ofStorage[place]! * slots + slot]! += current; }));
    sumUp(inRows, inSlots);
  }

  /** What the columns add to rows and slots. */
  function sumUp(inRows: Float64Array, inSlots: Float64Array): void {
    const { begin, column, factor } = rows;
    for (let row = 0; row < inRows.length; row += 1) {
      let sum = 0;
      const end = begin[row + 1]!;
      for (let entry = begin[row]!; entry < end; entry += 1) sum += factor[entry]! * fresh[column[entry]!]!;
      inRows[row] = sum;
    }
    if (!limited) return;
    inSlots.fill(0);
    for (let place = 0, at = 0; place < classes.count; place += 1) {
      const perAmp = kWhPerAmp[classes.kind[place]!]!;
      for (let slot = 0; slot < slots; slot += 1, at += 1) inSlots[slot]! += fresh[at]! * perAmp;
    }
  }

  /** Step sizes: columns by what they add to rows, rows by what cars add to them. */
  function sizeSteps(): void {
    classStep = floats(classes.count);
    for (let place = 0; place < classes.count; place += 1) {
      let most = 0;
      for (let column = place * slots; column < (place + 1) * slots; column += 1) most = Math.max(most, rows.columnSum[column]!);
      classStep[place] = 1 / (scale * Math.max(0.5, most + (limited ? kWhPerAmp[classes.kind[place]!]! : 0)));
    }
    rowStep = floats(rows.row.length);
    for (let row = 0; row < rowStep.length; row += 1) rowStep[row] = scale / rows.rowSum[row]!;
  }

  function priceEnergy(): void {
    for (let place = 0, column = 0; place < classes.count; place += 1) {
      const perAmp = kWhPerAmp[classes.kind[place]!]!;
      for (let slot = 0; slot < slots; slot += 1, column += 1) energyPrices[column] = perAmp * (cheapPrice[slot]! + tier[slot]! + peak[slot]!);
    }
  }

  function step(near: number): void {
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
    for (let place = 0; place < cars.length; place += 1) answer(cars[place]!, near);
    if (storages.length > 0) answerStorages();
    sumUp(rowAnswer, energyAnswer);
    for (let row = 0; row < y.length; row += 1) {
      const paid = y[row]! + rowStep[row]! * (2 * rowAnswer[row]! - rowLoad[row]! - room[row]!);
      yAnswer[row] = paid > 0 ? paid : 0;
    }
    if (limited) stepTiers();
    if (isAnchored) reflect();
    else average();
  }

  function stepTiers(): void {
    for (let slot = 0; slot < slots; slot += 1) {
      const net = 2 * energyAnswer[slot]! - energyLoad[slot]! - 2 * given[slot]! + givenBefore[slot]!;
      if (cheapPrice[slot]! < price[slot]!) tierAnswer[slot] = Math.min(price[slot]! - cheapPrice[slot]!, Math.max(0, tier[slot]! + tierStep[slot]! * (net - cheap[slot]!)));
      if (problem.peak[slot]! < Infinity) peakAnswer[slot] = Math.max(0, peak[slot]! + tierStep[slot]! * (net - problem.peak[slot]!));
    }
    givenBefore.set(given);
  }

  /** How much of the next point is not drawn back to the anchor. */
  function drawPart(): number {
    return (since + 1) / (since + 2);
  }

  /** Goes twice as far as the answers, drawn back to the anchor, less so with each step. */
  function reflect(): void {
    const part = drawPart();
    draw(rowLoad, rowAnswer, rowAnchor, part);
    draw(y, yAnswer, yAnchor, part);
    if (limited) {
      draw(energyLoad, energyAnswer, energyAnchor, part);
      draw(tier, tierAnswer, tierAnchor, part);
      draw(peak, peakAnswer, peakAnchor, part);
    }
    since += 1;
    if (since < SPAN) return;
    moveToAnswers();
    anchor();
  }

  function moveToAnswers(): void {
    x.set(xAnswer);
    rowLoad.set(rowAnswer);
    energyLoad.set(energyAnswer);
    y.set(yAnswer);
    tier.set(tierAnswer);
    peak.set(peakAnswer);
  }

  function anchor(): void {
    since = 0;
    xAnchor.set(x);
    rowAnchor.set(rowLoad);
    energyAnchor.set(energyLoad);
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
    const earns = floats(slots);
    storages.forEach((storage, place) => {
      const group = classes.ofStorage[place]!;
      const perAmp = kWhPerAmp[storage.kind]!;
      const point = points[place]!;
      for (let slot = storage.first; slot < storage.last; slot += 1) earns[slot] = perAmp * (cheapPrice[slot]! + tier[slot]! + peak[slot]!);
      respond(storage, point, prices.subarray(group * slots, (group + 1) * slots), earns, classStep[group]!, worth);
      for (let slot = storage.first; slot < storage.last; slot += 1) {
        fresh[group * slots + slot]! += point.charge[slot]!;
        given[slot]! += point.discharge[slot]! * perAmp;
        pointSums[place]!.charge[slot]! += point.charge[slot]!;
        pointSums[place]!.discharge[slot]! += point.discharge[slot]!;
      }
    });
  }

  /** One car's projected step: x - step × price, cut to its cable, shifted by a threshold so that its request is met. */
  function answer(car: number, near: number): void {
    const begin = offset[car]!;
    const end = offset[car + 1]!;
    const at = classes.of[car]! * slots + first[car]! - begin;
    const most = cap[car]!;
    const by = classStep[classes.of[car]!]!;
    const perAmp = kWhPerAmp[kind[car]!]!;
    const wanted = Math.min(energy[car]! / perAmp, most * (end - begin));
    const close = CLOSE * wanted;
    const enough = near * wanted;
    let shift = threshold[car]!;
    let from = -Infinity;
    let to = Infinity;
    let sum = -wanted;
    let inside = 0;
    for (let place = begin; place < end; place += 1) {
      const moved = x[place]! - by * prices[at + place]!;
      xAnswer[place] = moved;
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
      const isNear = inside > 0 && sum < enough && sum > -enough;
      if (!(next > from && next < to)) {
        if (from === -Infinity || to === Infinity) [from, to] = bracket(begin, end, most, from, to);
        next = (from + to) / 2;
      }
      shift = next;
      if (isNear) break;
      sum = -wanted;
      inside = 0;
      for (let place = begin; place < end; place += 1) {
        const amps = xAnswer[place]! - shift;
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
    const part = drawPart();
    const rest = 1 - part;
    for (let place = begin; place < end; place += 1) {
      const moved = xAnswer[place]! - floor;
      const amps = moved <= 0 ? 0 : moved >= most ? most : moved;
      xAnswer[place] = amps;
      fresh[at + place]! += amps;
      x[place] = part * (2 * amps - x[place]!) + rest * xAnchor[place]!;
    }
  }

  /** Shifts at which a car would take all and nothing, where none is known yet. */
  function bracket(begin: number, end: number, most: number, from: number, to: number): [number, number] {
    let least = Infinity;
    let greatest = -Infinity;
    for (let place = begin; place < end; place += 1) {
      least = Math.min(least, xAnswer[place]!);
      greatest = Math.max(greatest, xAnswer[place]!);
    }
    return [from === -Infinity ? least - most : from, to === Infinity ? greatest : to];
  }

  /** Gives prices to limits that what is told crosses. */
  function addRows(): void {
    const amps = told(xAnswer, xSum);
    const crossing = floats(groups.count * slots);
    for (const car of cars) {
      const at = groups.of[car]! * slots + first[car]! - offset[car]!;
      for (let place = offset[car]!; place < offset[car + 1]!; place += 1) crossing[at + place]! += amps[place]!;
    }
    pointSums.forEach(({ charge }, place) => charge.forEach((sum, slot) => { crossing[groups.ofStorage[place]! * slots + slot]! += sum / sums; }));
    if (!markCrossed(problem, groups, crossing, marked)) return;
    const known = [y, yAnswer, yAnchor, ySum].map(pricesByRow);
    classes = classesOf(problem, groups, marked);
    rows = bindingRows(problem, classes, marked);
    [y, yAnswer, yAnchor, ySum] = known.map((from) => pick(from, rows.row)) as [Float64Array, Float64Array, Float64Array, Float64Array];
    layOut();
  }

  function pricesByRow(from: Float64Array): Float64Array {
    const all = floats(problem.room.length);
    for (let place = 0; place < from.length; place += 1) all[rows.row[place]!] = from[place]!;
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
      for (let time = 1; time <= times; time += 1) {
        step(time < times ? NEAR : 0);
        taken += 1;
        if (time < times && taken % (taken < SOON ? 5 : 10) === 0) addRows();
      }
      addRows();
    },
    dual: () => ({ shadow: pricesByRow(told(yAnswer, ySum)), tier: told(limited ? tierAnswer : tier, tierSum).slice(), peak: told(limited ? peakAnswer : peak, peakSum).slice() }),
    primal() {
      const inWindows = told(xAnswer, xSum);
      const amps = floats(slots * count);
      for (const car of cars) for (let slot = first[car]!; slot < last[car]!; slot += 1) amps[slot * count + car] = inWindows[offset[car]! + slot - first[car]!]!;
      return amps;
    },
    dispatches: () => pointSums.map(({ charge, discharge }) => ({ charge: charge.map((amps) => amps / sums), discharge: discharge.map((amps) => amps / sums) })),
  };
}
