import type { Site } from "../site/define-site.ts";
import { ROW_NAMES, ROWS, type RowName, type SiteLimits } from "../site/limits.ts";
import { balance } from "./balance.ts";
import { createClaimTable, writeClaims, type ClaimTable } from "./claim-table.ts";
import { createFilled, OWN_LIMIT, type Filled, type FillProblem } from "./fill.ts";
import { createStepped, toSteps, type Stepped } from "./to-steps.ts";

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

/** An allocation: a share for each claim, in their order. */
export interface Allocation {
  readonly shares: readonly Share[];
}

/**
 * The fair share of now: leximax of `amps / weight` over all limits, minima admitted in strict order of priority
 * (smart-charging §4 "now"). Never above a limit: limits below the building's load give 0 A.
 * @throws `smart-charging.claim` for numbers that are none, `smart-charging.unknown-evse`.
 */
export function allocate(site: Site, limits: SiteLimits, claims: readonly Claim[]): Allocation {
  const desk = deskOf(site, claims.length);
  const { table, filled, stepped } = desk;
  writeClaims(table, site, limits, claims);
  balance(site, limits, table.problem, filled);
  toSteps(site, table.problem, filled, stepped);
  return { shares: writeShares(site, claims, desk) };
}

interface Desk {
  readonly table: ClaimTable;
  readonly filled: Filled;
  readonly stepped: Stepped;
  /** What is said of the cars that a row stopped. */
  readonly stoppedAt: (AtRow | undefined)[];
}

/** The arrays of the last allocation of a site, written over by the next one of as many cars. */
const desks = new WeakMap<Site, Desk>();

function deskOf(site: Site, count: number): Desk {
  let known = desks.get(site);
  if (known?.table.problem.count !== count) desks.set(site, known = { table: createClaimTable(site, count), filled: createFilled(count, site.nodes.length), stepped: createStepped(count), stoppedAt: Array.from({ length: site.nodes.length * ROWS }, () => undefined) });
  return known;
}

/** Lays claims out as arrays. */
export function compileClaims(site: Site, limits: SiteLimits, claims: readonly Claim[]): FillProblem {
  const table = createClaimTable(site, claims.length);
  writeClaims(table, site, limits, claims);
  return table.problem;
}

/** Cars with one reason: the limit, and whom it names. */
interface AtRow {
  readonly binding: Binding;
  readonly sharers: string[];
}

function writeShares(site: Site, claims: readonly Claim[], { table: { problem }, filled, stepped: { amps }, stoppedAt }: Desk): Share[] {
  const { carOf } = problem;
  const { stopped, refusedBy, amps: exact } = filled;
  for (let row = 0; row < stoppedAt.length; row += 1) stoppedAt[row] = undefined;
  const refusedAt = new Map<number, AtRow>();
  return claims.map(({ id }, place): Share => {
    const car = carOf[place]!;
    const row = stopped[car]!;
    if (row >= 0) {
      const { binding, sharers } = (stoppedAt[row] ??= { binding: bindingOf(site, row), sharers: [] });
      sharers.push(id);
      return { id, amps: amps[car]!, exactAmps: exact[car]!, because: "limit", binding, sharers };
    }
    if (row === OWN_LIMIT) return { id, amps: amps[car]!, exactAmps: exact[car]!, because: "own", sharers: NOBODY };
    const refused = refusedBy[car]!;
    if (refused === OWN_LIMIT) return { id, amps: 0, exactAmps: 0, because: "impossible", sharers: NOBODY };
    let at = refusedAt.get(refused);
    if (at === undefined) refusedAt.set(refused, at = { binding: bindingOf(site, refused), sharers: carsOn(refused, claims, problem, exact) });
    return { id, amps: 0, exactAmps: 0, because: "waits", binding: at.binding, sharers: at.sharers };
  });
}

const NOBODY: readonly string[] = [];

/** Names a row. */
export function bindingOf(site: Site, row: number): Binding {
  return { node: site.nodes[Math.floor(row / ROWS)]!.id, limit: ROW_NAMES[row % ROWS]! };
}

/** Claims that draw current through a row, in their order. */
function carsOn(row: number, claims: readonly Claim[], { claimOf, low, high, coefficients }: FillProblem, exact: Float64Array): string[] {
  const node = Math.floor(row / ROWS);
  const found: number[] = [];
  for (let car = low[node]!; car < high[node]!; car += 1) if (exact[car]! > 0 && coefficients[car * ROWS + (row % ROWS)]! > 0) found.push(claimOf[car]!);
  return Array.from(Int32Array.from(found).sort(), (place) => claims[place]!.id);
}
