import { CpoError } from "@cpokit/kernel";
import { outletOf, type Site } from "../site/define-site.ts";
import { ROW_NAMES, ROWS, type RowName, type SiteLimits } from "../site/limits.ts";
import { balance } from "./balance.ts";
import { createFilled, NOT_ADMITTED, OWN_LIMIT, type Filled, type FillProblem } from "./fill.ts";
import { toSteps } from "./to-steps.ts";

/** A car that wants power now. */
export interface Claim {
  /** Names the car in the answer, e.g. its transaction. */
  readonly id: string;
  readonly evse: string;
  /** Phases that the car uses, once known. Unknown counts as all phases of the EVSE. */
  readonly phasesUsed?: 1 | 2 | 3;
  /** Cable, car or driver limit, in A per phase. */
  readonly maxA?: number;
  readonly minA?: number;
  /** Higher is admitted first when not all minima fit. Default 0. */
  readonly priority?: number;
  /** Share relative to others, above 0. Default 1. */
  readonly weight?: number;
  /** Orders cars of equal priority: who has waited or lacked most (any unit) comes first. Default 0. */
  readonly deficit?: number;
}

/** The limit that decides a car's current. */
export interface Binding {
  readonly node: string;
  readonly limit: RowName;
}

/** What one car gets, and why. */
export interface Share {
  readonly id: string;
  /** Amperes per phase, a multiple of the EVSE's step; 0 or at least the minimum. */
  readonly amps: number;
  /** The exact share before it was floored to steps. */
  readonly exactAmps: number;
  /** `limit`: stopped by `binding`; `own`: has its maximum; `waits`: its minimum does not fit in `binding`; `impossible`: its maximum is below its minimum. */
  readonly because: "limit" | "own" | "waits" | "impossible";
  readonly binding?: Binding;
  /** Cars that the binding limit feeds and that it stopped as well, this one included. */
  readonly sharers: readonly string[];
}

/** An allocation and what is left. */
export interface Allocation {
  readonly shares: readonly Share[];
  /** Room that is left, 4 rows a node, after flooring to steps. */
  readonly room: Float64Array;
}

/**
 * The fair share of now: leximax of `amps / weight` over all limits, minima admitted in strict order of priority
 * (smart-charging §4 "now"). Never above a limit: limits below the building's load give 0 A.
 * @throws `smart-charging.claim` for numbers that are none, `smart-charging.unknown-evse`.
 */
export function allocate(site: Site, limits: SiteLimits, claims: readonly Claim[]): Allocation {
  const { problem: known, filled } = desk(site, claims.length);
  const problem = writeClaims(site, limits, claims, known);
  balance(site, limits, problem, filled);
  const amps = toSteps(site, problem, filled);
  return { shares: writeShares(site, claims, problem, filled, amps), room: filled.slack.slice() };
}

interface Desk {
  readonly problem: FillProblem;
  readonly filled: Filled;
}

/** The arrays of the last allocation of a site, written over by the next one of as many cars. */
const desks = new WeakMap<Site, Desk>();

function desk(site: Site, count: number): Desk {
  let known = desks.get(site);
  if (known?.problem.count !== count) desks.set(site, known = { problem: createProblem(site, count), filled: createFilled(count, site.nodes.length) });
  return known;
}

function createProblem(site: Site, count: number): FillProblem {
  return {
    parents: site.parents, room: new Float64Array(0), count, node: new Int32Array(count), coefficients: new Float64Array(count * ROWS), minimum: new Float64Array(count),
    maximum: new Float64Array(count), weight: new Float64Array(count), step: new Float64Array(count), order: new Int32Array(count),
  };
}

/** Lays claims out as arrays. */
export function compileClaims(site: Site, limits: SiteLimits, claims: readonly Claim[]): FillProblem {
  return writeClaims(site, limits, claims, createProblem(site, claims.length));
}

function writeClaims(site: Site, limits: SiteLimits, claims: readonly Claim[], problem: FillProblem): FillProblem {
  const { count, node, coefficients, minimum, maximum, weight, step, order } = problem;
  let isRanked = false;
  for (let car = 0; car < count; car += 1) {
    const claim = claims[car]!;
    const { evse, place, wirings, stepA } = outletOf(site, claim.evse);
    step[car] = stepA;
    const wiring = wirings[claim.phasesUsed ?? 0];
    node[car] = place;
    coefficients[car * ROWS] = wiring.l1;
    coefficients[car * ROWS + 1] = wiring.l2;
    coefficients[car * ROWS + 2] = wiring.l3;
    coefficients[car * ROWS + 3] = wiring.gridKW;
    const cap = evse.dc === undefined ? evse.maxA : Math.min(evse.maxA, evse.dc.maxKW / wiring.carKW);
    minimum[car] = claim.minA === undefined ? evse.minA : Math.max(evse.minA, number(claim, "minA"));
    maximum[car] = claim.maxA === undefined ? cap : Math.min(cap, number(claim, "maxA"));
    weight[car] = claim.weight === undefined ? 1 : number(claim, "weight");
    if (!(weight[car]! > 0)) refuse(claim, "weight");
    order[car] = car;
    if ((claim.priority !== undefined && number(claim, "priority") !== 0) || (claim.deficit !== undefined && number(claim, "deficit") !== 0)) isRanked = true;
  }
  if (isRanked) order.sort((a, b) => (claims[b]!.priority ?? 0) - (claims[a]!.priority ?? 0) || (claims[b]!.deficit ?? 0) - (claims[a]!.deficit ?? 0) || a - b);
  return { ...problem, room: limits.room };
}

function number(claim: Claim, field: "minA" | "maxA" | "priority" | "weight" | "deficit"): number {
  const value = claim[field]!;
  const negative = value < 0 && (field === "minA" || field === "maxA");
  if (!Number.isFinite(value) || negative) refuse(claim, field);
  return value;
}

function refuse(claim: Claim, field: keyof Claim): never {
  throw new CpoError("smart-charging.claim", `The claim of "${claim.id}" has ${String(claim[field])} as ${field}; give a finite number that makes sense.`, { id: claim.id, field });
}

function writeShares(site: Site, claims: readonly Claim[], problem: FillProblem, filled: Filled, amps: Float64Array): Share[] {
  const known = new Map<number, { readonly binding: Binding; readonly sharers: string[] }>();
  const atRow = (row: number): { readonly binding: Binding; readonly sharers: string[] } => {
    let found = known.get(row);
    if (found === undefined) known.set(row, found = { binding: bindingOf(site, row), sharers: [] });
    return found;
  };
  return claims.map((claim, car): Share => {
    const stopped = filled.stopped[car]!;
    const { id } = claim;
    if (stopped === OWN_LIMIT) return { id, amps: amps[car]!, exactAmps: filled.amps[car]!, because: "own", sharers: NOBODY };
    if (stopped !== NOT_ADMITTED) {
      const { binding, sharers } = atRow(stopped);
      sharers.push(id);
      return { id, amps: amps[car]!, exactAmps: filled.amps[car]!, because: "limit", binding, sharers };
    }
    const refused = filled.refusedBy[car]!;
    if (refused === OWN_LIMIT) return { id, amps: 0, exactAmps: 0, because: "impossible", sharers: NOBODY };
    const inTheWay = claims.filter((_, other) => filled.amps[other]! > 0 && loads(site, problem, other, refused)).map((other) => other.id);
    return { id, amps: 0, exactAmps: 0, because: "waits", binding: bindingOf(site, refused), sharers: inTheWay };
  });
}

const NOBODY: readonly string[] = [];

/** Names a row. */
export function bindingOf(site: Site, row: number): Binding {
  return { node: site.nodes[Math.floor(row / ROWS)]!.id, limit: ROW_NAMES[row % ROWS]! };
}

/** Whether a car adds to a row. */
function loads(site: Site, problem: FillProblem, car: number, row: number): boolean {
  const place = Math.floor(row / ROWS);
  return problem.node[car]! >= place && problem.node[car]! < site.ends[place]! && problem.coefficients[car * ROWS + (row % ROWS)]! > 0;
}
