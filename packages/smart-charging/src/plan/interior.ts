import { ROWS } from "../site/limits.ts";
import type { Dual } from "./dual.ts";
import type { PlanProblem } from "./plan-problem.ts";
import { floats } from "./scratch.ts";
import { ampsOf, dualOf } from "./interior-answer.ts";
import { createCarSystem } from "./interior-cars.ts";
import type { Layout } from "./interior-layout.ts";
import { createRowTrees } from "./interior-trees.ts";

/** What cars shall get if not just their requests: at least `base`, and `rate` for each unit of a level that is to be highest. */
export interface LevelClaims {
  readonly base: Float64Array;
  readonly rate: Float64Array;
}

/** Where the search for a level was while all was still far from its bounds: from there, the level of other claims is found in fewer steps. */
export interface Midway {
  /** Currents of entries, what rows have left, and prices: of entries' two bounds, of rows and of cars. */
  readonly x: Float64Array;
  readonly slack: Float64Array;
  readonly prices: readonly Float64Array[];
  readonly level: number;
}

/** A point near the optimum, inside all bounds. */
export interface InteriorPoint {
  /** Amperes, `slot × n + car`. May cross limits by a trifle. */
  readonly amps: Float64Array;
  readonly dual: Dual;
  /** How firmly each car is bound to its claim: its price over what it has above it, both relative to what they are on average. */
  readonly bound: Float64Array;
  /** Of a level. */
  readonly midway?: Midway;
}

const ITERATIONS = 40;
/** Complementarity, relative to what is optimised, at which a point is good: for a cost, and for a level; and what it may lack of rows and requests. */
const ENOUGH = 5e-4;
const ENOUGH_LEVEL = 1e-3;
const KEPT = 1e-4;
const KEPT_LEVEL = 3e-4;
const TO_THE_WALL = 0.99;
/** Part of the way to its most that a current begun with may be, and part of a claim that a car has at least above it then. */
const INSIDE = 0.99;
const ABOVE = 0.01;
const NOTHING = 1e-12;

/**
 * The linear program of a plan by a primal-dual interior method (Mehrotra): least cost, or the highest level of `claims` where energy is
 * short, begun at `from` where the layout is as it was then. What couples slots are the cars' requests alone, and limits form a tree: so each slot is eliminated by itself from the leaves to
 * the root, four sums a node, and a system between cars is left. It takes a dozen steps whatever the prices.
 */
export function solveInside(problem: PlanProblem, hurry: () => boolean, layout: Layout, claims?: LevelClaims, dearer?: (car: number, slot: number) => number, from?: Midway): InteriorPoint {
  const { entries, rows, parts } = layout;
  const { count, energy, value } = problem;
  const isLevel = claims !== undefined;
  const sign = isLevel ? 1 : -1;
  const base = claims?.base ?? energy;
  const rate = claims?.rate ?? new Float64Array(count);
  const asked = isLevel ? rate.map((kWh, car) => kWh + base[car]!) : energy;
  const more = Float64Array.from(layout.slotOf, (slot, entry) => dearer?.(layout.carOf[entry]!, slot) ?? 0);
  const scale = isLevel ? 1 / Math.max(1e-9, rate.reduce((sum, one) => sum + one, 0)) : more.reduce((most, one) => Math.max(most, one), Math.max(0.01, ...problem.price.map(Math.abs)));
  const cost = Float64Array.from(layout.perAmp, (kWh, entry) => (isLevel ? 0 : kWh * (firstPrice(problem, layout.slotOf[entry]!) + more[entry]!)));
  const refusal = Float64Array.from(value, (price) => (isLevel ? 0 : Math.min(price, 50 * scale)));
  const excess = isLevel ? new Float64Array(rows).fill(Infinity) : layout.excess;
  const cars = createCarSystem(problem, layout);
  const { columns, cells, rowOf: cellRow } = cars;
  const trees = createRowTrees(layout, cars);
  const { tall, up, down, held, dy, path, wanted } = trees;

  const x = floats(entries), low = floats(entries), high = floats(entries), dx = floats(entries), theta = floats(entries), pull = floats(entries), aimLow = floats(entries), aimHigh = floats(entries);
  const y = floats(rows), slack = floats(rows), over = floats(rows), dSlack = floats(rows), dOver = floats(rows), lack = floats(rows), aimSlack = floats(rows), aimOver = floats(rows);
  const p = floats(count), beyond = floats(count), dp = floats(count), dBeyond = floats(count), lackOfCar = floats(count), aimBeyond = floats(count), along = floats(count);
  const amounts = [x, slack, over, beyond], prices = [low, high, y, p], amountSteps = [dx, dSlack, dOver, dBeyond], priceSteps = [aimLow, aimHigh, dy, dp];
  const load = floats(parts * ROWS), paid = floats(parts * ROWS);
  const spare = floats(columns), alongBorder = floats(columns), none = floats(columns);
  const pairs = 2 * entries + rows + count;
  let level = 0;
  let dLevel = 0;
  let speed = 0;
  let residual = 0;
  let complementarity = 0;
  let spent = 0;
  /** Of what the last direction does to products of entries: constant, linear and square part, and what ends it soonest. */
  let [plain, linear, square, wallPrimal, wallDual] = [0, 0, 0, 0, 0];

  let midway: Midway | undefined;
  start();
  if (from?.x.length === entries && prices.every((one, place) => one.length === from.prices[place]!.length)) resume(from);
  for (let time = 0; time < ITERATIONS && !hurry(); time += 1) {
    eliminate();
    const size = isLevel ? Math.abs(level) : Math.abs(spent);
    if (complementarity <= (isLevel ? ENOUGH_LEVEL : ENOUGH) * Math.max(size, 1e-6) && residual <= (isLevel ? KEPT_LEVEL : KEPT)) break;
    if (isLevel && complementarity <= size) midway ??= { x: x.slice(), slack: slack.slice(), prices: prices.map((one) => one.slice()), level };
    trees.couple();
    cars.factorise();
    alignLevel();
    predict();
    const mean = complementarity / pairs;
    aim(mean * (afterStep(Math.min(1, 1 / wallPrimal), Math.min(1, 1 / wallDual)) / complementarity) ** 3);
    // Where numbers give out, the point of before is the answer.
    if (!dp.every(Number.isFinite)) break;
    move(Math.min(1, TO_THE_WALL / wallPrimal), Math.min(1, TO_THE_WALL / wallDual));
  }
  return { amps: ampsOf(problem, layout, x), dual: dualOf(problem, layout, y, p), bound: p.map((price, car) => ((price / scale) * rate[car]! * level) / beyond[car]!), ...(midway !== undefined && { midway }) };

  function start(): void {
    const price = ((isLevel ? 1 : 0.3) * scale * layout.perAmp.reduce((sum, one) => sum + one, 0)) / Math.max(1, entries);
    const could = new Float64Array(count);
    for (let entry = 0; entry < entries; entry += 1) could[layout.carOf[entry]!]! += layout.perAmp[entry]! * layout.most[entry]!;
    for (let entry = 0; entry < entries; entry += 1) {
      const part = isLevel ? 0.25 : base[layout.carOf[entry]!]! / could[layout.carOf[entry]!]!;
      x[entry] = layout.most[entry]! * Math.min(0.9, Math.max(0.1, part));
      low[entry] = high[entry] = price;
    }
    for (let row = 0; row < rows; row += 1) {
      y[row] = Math.min(price, excess[row]! / 2);
      slack[row] = Math.max(1, 0.6 * layout.room[row]!);
      over[row] = excess[row]! < Infinity ? 1 : 0;
    }
    for (let car = 0; car < count; car += 1) {
      p[car] = isLevel ? scale : Math.min(scale, refusal[car]! - 0.1 * scale);
      beyond[car] = Math.max(0.1, 0.05 * asked[car]!);
    }
  }

  /** The same point for other claims: all prices in the proportion in which those who rise pay as much again. */
  function resume(at: Midway): void {
    level = at.level;
    const by = 1 / Math.max(0.05, dot(rate, at.prices[3]!));
    x.set(at.x);
    slack.set(at.slack);
    prices.forEach((one, place) => one.set(at.prices[place]!.map((price) => price * by)));
    for (let car = 0; car < count; car += 1) beyond[car] = -base[car]! - rate[car]! * level;
    for (let entry = 0; entry < entries; entry += 1) {
      x[entry] = Math.min(x[entry]!, INSIDE * layout.most[entry]!);
      beyond[layout.carOf[entry]!]! += layout.perAmp[entry]! * x[entry]!;
    }
    for (let car = 0; car < count; car += 1) beyond[car] = Math.max(ABOVE * asked[car]!, beyond[car]!);
  }

  /** What stands against what a car lacks, or has above its claim. */
  function against(car: number): number {
    return isLevel ? p[car]! : refusal[car]! - p[car]!;
  }

  /** What everything misses, the trees without their full rows, and what entries are drawn to where no products are aimed at. */
  function eliminate(): void {
    const { begin, end, carOf, kindOf, most, perAmp, rowBegin, rowOf, room, above } = layout;
    const c = problem.coefficients;
    pricesDown();
    cars.clear();
    for (const all of [tall, up, load, aimSlack, aimOver, aimBeyond]) all.fill(0);
    let [products, money, worst] = [0, 0, 0];
    for (let car = 0; car < count; car += 1) {
      lackOfCar[car] = base[car]! + rate[car]! * level + sign * beyond[car]!;
      cells[cellRow[car]! + car] = beyond[car]! / against(car) + NOTHING;
      products += beyond[car]! * against(car);
    }
    for (let part = 0; part < parts; part += 1) {
      const at = part * 4;
      const h = part * 16;
      const f0 = paid[at]!, f1 = paid[at + 1]!, f2 = paid[at + 2]!, f3 = paid[at + 3]!;
      let a0 = 0, a1 = 0, a2 = 0, a3 = 0, l0 = 0, l1 = 0, l2 = 0, l3 = 0;
      let h00 = 0, h01 = 0, h02 = 0, h03 = 0, h11 = 0, h12 = 0, h13 = 0, h22 = 0, h23 = 0, h33 = 0;
      for (let entry = begin[part]!, last = end[part]!; entry < last; entry += 1) {
        const k = kindOf[entry]!;
        const car = carOf[entry]!;
        const c0 = c[k]!, c1 = c[k + 1]!, c2 = c[k + 2]!, c3 = c[k + 3]!;
        const amps = x[entry]!, left = most[entry]! - amps, below = low[entry]!, beside = high[entry]!, weight = perAmp[entry]!, price = cost[entry]!;
        products += amps * below + left * beside;
        money += price * amps;
        const by = (theta[entry] = (amps * left) / (below * left + beside * amps));
        const drawn = by * (pull[entry] = weight * p[car]! - price - c0 * f0 - c1 * f1 - c2 * f2 - c3 * f3);
        a0 += c0 * drawn; a1 += c1 * drawn; a2 += c2 * drawn; a3 += c3 * drawn;
        l0 += c0 * amps; l1 += c1 * amps; l2 += c2 * amps; l3 += c3 * amps;
        lackOfCar[car]! -= weight * amps;
        const b0 = by * c0, b1 = by * c1, b2 = by * c2, b3 = by * c3;
        h00 += b0 * c0; h01 += b0 * c1; h02 += b0 * c2; h03 += b0 * c3; h11 += b1 * c1;
        h12 += b1 * c2; h13 += b1 * c3; h22 += b2 * c2; h23 += b2 * c3; h33 += b3 * c3;
        cells[cellRow[car]! + car]! += weight * weight * by;
        const to = entry * 4;
        path[to] = weight * b0; path[to + 1] = weight * b1; path[to + 2] = weight * b2; path[to + 3] = weight * b3;
      }
      up[at]! += a0; up[at + 1]! += a1; up[at + 2]! += a2; up[at + 3]! += a3;
      load[at]! += l0; load[at + 1]! += l1; load[at + 2]! += l2; load[at + 3]! += l3;
      tall[h]! += h00; tall[h + 1]! += h01; tall[h + 2]! += h02; tall[h + 3]! += h03;
      tall[h + 4]! += h01; tall[h + 5]! += h11; tall[h + 6]! += h12; tall[h + 7]! += h13;
      tall[h + 8]! += h02; tall[h + 9]! += h12; tall[h + 10]! += h22; tall[h + 11]! += h23;
      tall[h + 12]! += h03; tall[h + 13]! += h13; tall[h + 14]! += h23; tall[h + 15]! += h33;
      for (let row = rowBegin[part]!, last = rowBegin[part + 1]!; row < last; row += 1) {
        const missing = (lack[row] = room[row]! - load[at + rowOf[row]!]! - slack[row]! + over[row]!);
        worst = Math.max(worst, Math.abs(missing) / (1 + room[row]!));
        held[row] = missing + slack[row]! - over[row]!;
        products += slack[row]! * y[row]! + (over[row]! > 0 ? over[row]! * (excess[row]! - y[row]!) : 0);
        trees.eliminate(row, part, slack[row]! / y[row]! + (over[row]! > 0 ? over[row]! / (excess[row]! - y[row]!) : 0));
      }
      trees.handUp(part);
      const parent = above[part]!;
      if (parent < 0) continue;
      for (let one = 0; one < 16; one += 1) tall[parent * 16 + one]! += tall[h + one]!;
      for (let one = 0; one < 4; one += 1) load[parent * 4 + one]! += load[at + one]!;
    }
    for (let car = 0; car < count; car += 1) worst = Math.max(worst, Math.abs(lackOfCar[car]!) / (1 + asked[car]!));
    [complementarity, spent, residual] = [products, money, worst];
  }

  /** What a unit of the level does to prices. */
  function alignLevel(): void {
    if (!isLevel) return;
    along.set(rate);
    alongBorder.fill(0);
    cars.solve(along, alongBorder);
    speed = dot(rate, along);
  }

  /** Prices of all rows on the way of each part. */
  function pricesDown(): void {
    const { above, rowBegin, rowOf } = layout;
    for (let part = parts - 1; part >= 0; part -= 1) {
      for (let one = 0; one < 4; one += 1) paid[part * 4 + one] = above[part]! < 0 ? 0 : paid[above[part]! * 4 + one]!;
      for (let row = rowBegin[part]!; row < rowBegin[part + 1]!; row += 1) paid[part * 4 + rowOf[row]!]! += y[row]!;
    }
  }

  function climb(): void {
    const { begin, end, carOf, kindOf, perAmp } = layout;
    const c = problem.coefficients;
    up.fill(0);
    for (let part = 0; part < parts; part += 1) {
      let a0 = 0, a1 = 0, a2 = 0, a3 = 0;
      for (let entry = begin[part]!, last = end[part]!; entry < last; entry += 1) {
        const k = kindOf[entry]!;
        const drawn = theta[entry]! * (pull[entry]! + perAmp[entry]! * dp[carOf[entry]!]!);
        a0 += c[k]! * drawn; a1 += c[k + 1]! * drawn; a2 += c[k + 2]! * drawn; a3 += c[k + 3]! * drawn;
      }
      const at = part * 4;
      up[at]! += a0; up[at + 1]! += a1; up[at + 2]! += a2; up[at + 3]! += a3;
      trees.handUp(part);
    }
  }

  /** The steps of entries that follow from those of prices. */
  function follow(): void {
    const { begin, end, carOf, kindOf, perAmp } = layout;
    const c = problem.coefficients;
    for (let part = 0; part < parts; part += 1) {
      const at = part * 4;
      const f0 = down[at]!, f1 = down[at + 1]!, f2 = down[at + 2]!, f3 = down[at + 3]!;
      for (let entry = begin[part]!, last = end[part]!; entry < last; entry += 1) {
        const k = kindOf[entry]!;
        dx[entry] = theta[entry]! * (pull[entry]! + perAmp[entry]! * dp[carOf[entry]!]! - c[k]! * f0 - c[k + 1]! * f1 - c[k + 2]! * f2 - c[k + 3]! * f3);
      }
    }
  }

  /** The steps of all prices and entries, once the trees have been climbed without those of cars. */
  function solvePrices(): void {
    const { carOf, perAmp } = layout;
    trees.descend(none);
    dp.fill(0);
    follow();
    for (let car = 0; car < count; car += 1) dp[car] = lackOfCar[car]! + sign * (aimBeyond[car]! / against(car) - beyond[car]!);
    for (let entry = 0; entry < entries; entry += 1) dp[carOf[entry]!]! -= perAmp[entry]! * dx[entry]!;
    cars.solve(dp, wanted);
    dLevel = 0;
    if (isLevel) {
      let missing = 1;
      for (let car = 0; car < count; car += 1) missing -= rate[car]! * (p[car]! + dp[car]!);
      dLevel = missing / Math.max(speed, NOTHING);
      for (let car = 0; car < count; car += 1) dp[car]! += dLevel * along[car]!;
      for (let column = 0; column < columns; column += 1) wanted[column]! += dLevel * alongBorder[column]!;
    }
    spare.set(wanted);
    climb();
    trees.descend(spare);
    follow();
    for (let row = 0; row < rows; row += 1) {
      dSlack[row] = (aimSlack[row]! - slack[row]! * dy[row]!) / y[row]! - slack[row]!;
      if (over[row]! > 0) dOver[row] = (aimOver[row]! + over[row]! * dy[row]!) / (excess[row]! - y[row]!) - over[row]!;
    }
    for (let car = 0; car < count; car += 1) dBeyond[car] = (aimBeyond[car]! - sign * beyond[car]! * dp[car]!) / against(car) - beyond[car]!;
    let [primal, dual] = [NOTHING, NOTHING];
    for (let row = 0; row < rows; row += 1) {
      if (-dSlack[row]! > primal * slack[row]!) primal = -dSlack[row]! / slack[row]!;
      if (-dy[row]! > dual * y[row]!) dual = -dy[row]! / y[row]!;
      if (over[row] === 0) continue;
      primal = Math.max(primal, -dOver[row]! / over[row]!);
      dual = Math.max(dual, dy[row]! / (excess[row]! - y[row]!));
    }
    for (let car = 0; car < count; car += 1) {
      primal = Math.max(primal, -dBeyond[car]! / beyond[car]!);
      dual = Math.max(dual, (-sign * dp[car]!) / against(car));
    }
    [wallPrimal, wallDual] = [primal, dual];
  }

  /** The direction to where all products are 0. */
  function predict(): void {
    const { most } = layout;
    solvePrices();
    let [sum, bySteps, bySquares, primal, dual] = [0, 0, 0, wallPrimal, wallDual];
    for (let entry = 0; entry < entries; entry += 1) {
      const amps = x[entry]!, left = most[entry]! - amps;
      const rise = dx[entry]! / amps, fall = dx[entry]! / left;
      const one = amps * low[entry]!, other = left * high[entry]!;
      if (-rise > primal) primal = -rise;
      if (fall > primal) primal = fall;
      if (1 + rise > dual) dual = 1 + rise;
      if (1 - fall > dual) dual = 1 - fall;
      sum += one + other;
      bySteps += one * rise - other * fall;
      bySquares += one * rise * rise + other * fall * fall;
    }
    [plain, linear, square, wallPrimal, wallDual] = [sum, bySteps, bySquares, primal, dual];
  }

  /** The sum of all products after steps in the predicted direction. */
  function afterStep(primal: number, dual: number): number {
    let sum = plain * (1 - dual) + linear * (primal * (1 - dual) - dual) - square * primal * dual;
    for (let row = 0; row < rows; row += 1) {
      const price = y[row]! + dual * dy[row]!;
      sum += (slack[row]! + primal * dSlack[row]!) * price;
      if (over[row]! > 0) sum += (over[row]! + primal * dOver[row]!) * (excess[row]! - price);
    }
    for (let car = 0; car < count; car += 1) sum += (beyond[car]! + primal * dBeyond[car]!) * (against(car) + sign * dual * dp[car]!);
    return sum;
  }

  /** The direction to where all products are `target`, corrected by what the predicted one misses. */
  function aim(target: number): void {
    const { most } = layout;
    for (let entry = 0; entry < entries; entry += 1) {
      const amps = x[entry]!, left = most[entry]! - amps;
      const rise = dx[entry]! / amps, fall = dx[entry]! / left;
      const below = (aimLow[entry] = target / amps + low[entry]! * rise * (1 + rise));
      const beside = (aimHigh[entry] = target / left - high[entry]! * fall * (1 - fall));
      pull[entry]! += below - beside;
    }
    for (let row = 0; row < rows; row += 1) {
      aimSlack[row] = target - dSlack[row]! * dy[row]!;
      held[row] = lack[row]! - aimSlack[row]! / y[row]! + slack[row]!;
      if (over[row] === 0) continue;
      aimOver[row] = target + dOver[row]! * dy[row]!;
      held[row]! += aimOver[row]! / (excess[row]! - y[row]!) - over[row]!;
    }
    for (let car = 0; car < count; car += 1) aimBeyond[car] = target - sign * dBeyond[car]! * dp[car]!;
    dp.fill(0);
    climb();
    solvePrices();
    let [primal, dual] = [wallPrimal, wallDual];
    for (let entry = 0; entry < entries; entry += 1) {
      const rise = dx[entry]! / x[entry]!, fall = dx[entry]! / (most[entry]! - x[entry]!);
      const below = low[entry]!, beside = high[entry]!;
      const lower = (aimLow[entry]! -= below + below * rise), higher = (aimHigh[entry]! += beside * fall - beside);
      if (-rise > primal) primal = -rise;
      if (fall > primal) primal = fall;
      if (-lower > dual * below) dual = -lower / below;
      if (-higher > dual * beside) dual = -higher / beside;
    }
    [wallPrimal, wallDual] = [primal, dual];
  }

  function move(primal: number, dual: number): void {
    const go = (point: Float64Array, by: Float64Array, part: number): void => {
      for (let place = 0; place < point.length; place += 1) point[place]! += part * by[place]!;
    };
    amounts.forEach((one, place) => go(one, amountSteps[place]!, primal));
    level += primal * dLevel;
    prices.forEach((one, place) => go(one, priceSteps[place]!, dual));
  }
}

function firstPrice({ cheapPrice, price, cheap }: PlanProblem, slot: number): number {
  return cheapPrice[slot]! < price[slot]! && cheap[slot]! > 0 ? cheapPrice[slot]! : price[slot]!;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let place = 0; place < one.length; place += 1) sum += one[place]! * other[place]!;
  return sum;
}
