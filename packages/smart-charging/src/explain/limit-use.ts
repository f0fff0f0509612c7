import type { Instant } from "@cpokit/kernel";
import type { Binding, Share } from "../allocate/allocate.ts";
import type { Car } from "../controller/car.ts";
import type { Decision } from "../controller/demands.ts";
import type { Rows } from "../safety/rows.ts";
import { rowsOf } from "../safety/rows.ts";
import { evseOf, type Site } from "../site/define-site.ts";
import type { SiteNode } from "../site/site-model.ts";
import { nodeLimit, ROW_NAMES, ROWS, type SiteLimits } from "../site/limits.ts";

/**
 * Why room is held that no car is given (smart-charging §8): `silent` stations do not answer and count at the most they may hold,
 * stations in `quarantine` do not follow and those with an `unproven` fallback may draw all they can, `free` sockets and cars that
 * wait (`waiting`) may take their fallback at any moment.
 */
export type HeldBecause = "silent" | "quarantine" | "unproven" | "free" | "waiting";

/** What fills a limit, in A, or in kW where the limit is one of power. */
export interface LimitUse extends Binding {
  /** Of the node whose limit it is. */
  readonly kind: SiteNode["kind"];
  /** The limit itself, as it is now. */
  readonly size: number;
  /** Other consumers. */
  readonly building: number;
  /** A meter is silent, so that the worst is assumed of the building. */
  readonly isAssumed: boolean;
  readonly held: readonly { readonly because: HeldBecause; readonly stations: number; readonly sockets: number; readonly amount: number }[];
  /** Cars that the limit stopped where they are. */
  readonly sharing: Drawn;
  /** Cars that draw through it and were stopped by something else. */
  readonly others: Drawn;
}

/** Cars and what they are given together. */
export interface Drawn {
  readonly cars: number;
  readonly amount: number;
}

/** A decision as it was made. */
export interface UseInput {
  /** With the limits of now. */
  readonly site: Site;
  readonly now: Instant;
  /** Before anything is held for stations. */
  readonly limits: SiteLimits;
  readonly decisions: readonly Decision[];
  /** What an EVSE may draw whatever it is told, A. */
  readonly reserveA: (evse: string) => number;
  /** What an EVSE is counted at, and why, where no car is decided on. */
  readonly heldAt: (evse: string) => { readonly because: HeldBecause; readonly rows: Rows };
  readonly isProven: (evse: string) => boolean;
}

interface Counted {
  readonly station: string;
  readonly rows: Rows;
  readonly because: HeldBecause | "car";
  readonly transaction?: string;
}

/** Answers for any share of a decision what fills its limit; worked out once for each limit. */
export function limitUses(input: UseInput): (share: Share) => LimitUse | undefined {
  const known = new Map<string, LimitUse>();
  let counted: ReadonlyMap<number, readonly Counted[]> | undefined;
  return ({ binding, because, sharers }) => {
    if (binding === undefined) return undefined;
    // Who shares a limit is one list, named by its first; it may be shared twice, below what is reserved for cars and above it.
    const key = JSON.stringify([binding, because, because === "limit" && sharers[0]]);
    let use = known.get(key);
    if (use === undefined) known.set(key, use = useOf(binding, because === "limit" ? new Set(sharers) : new Set(), input, (counted ??= countAll(input))));
    return use;
  };
}

/** All sockets by the place of their node. */
function countAll({ site, decisions, reserveA, heldAt, isProven }: UseInput): Map<number, Counted[]> {
  const decided = new Map(decisions.map((decision) => [decision.car.evse, decision]));
  const all = new Map<number, Counted[]>();
  for (const evse of site.model.evses) {
    const decision = decided.get(evse.id);
    const place = site.places.get(evse.node)!;
    const here = all.get(place) ?? [];
    here.push({ station: evse.station, ...(decision === undefined ? heldAt(evse.id) : countCar(site, decision.car, decision.share, reserveA(evse.id), isProven(evse.id))) });
    all.set(place, here);
  }
  return all;
}

function countCar(site: Site, car: Car, share: Share, reserveA: number, isProven: boolean): Omit<Counted, "station"> {
  const evse = evseOf(site, car.evse);
  if (share.amps < reserveA) return { rows: rowsOf(site, evse, Math.ceil(reserveA * 1_000)), because: isProven ? "waiting" : "unproven" };
  return { rows: rowsOf(site, evse, Math.round(share.amps * 1_000), car.phasesUsed), because: "car", transaction: share.id };
}

function useOf(binding: Binding, sharers: ReadonlySet<string>, { site, now, limits }: UseInput, counted: ReadonlyMap<number, readonly Counted[]>): LimitUse {
  const place = site.places.get(binding.node)!;
  const row = ROW_NAMES.indexOf(binding.limit);
  const unit = binding.limit === "kW" ? 1e6 : 1_000;
  const held = new Map<HeldBecause, { stations: Set<string>; sockets: number; amount: number }>();
  const [sharing, others] = [{ cars: 0, amount: 0 }, { cars: 0, amount: 0 }];
  for (let below = place; below < site.ends[place]!; below += 1) {
    for (const { station, rows, because, transaction } of counted.get(below) ?? []) {
      const amount = rows[row]! / unit;
      if (amount === 0) continue;
      if (because === "car") {
        const cars = sharers.has(transaction!) ? sharing : others;
        cars.cars += 1;
        cars.amount += amount;
        continue;
      }
      const sum = held.get(because) ?? { stations: new Set(), sockets: 0, amount: 0 };
      held.set(because, { stations: sum.stations.add(station), sockets: sum.sockets + 1, amount: sum.amount + amount });
    }
  }
  return {
    ...binding, kind: site.nodes[place]!.kind, size: nodeLimit(site.nodes[place]!, now)[row]!, building: limits.load[place * ROWS + row]!,
    isAssumed: limits.stale.some((id) => isAt(site, place, id)), held: Array.from(held, ([because, { stations, ...sum }]) => ({ because, stations: stations.size, ...sum })), sharing, others,
  };
}

/** Whether a meter counts for a node: its own, or one below it where it has none. */
function isAt(site: Site, place: number, meter: string): boolean {
  const at = site.places.get(meter)!;
  return at === place || (site.nodes[place]!.meter === undefined && at > place && at < site.ends[place]!);
}
