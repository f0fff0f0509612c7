import { CpoError } from "@cpokit/kernel";
import { evseOf, placeOf, type Site } from "../site/define-site.ts";
import { ROW_NAMES, ROWS, type RowName, type SiteLimits } from "../site/limits.ts";
import { wiringOf } from "../site/wiring.ts";
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
  const problem = compileClaims(site, limits, claims);
  const filled = createFilled(claims.length, site.nodes.length);
  const steps = claims.map((claim) => evseOf(site, claim.evse).stepA ?? 0.1);
  balance(site, limits, problem, steps, filled);
  const amps = toSteps(site, problem, filled, steps);
  return { shares: writeShares(site, claims, problem, filled, amps), room: filled.slack };
}

/** Lays claims out as arrays. */
export function compileClaims(site: Site, limits: SiteLimits, claims: readonly Claim[]): FillProblem {
  const count = claims.length;
  const node = new Int32Array(count);
  const coefficients = new Float64Array(count * ROWS);
  const minimum = new Float64Array(count);
  const maximum = new Float64Array(count);
  const weight = new Float64Array(count);
  claims.forEach((claim, car) => {
    const evse = evseOf(site, claim.evse);
    const wiring = wiringOf(evse, site.voltage, claim.phasesUsed);
    node[car] = placeOf(site, evse.node);
    coefficients.set([wiring.l1, wiring.l2, wiring.l3, wiring.gridKW], car * ROWS);
    const cap = evse.dc === undefined ? evse.maxA : Math.min(evse.maxA, evse.dc.maxKW / wiring.carKW);
    minimum[car] = Math.max(evse.minA, number(claim, "minA", 0));
    maximum[car] = Math.min(cap, number(claim, "maxA", cap));
    weight[car] = number(claim, "weight", 1);
    if (!(weight[car] > 0)) refuse(claim, "weight");
  });
  const keys = claims.map((claim) => ({ priority: number(claim, "priority", 0), deficit: number(claim, "deficit", 0) }));
  const order = Int32Array.from(claims.keys()).sort((a, b) => keys[b]!.priority - keys[a]!.priority || keys[b]!.deficit - keys[a]!.deficit || a - b);
  return { parents: site.parents, room: limits.room, count, node, coefficients, minimum, maximum, weight, order };
}

function number(claim: Claim, field: "minA" | "maxA" | "priority" | "weight" | "deficit", fallback: number): number {
  const value = claim[field] ?? fallback;
  const negative = value < 0 && (field === "minA" || field === "maxA");
  if (!Number.isFinite(value) || negative) refuse(claim, field);
  return value;
}

function refuse(claim: Claim, field: keyof Claim): never {
  throw new CpoError("smart-charging.claim", `The claim of "${claim.id}" has ${String(claim[field])} as ${field}; give a finite number that makes sense.`, { id: claim.id, field });
}

function writeShares(site: Site, claims: readonly Claim[], problem: FillProblem, filled: Filled, amps: Float64Array): Share[] {
  const sharers = new Map<number, string[]>();
  claims.forEach((claim, car) => {
    const row = filled.stopped[car]!;
    if (row >= 0) sharers.set(row, [...(sharers.get(row) ?? []), claim.id]);
  });
  return claims.map((claim, car): Share => {
    const stopped = filled.stopped[car]!;
    const base = { id: claim.id, amps: amps[car]!, exactAmps: filled.amps[car]! };
    if (stopped === OWN_LIMIT) return { ...base, because: "own", sharers: [] };
    if (stopped !== NOT_ADMITTED) return { ...base, because: "limit", binding: bindingOf(site, stopped), sharers: sharers.get(stopped)! };
    const refused = filled.refusedBy[car]!;
    if (refused === OWN_LIMIT) return { ...base, because: "impossible", sharers: [] };
    const inTheWay = claims.filter((_, other) => filled.amps[other]! > 0 && loads(site, problem, other, refused)).map(({ id }) => id);
    return { ...base, because: "waits", binding: bindingOf(site, refused), sharers: inTheWay };
  });
}

/** Names a row. */
export function bindingOf(site: Site, row: number): Binding {
  return { node: site.nodes[Math.floor(row / ROWS)]!.id, limit: ROW_NAMES[row % ROWS]! };
}

/** Whether a car adds to a row. */
function loads(site: Site, problem: FillProblem, car: number, row: number): boolean {
  const place = Math.floor(row / ROWS);
  return problem.node[car]! >= place && problem.node[car]! < site.ends[place]! && problem.coefficients[car * ROWS + (row % ROWS)]! > 0;
}
