import { CpoError } from "@cpokit/kernel";
import { compilePlan, type PlanProblem } from "./plan-problem.ts";
import { demandChargeOf, peakOf, solveWithDemandCharge } from "./demand-charge.ts";
import { phaseRulesOf, roomInBalance, settlePhases, type PhaseRule } from "./balance-phases.ts";
import { groupsOf } from "./dual.ts";
import { provenBound } from "./export-bound.ts";
import { copyOf, type Flow } from "./flow.ts";
import { leastCost } from "./least-cost.ts";
import { deliveredIn, isCoupled, levelMixed, type Levelled } from "./level-mixed.ts";
import { mostAlone } from "./most-alone.ts";
import type { PlanInput, PlanOptions } from "./plan-input.ts";
import type { Certificate, Plan, ShadowPrice } from "./plan-result.ts";
import { roundToSetpoints } from "./round.ts";
import { roundDispatches } from "./round-storages.ts";
import { withScratch } from "./scratch.ts";
import { shareShortage } from "./shortage.ts";
import { gapOf, lacksEnergy, type Effort, type Solved } from "./solve.ts";
import { siteCost } from "./site-cost.ts";
import { netKWh, wearCost, withoutStorages } from "./with-storages.ts";
import { startOf, warmOf, type Start } from "./warm.ts";
import { batteryPlans, carPlans, shadowPricesOf, shortfallsOf } from "./write-plan.ts";

const GAP = 0.005;
/** Rounds of tightening for rules of imbalance; what is left after them comes off the set-points. */
const BALANCING = 8;

/**
 * When each car shall charge: all requests by their departures at the least cost; if they do not fit, what is guaranteed in order of
 * priority, then the delivered part of each request levelled by weight, and that at the least cost (smart-charging §4, §5).
 * Proved optimal where all cars are connected alike, within `options.gap` elsewhere unless the budget ends first; never above a limit.
 * @throws `smart-charging.plan` naming the path of the number that is unusable, `smart-charging.unknown-evse`, `smart-charging.unknown-node`.
 */
export function plan(input: PlanInput, options: PlanOptions = {}): Plan {
  return withScratch(() => makePlan(input, options));
}

function makePlan(input: PlanInput, options: PlanOptions): Plan {
  const unsure = input.cars.findIndex(({ departureDist }) => departureDist !== undefined);
  const path = `cars[${unsure}].departureDist`;
  if (unsure >= 0 && options.hedge === undefined) throw new CpoError("smart-charging.plan", `${path} needs options.hedge.`, { path });
  const problem = compilePlan(input);
  const { budget } = options;
  const end = budget === undefined ? Infinity : budget.clock.now() + budget.milliseconds;
  const hurry = (): boolean => budget !== undefined && budget.clock.now() >= end;
  const rules = phaseRulesOf(input, problem);
  const { solved, fitting, fairness, midway } = solveInBalance(problem, input, rules, { hurry, gap: options.gap ?? GAP }, startOf(options.warm, input, problem));
  const exact = options.signallable === false;
  const hedged = options.hedge?.bringForward(input, solved.flow, hurry) ?? solved.flow;
  const flow = exact ? copyOf(hedged) : roundToSetpoints(hedged);
  if (rules.length > 0) settlePhases(flow, rules);
  const dispatches = exact ? solved.dispatches : roundDispatches(fitting, solved.dispatches, flow);
  const net = netKWh(fitting, dispatches);
  const siteKWh = flow.taken.map((kWh, slot) => kWh + net[slot]!);
  const charge = demandChargeOf(input, problem.slots);
  const demand = charge === undefined ? 0 : charge.pricePerKW * (peakOf(siteKWh, problem.hours, charge) - charge.freeKW);
  const energy = siteCost(problem, siteKWh);
  const wear = wearCost(problem, dispatches);
  const unmet = unmetCost(problem, flow);
  const total = energy + demand + wear + unmet;
  let shadowPrices: readonly ShadowPrice[] | undefined;
  const written = { input, problem: fitting, flow, dispatches, hedge: options.hedge };
  const warm = warmOf(input, problem, solved.dual, solved.flow, midway);
  return {
    from: input.from, slotMinutes: problem.hours * 60, slots: problem.slots,
    cars: carPlans(written), batteries: batteryPlans(written),
    siteKW: siteKWh.map((kWh) => kWh / problem.hours),
    cost: { energy, demand, wear, unmet, total },
    certificate: {
      cost: solved.cost, lowerBound: Math.min(solved.bound, solved.cost), gap: Math.max(0, gapOf(solved)),
      roundingLoss: (total - solved.cost) / Math.max(Math.abs(solved.cost), 1e-9), stopped: hurry(),
      ...(fairness !== undefined && Number.isFinite(fairness.level) && { fairness }),
    },
    shortfalls: shortfallsOf(written, problem, solved),
    get shadowPrices() {
      return (shadowPrices ??= shadowPricesOf(input.site, warm.shadow));
    },
    warm,
  };
}

interface Shared {
  readonly solved: Solved;
  readonly fitting: PlanProblem;
  readonly fairness?: Certificate["fairness"];
  readonly midway?: Levelled["midway"];
}

/** The same under rules of imbalance: limits are tightened where a plan breaks them, until it does not. The proof is that without the rules. */
function solveInBalance(problem: PlanProblem, input: PlanInput, rules: readonly PhaseRule[], effort: Effort, start: Start | undefined): Shared {
  const free = solveFairly(problem, input, effort, start);
  let shared = free;
  let room = rules.length === 0 ? undefined : roomInBalance(problem, rules, free.solved.flow);
  for (let round = 0; round < BALANCING && room !== undefined && !effort.hurry(); round += 1) {
    const tighter = { ...problem, room };
    shared = solveFairly(tighter, input, effort, { dual: shared.solved.dual, amps: shared.solved.flow.x });
    room = roomInBalance(tighter, rules, shared.solved.flow);
  }
  if (shared === free) return free;
  const loose = { ...shared.fitting, room: problem.room };
  const bounds = [free.solved.dual, shared.solved.dual].map((dual) => ({ dual, bound: provenBound(loose, groupsOf(loose), dual, shared.solved.dispatches, shared.solved.cost, effort.hurry) }));
  // Where all is delivered either way, what was proved without the rules holds with them.
  if (free.fitting.energy === problem.energy && shared.fitting.energy === problem.energy) bounds.push(free.solved);
  return { ...shared, fitting: loose, solved: { ...shared.solved, ...bounds.reduce((best, { dual, bound }) => (bound > best.bound ? { dual, bound } : best), { dual: shared.solved.dual, bound: -Number.MAX_VALUE }) } };
}

/** The least cost of what can be delivered; `fitting` asks for no more than that. */
function solveFairly(problem: PlanProblem, input: PlanInput, effort: Effort, start: Start | undefined): Shared {
  const charge = demandChargeOf(input, problem.slots);
  const run = (of: PlanProblem, incumbent?: Flow): Solved =>
    charge === undefined ? leastCost(of, effort, incumbent, start) : solveWithDemandCharge(of, charge, effort, incumbent, start);
  const solved = run(problem);
  if (!lacksEnergy(solved.flow)) return { solved, fitting: problem };
  const alone = withoutStorages(problem);
  const { flow: shares, midway, ...fairness } = shareFairly(alone, effort.hurry, solved.flow, start);
  const energy = deliveredIn(shares).map((kWh, car) => Math.max(0, Math.min(kWh, problem.energy[car]!)));
  const storages = problem.storages.map((storage) => (storage.car < 0 ? storage : { ...storage, final: storage.start + energy[storage.car]! * problem.efficiency[storage.car]! }));
  const fitting = { ...problem, energy, storages };
  const incumbent = { ...shares, problem: { ...alone, energy }, missing: new Float64Array(problem.count) };
  return { solved: run(fitting, incumbent), fitting, fairness, midway };
}

/** Shares what is short: the flow is exact for one kind of connection; beside others it gives what is guaranteed, and any flow may be where levels begin. */
function shareFairly(problem: PlanProblem, hurry: () => boolean, known: Flow, start: Start | undefined): Levelled {
  const isFree = problem.storages.length === 0 && problem.guaranteed.every((kWh) => kWh === 0);
  const flow = isFree && isCoupled(problem) ? known : shareShortage(problem, hurry);
  const delivered = deliveredIn(flow);
  if (isCoupled(problem)) return levelMixed(problem, flow, delivered.map((kWh, car) => Math.min(kWh, problem.guaranteed[car]!)), hurry, start?.midway);
  let level = Infinity;
  for (let car = 0; car < problem.count; car += 1) {
    const kWh = delivered[car]!;
    if (problem.energy[car]! > 0 && kWh < Math.min(problem.energy[car]!, mostAlone(problem, car)) * (1 - 1e-6)) level = Math.min(level, kWh / problem.energy[car]! / problem.weight[car]!);
  }
  return { flow, level, levelBound: hurry() ? Infinity : level };
}

/** What drivers who named a price lose, at that price. */
function unmetCost(problem: PlanProblem, flow: Flow): number {
  return flow.missing.reduce((sum, kWh, car) => sum + (problem.value[car] === problem.noDelivery ? 0 : Math.max(0, kWh) * problem.value[car]!), 0);
}
