import { ROWS } from "../site/limits.ts";
import { createDual, type Dual } from "./dual.ts";
import { PEAK, ROW_KINDS, type Layout } from "./interior-layout.ts";
import type { PlanProblem } from "./plan-problem.ts";

/** What cars shall get if not just their requests: at least `base`, and `rate` for each unit of a level that is to be highest. */
export interface LevelClaims {
  readonly base: Float64Array;
  readonly rate: Float64Array;
}

/** A point near the optimum, inside all bounds. */
export interface InteriorPoint {
  /** Amperes, `slot × n + car`. May cross limits by a trifle. */
  readonly amps: Float64Array;
  readonly dual: Dual;
}

/** Up to so many cars it is worth its work. */
export const FEW = 150;
const ITERATIONS = 40;
/** Complementarity, relative to what is optimised, at which a point is good. */
const ENOUGH = 5e-4;
const KEPT = 3e-5;
const TO_THE_WALL = 0.97;
const NOTHING = 1e-12;

/**
 * The linear program of a plan by a primal-dual interior method (Mehrotra): least cost, or the highest level of `claims` where energy is
 * short. What couples slots are the cars' requests alone, and limits form a tree: so each slot is eliminated by itself from the leaves to
 * the root, and one dense system is left with a row a car. It takes a dozen steps whatever the prices, each cubic in the cars.
 */
export function solveInside(problem: PlanProblem, hurry: () => boolean, layout: Layout, claims?: LevelClaims): InteriorPoint {
  const { entries, slotOf, carOf, most, rows, rowBegin, rowRoom, rowExcess, pathBegin, path, factor, slotBegin } = layout;
  const { slots, count, kind, kWhPerAmp, value, energy } = problem;
  const isLevel = claims !== undefined;
  const base = claims?.base ?? energy;
  const rate = claims?.rate ?? new Float64Array(count);
  const scale = isLevel ? 1 / Math.max(1e-9, rate.reduce((sum, one) => sum + one, 0)) : Math.max(0.01, ...problem.price.map(Math.abs));
  const perAmp = Float64Array.from(carOf, (car) => kWhPerAmp[kind[car]!]!);
  const cost = Float64Array.from(perAmp, (kWh, entry) => (isLevel ? 0 : kWh * layout.price[slotOf[entry]!]!));
  const refusal = Float64Array.from(value, (price) => Math.min(price, 50 * scale));
  const excess = isLevel ? new Float64Array(rows).fill(Infinity) : rowExcess;

  const x = new Float64Array(entries);
  const low = new Float64Array(entries);
  const high = new Float64Array(entries);
  const y = new Float64Array(rows);
  const slack = new Float64Array(rows);
  const over = new Float64Array(rows);
  const p = new Float64Array(count);
  /** What a car lacks, or has above its claim. */
  const beyond = new Float64Array(count);
  let level = 0;
  start();

  const theta = new Float64Array(entries);
  const pull = new Float64Array(entries);
  const weighted = new Float64Array(path.length);
  const factors = new Float64Array(layout.cells);
  const system = new Float64Array(count * count);
  const diagonal = new Float64Array(count);
  const [dx, dLow, dHigh] = [new Float64Array(entries), new Float64Array(entries), new Float64Array(entries)];
  const [dy, dSlack, dOver] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const [dp, dBeyond] = [new Float64Array(count), new Float64Array(count)];
  let dLevel = 0;
  const [aimLow, aimHigh] = [new Float64Array(entries), new Float64Array(entries)];
  const [aimSlack, aimOver] = [new Float64Array(rows), new Float64Array(rows)];
  const aimBeyond = new Float64Array(count);
  const loadOf = new Float64Array(rows);
  const got = new Float64Array(count);
  const right = new Float64Array(count);
  const along = new Float64Array(count);
  const forward = new Float64Array(rows);

  for (let time = 0; time < ITERATIONS && !hurry(); time += 1) {
    measure();
    const sum = complementarity(0, 0);
    const size = isLevel ? Math.abs(level) : Math.abs(cost.reduce((all, one, entry) => all + one * x[entry]!, 0));
    if (sum <= ENOUGH * Math.max(size, 1e-6) && residual() <= KEPT) break;
    factorise();
    for (const aims of [aimLow, aimHigh, aimSlack, aimOver, aimBeyond]) aims.fill(0);
    direct();
    const [primal, dual] = steps(1);
    const pairs = 2 * entries + rows + count;
    const mean = sum / pairs;
    const target = mean * (complementarity(primal, dual) / sum) ** 3;
    for (let entry = 0; entry < entries; entry += 1) {
      aimLow[entry] = target - dx[entry]! * dLow[entry]!;
      aimHigh[entry] = target + dx[entry]! * dHigh[entry]!;
    }
    for (let row = 0; row < rows; row += 1) {
      aimSlack[row] = target - dSlack[row]! * dy[row]!;
      aimOver[row] = target + dOver[row]! * dy[row]!;
    }
    for (let car = 0; car < count; car += 1) aimBeyond[car] = target + (isLevel ? -1 : 1) * dBeyond[car]! * dp[car]!;
    direct();
    // Where numbers give out, the point of before is the answer.
    if (!dp.every(Number.isFinite)) break;
    move(...steps(TO_THE_WALL));
  }
  return { amps: written(), dual: dualOf() };

  function start(): void {
    const unit = perAmp.reduce((sum, one) => sum + one, 0) / Math.max(1, entries);
    const could = new Float64Array(count);
    for (let entry = 0; entry < entries; entry += 1) could[carOf[entry]!]! += perAmp[entry]! * most[entry]!;
    for (let entry = 0; entry < entries; entry += 1) {
      const wanted = isLevel ? 0.6 : base[carOf[entry]!]! / could[carOf[entry]!]!;
      x[entry] = most[entry]! * Math.min(0.9, Math.max(0.1, wanted));
      low[entry] = scale * unit;
      high[entry] = scale * unit;
    }
    for (let row = 0; row < rows; row += 1) {
      y[row] = Math.min(0.3 * scale * unit, excess[row]! / 2);
      slack[row] = Math.max(1, 0.3 * rowRoom[row]!);
      over[row] = excess[row]! < Infinity ? 1 : 0;
    }
    for (let car = 0; car < count; car += 1) {
      p[car] = isLevel ? scale : Math.min(scale, refusal[car]! - 0.1 * scale);
      beyond[car] = Math.max(0.1, 0.05 * energy[car]!);
    }
  }

  /** What limits carry and cars get. */
  function measure(): void {
    loadOf.fill(0);
    got.fill(0);
    for (let entry = 0; entry < entries; entry += 1) {
      got[carOf[entry]!]! += perAmp[entry]! * x[entry]!;
      for (let at = pathBegin[entry]!; at < pathBegin[entry + 1]!; at += 1) loadOf[path[at]!]! += factor[at]! * x[entry]!;
    }
  }

  function lackOf(row: number): number {
    return rowRoom[row]! - loadOf[row]! - slack[row]! + over[row]!;
  }

  function lackOfCar(car: number): number {
    return base[car]! + rate[car]! * level - got[car]! + (isLevel ? beyond[car]! : -beyond[car]!);
  }

  function residual(): number {
    let most = 0;
    for (let row = 0; row < rows; row += 1) most = Math.max(most, Math.abs(lackOf(row)) / (1 + rowRoom[row]!));
    for (let car = 0; car < count; car += 1) most = Math.max(most, Math.abs(lackOfCar(car)) / (1 + energy[car]!));
    return most;
  }

  /** The sum of all products that are 0 at the optimum, after a step. */
  function complementarity(primal: number, dual: number): number {
    let sum = 0;
    for (let entry = 0; entry < entries; entry += 1) {
      const amps = x[entry]! + primal * dx[entry]!;
      sum += amps * (low[entry]! + dual * dLow[entry]!) + (most[entry]! - amps) * (high[entry]! + dual * dHigh[entry]!);
    }
    for (let row = 0; row < rows; row += 1) {
      const paid = y[row]! + dual * dy[row]!;
      sum += (slack[row]! + primal * dSlack[row]!) * paid;
      if (excess[row]! < Infinity) sum += (over[row]! + primal * dOver[row]!) * (excess[row]! - paid);
    }
    for (let car = 0; car < count; car += 1) sum += (beyond[car]! + primal * dBeyond[car]!) * againstBeyond(car, p[car]! + dual * dp[car]!);
    return sum;
  }

  function againstBeyond(car: number, price: number): number {
    return isLevel ? price : refusal[car]! - price;
  }

  /** Eliminates every slot, and factorises what is left between cars. */
  function factorise(): void {
    factors.fill(0);
    system.fill(0);
    for (let entry = 0; entry < entries; entry += 1) theta[entry] = 1 / (low[entry]! / x[entry]! + high[entry]! / (most[entry]! - x[entry]!));
    for (let car = 0; car < count; car += 1) system[car * count + car] = beyond[car]! / againstBeyond(car, p[car]!) + NOTHING;
    for (let slot = 0; slot < slots; slot += 1) {
      layout.assemble(slot, theta, factors, (row) => slack[row]! / y[row]! + (excess[row]! < Infinity ? over[row]! / (excess[row]! - y[row]!) : 0));
      layout.factorise(slot, factors);
      coupleCars(slot);
    }
    factoriseSystem();
  }

  function coupleCars(slot: number): void {
    const begin = slotBegin[slot]!;
    const end = slotBegin[slot + 1]!;
    for (let entry = begin; entry < end; entry += 1) {
      const car = carOf[entry]!;
      const weight = perAmp[entry]! * theta[entry]!;
      system[car * count + car]! += perAmp[entry]! * weight;
      for (let at = pathBegin[entry]!; at < pathBegin[entry + 1]!; at += 1) weighted[at] = weight * factor[at]!;
      layout.forwardPath(entry, factors, weighted);
    }
    layout.eachRow(slot, (size, cars, places) => {
      for (let one = 0; one < size; one += 1) {
        const of = cars[one]! * count;
        const by = weighted[places[one]!]!;
        for (let other = 0; other <= one; other += 1) system[of + cars[other]!]! -= by * weighted[places[other]!]!;
      }
    });
  }

  function factoriseSystem(): void {
    for (let column = 0; column < count; column += 1) {
      const of = column * count;
      for (let before = 0; before < column; before += 1) {
        const other = before * count;
        let sum = system[of + before]!;
        for (let at = 0; at < before; at += 1) sum -= system[of + at]! * system[other + at]!;
        system[of + before] = sum / diagonal[before]!;
      }
      let sum = system[of + column]!;
      for (let at = 0; at < column; at += 1) sum -= system[of + at]! ** 2;
      diagonal[column] = Math.sqrt(Math.max(sum, NOTHING));
    }
  }

  function solveSystem(vector: Float64Array): void {
    for (let car = 0; car < count; car += 1) {
      let sum = vector[car]!;
      for (let at = 0; at < car; at += 1) sum -= system[car * count + at]! * vector[at]!;
      vector[car] = sum / diagonal[car]!;
    }
    for (let car = count - 1; car >= 0; car -= 1) {
      const solved = (vector[car] = vector[car]! / diagonal[car]!);
      for (let at = 0; at < car; at += 1) vector[at]! -= system[car * count + at]! * solved;
    }
  }

  /** The Newton direction towards the aims. */
  function direct(): void {
    right.fill(0);
    for (let row = 0; row < rows; row += 1) {
      const held = lackOf(row) - aimSlack[row]! / y[row]! + slack[row]!;
      forward[row] = -(excess[row]! < Infinity ? held + aimOver[row]! / (excess[row]! - y[row]!) - over[row]! : held);
    }
    for (let entry = 0; entry < entries; entry += 1) {
      const car = carOf[entry]!;
      let paid = cost[entry]! - perAmp[entry]! * p[car]!;
      for (let at = pathBegin[entry]!; at < pathBegin[entry + 1]!; at += 1) paid += factor[at]! * y[path[at]!]!;
      pull[entry] = -paid + aimLow[entry]! / x[entry]! - aimHigh[entry]! / (most[entry]! - x[entry]!);
      const amps = theta[entry]! * pull[entry]!;
      right[car]! -= perAmp[entry]! * amps;
      for (let at = pathBegin[entry]!; at < pathBegin[entry + 1]!; at += 1) forward[path[at]!]! += factor[at]! * amps;
    }
    layout.forward(factors, forward);
    for (let entry = 0; entry < entries; entry += 1) {
      let sum = 0;
      for (let at = pathBegin[entry]!; at < pathBegin[entry + 1]!; at += 1) sum += weighted[at]! * forward[path[at]!]!;
      right[carOf[entry]!]! += sum;
    }
    for (let car = 0; car < count; car += 1) {
      const aim = aimBeyond[car]! / againstBeyond(car, p[car]!) - beyond[car]!;
      right[car]! += lackOfCar(car) + (isLevel ? aim : -aim);
      along[car] = rate[car]!;
    }
    solveSystem(right);
    dLevel = 0;
    if (isLevel) {
      solveSystem(along);
      let [missing, speed] = [1, 0];
      for (let car = 0; car < count; car += 1) {
        missing -= rate[car]! * (p[car]! + right[car]!);
        speed += rate[car]! * along[car]!;
      }
      dLevel = missing / Math.max(speed, NOTHING);
    }
    for (let car = 0; car < count; car += 1) dp[car] = right[car]! + dLevel * along[car]!;
    dy.set(forward);
    for (let entry = 0; entry < entries; entry += 1) {
      for (let at = pathBegin[entry]!; at < pathBegin[entry + 1]!; at += 1) dy[path[at]!]! += weighted[at]! * dp[carOf[entry]!]!;
    }
    layout.backward(factors, dy);
    for (let entry = 0; entry < entries; entry += 1) {
      let gain = pull[entry]! + perAmp[entry]! * dp[carOf[entry]!]!;
      for (let at = pathBegin[entry]!; at < pathBegin[entry + 1]!; at += 1) gain -= factor[at]! * dy[path[at]!]!;
      const amps = (dx[entry] = theta[entry]! * gain);
      dLow[entry] = (aimLow[entry]! - low[entry]! * amps) / x[entry]! - low[entry]!;
      dHigh[entry] = (aimHigh[entry]! + high[entry]! * amps) / (most[entry]! - x[entry]!) - high[entry]!;
    }
    for (let row = 0; row < rows; row += 1) {
      dSlack[row] = (aimSlack[row]! - slack[row]! * dy[row]!) / y[row]! - slack[row]!;
      dOver[row] = excess[row]! < Infinity ? (aimOver[row]! + over[row]! * dy[row]!) / (excess[row]! - y[row]!) - over[row]! : 0;
    }
    for (let car = 0; car < count; car += 1) {
      const against = againstBeyond(car, p[car]!);
      dBeyond[car] = (aimBeyond[car]! + (isLevel ? -1 : 1) * beyond[car]! * dp[car]!) / against - beyond[car]!;
    }
  }

  /** How far the direction may be gone before something is below 0, for amperes and for prices. */
  function steps(part: number): [number, number] {
    let [primal, dual] = [1 / part, 1 / part];
    const bound = (limit: number, at: number, by: number): number => (by < 0 ? Math.min(limit, -at / by) : limit);
    for (let entry = 0; entry < entries; entry += 1) {
      primal = bound(bound(primal, x[entry]!, dx[entry]!), most[entry]! - x[entry]!, -dx[entry]!);
      dual = bound(bound(dual, low[entry]!, dLow[entry]!), high[entry]!, dHigh[entry]!);
    }
    for (let row = 0; row < rows; row += 1) {
      primal = bound(primal, slack[row]!, dSlack[row]!);
      dual = bound(dual, y[row]!, dy[row]!);
      if (excess[row]! < Infinity) {
        primal = bound(primal, over[row]!, dOver[row]!);
        dual = bound(dual, excess[row]! - y[row]!, -dy[row]!);
      }
    }
    for (let car = 0; car < count; car += 1) {
      primal = bound(primal, beyond[car]!, dBeyond[car]!);
      dual = bound(dual, againstBeyond(car, p[car]!), isLevel ? dp[car]! : -dp[car]!);
    }
    return [Math.min(1, part * primal), Math.min(1, part * dual)];
  }

  function move(primal: number, dual: number): void {
    const go = (point: Float64Array, by: Float64Array, part: number): void => {
      for (let place = 0; place < point.length; place += 1) point[place]! += part * by[place]!;
    };
    go(x, dx, primal);
    go(slack, dSlack, primal);
    go(over, dOver, primal);
    go(beyond, dBeyond, primal);
    level += primal * dLevel;
    go(low, dLow, dual);
    go(high, dHigh, dual);
    go(y, dy, dual);
    go(p, dp, dual);
  }

  function written(): Float64Array {
    const amps = new Float64Array(slots * count);
    for (let entry = 0; entry < entries; entry += 1) amps[slotOf[entry]! * count + carOf[entry]!] = x[entry]!;
    return amps;
  }

  function dualOf(): Dual {
    const dual = createDual(problem);
    for (let slot = 0; slot < slots; slot += 1) {
      for (let row = rowBegin[slot]!; row < rowBegin[slot + 1]!; row += 1) {
        const of = layout.rowKind[row]!;
        if (of === ROW_KINDS.tier) dual.tier[slot] = y[row]!;
        else if (of === ROW_KINDS.peak) dual.peak[slot] = y[row]!;
        else dual.shadow[layout.rowPlace[row]!] = y[row]!;
      }
    }
    // What is shut has no room to pay for: its price may be what nobody would pay.
    for (const { car, slot, place } of layout.shut) {
      const kWh = kWhPerAmp[kind[car]!]!;
      if (place === PEAK) dual.peak[slot] = Math.max(dual.peak[slot]!, p[car]!);
      else dual.shadow[place] = Math.max(dual.shadow[place]!, (p[car]! * kWh) / problem.coefficients[kind[car]! * ROWS + (place % ROWS)]!);
    }
    return dual;
  }
}
