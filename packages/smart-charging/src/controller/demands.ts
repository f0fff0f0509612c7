import type { Instant } from "@cpokit/kernel";
import { allocate, type Claim, type Share } from "../allocate/allocate.ts";
import { evseOf, type Site } from "../site/define-site.ts";
import { ROWS, type SiteLimits } from "../site/limits.ts";
import { wiringOf } from "../site/wiring.ts";
import { rowsOf, take, type Rows } from "../safety/rows.ts";
import type { Car } from "./car.ts";
import { classCaps } from "./class-limits.ts";
import type { Policy } from "./ports.ts";
import { gainedKWh } from "./give-back.ts";
import { fromOcpiProfile } from "./signals.ts";
import { isSunny } from "./sun.ts";

/**
 * `plan` and `pv` are reasons of money and sun, `done` means the target is met, `lent` gives unused current to others, `class` is the limit of all cars of a class together,
 * `reserve` is what is held for the car's station in any case, where the site has room for no more, `partner` the profile of a roaming partner.
 */
export type CappedBy = "plan" | "pv" | "done" | "lent" | "class" | "reserve" | "partner";

/** A decision for one car: its share, and what capped it besides the site. */
export interface Decision {
  readonly car: Car;
  readonly share: Share;
  readonly cappedBy?: CappedBy;
}

/** What the decision depends on besides the cars. */
export interface DecisionInput {
  readonly site: Site;
  /** Room for exactly these cars. */
  readonly limits: SiteLimits;
  readonly now: Instant;
  readonly policy: Policy;
  /** A per phase that the plan gives a transaction now; absent = no plan. */
  readonly planned: (transaction: string) => number | undefined;
  readonly surplusKW: number;
  /** What an EVSE may draw whatever we say, A: its reserve. */
  readonly reserveA: (evse: string) => number;
}

/** The limit of now: the lowest of plan, sun, unused current and fair share (smart-charging §9). */
export function decide(cars: readonly Car[], input: DecisionInput): readonly Decision[] {
  let sun = input.surplusKW;
  const order = [...cars].sort((a, b) => claimPriority(b, input.now) - claimPriority(a, input.now));
  const capped = new Map(order.map((car) => {
    const cap = capOf(car, input, sun);
    const wiring = wiringOf(evseOf(input.site, car.evse), input.site.voltage, car.onOnePhase === undefined ? car.phasesUsed : 1);
    if (modeOf(car, input.now).startsWith("pv")) sun -= cap.maxA * wiring.gridKW;
    return [car, cap] as const;
  }));
  limitClasses(cars, capped, input);
  return fairShares(cars.map((car) => ({ car, cap: capped.get(car)!, claim: claimOf(car, capped.get(car)!.maxA, input) })), input);
}

/** Lowers what cars may take to what is left to their class. */
function limitClasses(cars: readonly Car[], capped: Map<Car, Capped>, { site, now }: DecisionInput): void {
  const members = cars.filter(({ wish }) => wish.class !== undefined).map((car) => ({ car, maxA: capped.get(car)!.maxA, priority: claimPriority(car, now), weight: weightOf(car, now) }));
  for (const [transaction, maxA] of classCaps(site, members)) {
    const { car } = members.find((member) => member.car.transaction === transaction)!;
    if (maxA < capped.get(car)!.maxA) capped.set(car, { maxA, by: "class" });
  }
}

interface Capped {
  readonly maxA: number;
  readonly by?: Decision["cappedBy"];
}

/** The mode that counts now: boost is fast before all others, and what is guaranteed waits for no sun. */
export function modeOf(car: Car, now: Instant): NonNullable<Car["wish"]["mode"]> {
  if (isBoosted(car, now)) return "fast";
  const mode = car.wish.mode ?? "fair";
  return isOwed(car) && mode !== "fast" ? "fair" : mode;
}

/** Whether a car lacks energy that it was guaranteed. */
function isOwed({ wish, deliveredKWh }: Car): boolean {
  return deliveredKWh < (wish.guaranteedKWh ?? 0);
}

export function isBoosted(car: Car, now: Instant): boolean {
  return car.boostUntil !== undefined && now < car.boostUntil;
}

function claimPriority(car: Car, now: Instant): number {
  return (car.wish.priority ?? 0) + (isBoosted(car, now) ? 1_000 : isOwed(car) ? 500 : 0);
}

function capOf(car: Car, { site, now, planned, surplusKW: _all, policy, ...input }: DecisionInput, sunKW: number): Capped {
  const evse = evseOf(site, car.evse);
  const alone = Math.min(evse.maxA, car.wish.maxA ?? Infinity);
  const wiring = wiringOf(evse, site.voltage, car.onOnePhase === undefined ? car.phasesUsed : 1);
  const partnerA = car.wish.partnerProfile === undefined ? Infinity : (fromOcpiProfile(car.wish.partnerProfile, now, { volts: wiring.gridKW * 1_000, phases: 1 }) ?? Infinity);
  const own = Math.min(alone, partnerA);
  const minimum = Math.max(evse.minA, car.wish.minA ?? 0);
  const mode = modeOf(car, now);
  if (mode === "cheap") {
    const isDone = car.wish.targetKWh !== undefined && gainedKWh(car) >= car.wish.targetKWh;
    const amps = planned(car.transaction);
    // Whoever may give back charges on for that.
    if (isDone && (car.wish.v2g === undefined || amps === undefined)) return { maxA: 0, by: "done" };
    if (amps !== undefined && amps < own) return { maxA: Math.max(0, amps), by: "plan" };
  }
  if (mode === "pv" || mode === "pv+min") {
    const sunny = sunKW / wiring.gridKW;
    const floor = mode === "pv+min" ? minimum : 0;
    const amps = isSunny(car, sunny >= minimum, now, policy) ? Math.max(minimum, sunny) : floor;
    if (amps < own) return { maxA: amps, by: "pv" };
  }
  const lent = car.lent?.amps;
  // Current that is reserved for the car anyway is not worth taking away.
  if (lent !== undefined && lent < own && !isBoosted(car, now)) return { maxA: Math.max(lent, minimum, input.reserveA(car.evse)), by: "lent" };
  return { maxA: own, ...(partnerA < alone && { by: "partner" as const }) };
}

function weightOf(car: Car, now: Instant): number {
  return (car.wish.weight ?? 1) * (modeOf(car, now) === "fast" ? 3 : 1);
}

function claimOf(car: Car, maxA: number, { now, policy }: DecisionInput): Claim {
  return {
    id: car.transaction, evse: car.evse, maxA, priority: claimPriority(car, now), deficit: turnOf(car, now, policy.rotateMinutes * 60_000),
    weight: weightOf(car, now),
    ...(car.wish.minA !== undefined && { minA: car.wish.minA }),
    ...(car.phasesUsed !== undefined && { phasesUsed: car.phasesUsed }),
  };
}

/** Whose turn it is among equals: who just got it, then who waited long, then who had it long, then who has just come. */
function turnOf({ waitsSince, servedSince }: Car, now: Instant, turn: number): number {
  if (servedSince !== undefined) return now - servedSince < turn ? 3 : 1;
  return waitsSince !== undefined && now - waitsSince >= turn ? 2 : 0;
}

interface Wish {
  readonly car: Car;
  readonly cap: Capped;
  readonly claim: Claim;
}

/** Fair shares where what is reserved for a car counts even if it takes less. */
function fairShares(all: readonly Wish[], input: DecisionInput): Decision[] {
  const { site, limits, reserveA } = input;
  const shares = new Map<Wish, Share>();
  const below: Wish[] = [];
  let open = all;
  for (;;) {
    const held = below.map(({ car }) => drawOf(site, car, reserveA(car.evse)));
    allocate(site, lessDraws(site, limits, held), open.map(({ claim }) => claim)).shares.forEach((share, index) => shares.set(open[index]!, share));
    const rest = open.filter((wish) => shares.get(wish)!.amps >= reserveA(wish.car.evse));
    if (rest.length === open.length) break;
    below.push(...open.filter((wish) => !rest.includes(wish)));
    open = rest;
  }
  const decided = new Map(withinReserves(below, open.map((wish) => drawOf(site, wish.car, shares.get(wish)!.amps, wish.car.phasesUsed)), shares, input));
  return all.map((wish) => decided.get(wish) ?? decisionOf(wish, shares.get(wish)!));
}

/**
 * Gives cars that the site stopped below their reserve what of it flows without passing a limit: nobody else may have it, since their
 * stations may take it whenever the line is lost. Counted are they at their reserve either way (smart-charging §8.4).
 */
function withinReserves(below: readonly Wish[], drawn: readonly Draw[], shares: ReadonlyMap<Wish, Share>, { site, limits, reserveA }: DecisionInput): [Wish, Decision][] {
  if (below.length === 0) return [];
  const claims = below.map(({ car, cap, claim }) => ({ ...claim, maxA: Math.min(cap.maxA, reserveA(car.evse)) }));
  return allocate(site, lessDraws(site, limits, drawn), claims).shares.map((share, index) => {
    const wish = below[index]!;
    const first = shares.get(wish)!;
    if (share.because === "impossible") return [wish, decisionOf(wish, first)];
    if (share.because !== "own" || first.binding === undefined) return [wish, decisionOf(wish, share)];
    return [wish, { car: wish.car, share: { ...share, binding: first.binding }, cappedBy: "reserve" }];
  });
}

function decisionOf({ car, cap }: Wish, share: Share): Decision {
  return { car, share, ...(cap.by !== undefined && { cappedBy: cap.by }) };
}

interface Draw {
  readonly node: string;
  readonly rows: Rows;
}

function drawOf(site: Site, car: Car, amps: number, phasesUsed?: 1 | 2 | 3): Draw {
  const evse = evseOf(site, car.evse);
  return { node: evse.node, rows: rowsOf(site, evse, Math.ceil(amps * 1_000), phasesUsed) };
}

/** The room that draws leave. */
function lessDraws(site: Site, limits: SiteLimits, draws: readonly Draw[]): SiteLimits {
  if (draws.length === 0) return limits;
  const scaled = limits.room.map((value, row) => value * unitOf(row));
  for (const { node, rows } of draws) take(site, scaled, node, rows);
  return { ...limits, room: scaled.map((value, row) => value / unitOf(row)) };
}

/** Whole milliamperes, or milliwatts in a kilowatt. */
function unitOf(row: number): number {
  return row % ROWS === 3 ? 1e6 : 1_000;
}
