import { CpoError } from "@cpokit/kernel";
import { outletOf, type Site } from "../site/define-site.ts";
import { ROWS, type SiteLimits } from "../site/limits.ts";
import type { Claim } from "./allocate.ts";
import type { FillProblem } from "./fill.ts";

/** Claims as arrays, and what was written there last: cars that stand where they stood are not placed again. */
export interface ClaimTable {
  readonly problem: FillProblem;
  /** By claim: EVSE and phases used, 0 for unknown. */
  readonly evses: (string | undefined)[];
  readonly phases: Uint8Array;
  /** Claims in the order in which they are admitted. */
  readonly ranking: Int32Array;
  /** By car: what its EVSE allows, A. */
  readonly least: Float64Array;
  readonly most: Float64Array;
}

export function createClaimTable(site: Site, count: number): ClaimTable {
  const nodes = site.nodes.length;
  const problem: FillProblem = {
    parents: site.parents, ends: site.ends, low: new Int32Array(nodes), high: new Int32Array(nodes), room: new Float64Array(nodes * ROWS), count,
    carOf: new Int32Array(count), claimOf: new Int32Array(count), node: new Int32Array(count), coefficients: new Float64Array(count * ROWS), minimum: new Float64Array(count),
    maximum: new Float64Array(count), weight: new Float64Array(count), step: new Float64Array(count), order: new Int32Array(count),
  };
  return { problem, evses: Array.from({ length: count }, () => undefined), phases: new Uint8Array(count), ranking: Int32Array.from({ length: count }, (_, place) => place), least: new Float64Array(count), most: new Float64Array(count) };
}

/** Writes claims and limits over those of before. @throws `smart-charging.claim`, `smart-charging.unknown-evse` */
export function writeClaims(table: ClaimTable, site: Site, limits: SiteLimits, claims: readonly Claim[]): void {
  const { problem: { count, room, carOf, minimum, maximum, weight, order }, evses, phases, ranking, least, most } = table;
  room.set(limits.room);
  for (let place = 0; place < count; place += 1) {
    const { evse, phasesUsed = 0 } = claims[place]!;
    if (evse === evses[place] && phasesUsed === phases[place]) continue;
    placeCars(table, site, claims);
    break;
  }
  for (let place = 0; place < count; place += 1) {
    const claim = claims[place]!;
    const car = carOf[place]!;
    minimum[car] = claim.minA === undefined ? least[car]! : Math.max(least[car]!, number(claim, "minA"));
    maximum[car] = claim.maxA === undefined ? most[car]! : Math.min(most[car]!, number(claim, "maxA"));
    weight[car] = claim.weight === undefined ? 1 : number(claim, "weight");
    if (!(weight[car] > 0)) refuse(claim, "weight");
    if (claim.priority !== undefined) number(claim, "priority");
    if (claim.deficit !== undefined) number(claim, "deficit");
  }
  // Who goes first changes less often than what they want.
  const before = (a: number, b: number): number => rank(claims[a]!, claims[b]!) || a - b;
  for (let place = 1; place < count; place += 1) {
    if (before(ranking[place - 1]!, ranking[place]!) < 0) continue;
    ranking.sort(before);
    break;
  }
  for (let place = 0; place < count; place += 1) order[place] = carOf[ranking[place]!]!;
}

/** Below 0 if the first is admitted first. */
function rank(one: Claim, other: Claim): number {
  return (other.priority ?? 0) - (one.priority ?? 0) || (other.deficit ?? 0) - (one.deficit ?? 0);
}

/** Gives each claim its place in the order of the nodes, and what its connection does to the wires. */
function placeCars({ problem: { count, low, high, carOf, claimOf, node, coefficients, step }, evses, phases, least, most }: ClaimTable, site: Site, claims: readonly Claim[]): void {
  const outlets = claims.map(({ evse }) => outletOf(site, evse));
  const next = new Int32Array(site.nodes.length);
  for (const { place } of outlets) next[place]! += 1;
  for (let place = 0, before = 0; place < next.length; place += 1) {
    low[place] = before;
    before += next[place]!;
    next[place] = low[place]!;
  }
  for (let place = 0; place < next.length; place += 1) high[place] = site.ends[place]! < next.length ? low[site.ends[place]!]! : count;
  for (let claim = count - 1; claim >= 0; claim -= 1) {
    const { evse: id, phasesUsed = 0 } = claims[claim]!;
    const { evse, place, wirings, stepA } = outlets[claim]!;
    const wiring = wirings[phasesUsed];
    const car = next[place]!++;
    carOf[claim] = car;
    claimOf[car] = claim;
    node[car] = place;
    step[car] = stepA;
    coefficients[car * ROWS] = wiring.l1;
    coefficients[car * ROWS + 1] = wiring.l2;
    coefficients[car * ROWS + 2] = wiring.l3;
    coefficients[car * ROWS + 3] = wiring.gridKW;
    least[car] = evse.minA;
    most[car] = evse.dc === undefined ? evse.maxA : Math.min(evse.maxA, evse.dc.maxKW / wiring.carKW);
    evses[claim] = id;
    phases[claim] = phasesUsed;
  }
}

function number(claim: Claim, field: "minA" | "maxA" | "priority" | "weight" | "deficit"): number {
  const value = claim[field]!;
  const negative = value < 0 && (field === "minA" || field === "maxA");
  if (!Number.isFinite(value) || negative) refuse(claim, field);
  return value;
}

function refuse(claim: Claim, field: keyof Claim): never {
  throw new CpoError("smart-charging.claim", `The claim of "${claim.id}" has ${String(claim[field])} as ${field}; give a number that fits.`, { id: claim.id, field });
}
