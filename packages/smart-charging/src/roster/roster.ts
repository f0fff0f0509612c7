import { instant, type Instant } from "@cpokit/kernel";
import type { ChargingMode, SessionWish } from "../controller/ports.ts";

/** A vehicle that is expected, as a fleet's dispatch says it. */
export interface RosterEntry {
  readonly id: string;
  /** Any name the station or the car may say: EVCCID, MAC, number plate. Case, spaces and punctuation do not matter. */
  readonly vehicle?: string;
  /** Token with which it is started. */
  readonly token?: string;
  readonly arrival: Instant;
  readonly departure: Instant;
  /** To be charged by the departure. */
  readonly energyKWh?: number;
  /** Instead of energy: what the battery shall hold by then, %, and what it can hold. */
  readonly targetSoc?: number;
  readonly capacityKWh?: number;
  readonly priority?: number;
  /** One of the driver classes of the site. */
  readonly class?: string;
  /** Where it is expected to stand. */
  readonly evse?: string;
}

/** What is known of a session when it begins. */
export interface Arrival {
  readonly evse: string;
  readonly at: Instant;
  readonly token?: string;
  readonly vehicle?: string;
  /** State of charge, %, where the car says it. */
  readonly soc?: number;
}

/** Who charges, and on which terms: guests, staff, a tenant's fleet. */
export interface DriverClass {
  readonly id: string;
  readonly priority?: number;
  readonly weight?: number;
  readonly mode?: ChargingMode;
  /** First, before everything else. */
  readonly guaranteedKWh?: number;
  /** All cars of the class together take no more than this, wherever they stand; a tenant with wires of its own is a node instead. */
  readonly limitKW?: number;
}

/** How far from its plan a vehicle may come and still be the one that is expected. */
export interface RosterOptions {
  /** Default 180. */
  readonly earlyMinutes?: number;
  /** State of charge on arrival where nobody says it, %. Default 30. */
  readonly usualSoc?: number;
  /** Part of the energy that reaches the battery. Default 0.9. */
  readonly efficiency?: number;
}

/**
 * The entry that a session is: the same vehicle, else the same token, from `earlyMinutes` before its planned arrival until its departure;
 * of several the one whose EVSE it is, then the one that arrives nearest. `taken` are entries of other running sessions.
 */
export function matchRoster(entries: readonly RosterEntry[], arrival: Arrival, options: RosterOptions & { readonly taken?: ReadonlySet<string> } = {}): RosterEntry | undefined {
  const early = (options.earlyMinutes ?? 180) * 60_000;
  const possible = entries.filter((entry) => options.taken?.has(entry.id) !== true && arrival.at >= entry.arrival - early && arrival.at < entry.departure && rankOf(entry, arrival) > 0);
  return possible.sort((a, b) => rankOf(b, arrival) - rankOf(a, arrival) || Math.abs(a.arrival - arrival.at) - Math.abs(b.arrival - arrival.at) || (a.id < b.id ? -1 : 1))[0];
}

function rankOf(entry: RosterEntry, { vehicle, token, evse }: Arrival): number {
  const sameVehicle = vehicle !== undefined && entry.vehicle !== undefined && plain(vehicle) === plain(entry.vehicle);
  // Another vehicle with a shared card is not the one that is meant.
  if (vehicle !== undefined && entry.vehicle !== undefined && !sameVehicle) return 0;
  const sameToken = token !== undefined && entry.token !== undefined && plain(token) === plain(entry.token);
  return (sameVehicle ? 4 : 0) + (sameToken ? 2 : 0) + ((sameVehicle || sameToken) && entry.evse === evse ? 1 : 0);
}

function plain(name: string): string {
  return name.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** How a session is charged by its class and its roster entry; what the entry says goes before what the class says. */
export function wishOf({ entry, driver, soc, options = {} }: { readonly entry?: RosterEntry | undefined; readonly driver?: DriverClass | undefined; readonly soc?: number; readonly options?: RosterOptions }): SessionWish {
  const priority = entry?.priority ?? driver?.priority;
  const targetKWh = entry === undefined ? undefined : rosterEnergyKWh(entry, soc, options);
  return {
    ...(driver?.mode !== undefined && { mode: driver.mode }),
    ...(driver?.weight !== undefined && { weight: driver.weight }),
    ...(driver?.guaranteedKWh !== undefined && { guaranteedKWh: driver.guaranteedKWh }),
    ...(driver?.limitKW !== undefined && { class: { id: driver.id, limitKW: driver.limitKW } }),
    ...(priority !== undefined && { priority }),
    ...(entry !== undefined && { departure: entry.departure }),
    ...(targetKWh !== undefined && { targetKWh }),
  };
}

/** What an entry asks for, kWh at the charging point: its energy, else from the state of charge to its target; `undefined` where it says neither. */
export function rosterEnergyKWh({ energyKWh, targetSoc, capacityKWh }: RosterEntry, soc: number | undefined, options: RosterOptions = {}): number | undefined {
  if (energyKWh !== undefined) return energyKWh;
  if (targetSoc === undefined || capacityKWh === undefined) return undefined;
  const from = soc ?? options.usualSoc ?? 30;
  return (Math.max(0, targetSoc - from) / 100) * capacityKWh / (options.efficiency ?? 0.9);
}

/** `unique`: two of one id; `who`: neither vehicle nor token; `order`: leaves before it comes; `range`: too little or too much; `capacity`: a target in % without it; `known`: the site has no such thing. */
export type RosterRule = "unique" | "who" | "order" | "range" | "capacity" | "known";

/** One thing that is wrong with a roster, and where: the place of the entry (from 0) and its field. */
export interface RosterFinding {
  readonly entry: number;
  readonly field: keyof RosterEntry;
  readonly rule: RosterRule;
  readonly sentence: string;
}

/** The names that a site knows. */
export interface KnownNames {
  readonly evses?: ReadonlySet<string>;
  readonly classes?: ReadonlySet<string>;
}

/** Everything that keeps a roster from being used. */
export function checkRoster(entries: readonly RosterEntry[], known: KnownNames = {}): readonly RosterFinding[] {
  const ids = new Set<string>();
  return entries.flatMap((entry, place) => {
    const findings: RosterFinding[] = [];
    const say = (field: keyof RosterEntry, rule: RosterRule, sentence: string): void => void findings.push({ entry: place, field, rule, sentence });
    if (ids.has(entry.id)) say("id", "unique", `"${entry.id}" names two entries; ids are unique.`);
    ids.add(entry.id);
    if (entry.vehicle === undefined && entry.token === undefined) say("vehicle", "who", "Name the vehicle or the token, else no session can be matched.");
    if (!(entry.departure > entry.arrival)) say("departure", "order", "The departure is after the arrival.");
    if (entry.energyKWh !== undefined && !(entry.energyKWh >= 0 && entry.energyKWh <= 10_000)) say("energyKWh", "range", "Energy is 0 to 10,000 kWh.");
    if (entry.targetSoc !== undefined && !(entry.targetSoc >= 0 && entry.targetSoc <= 100)) say("targetSoc", "range", "A state of charge is 0 to 100 %.");
    if (entry.targetSoc !== undefined && entry.energyKWh === undefined && !(entry.capacityKWh !== undefined && entry.capacityKWh > 0)) say("capacityKWh", "capacity", "A target in % needs the capacity of the battery, kWh.");
    if (entry.evse !== undefined && known.evses?.has(entry.evse) === false) say("evse", "known", `The site has no EVSE "${entry.evse}".`);
    if (entry.class !== undefined && known.classes?.has(entry.class) === false) say("class", "known", `There is no class "${entry.class}".`);
    return findings;
  });
}

/** The entries that begin or still stand within a time. */
export function rosterWithin(entries: readonly RosterEntry[], from: Instant, to: Instant): readonly RosterEntry[] {
  return entries.filter((entry) => entry.arrival < to && entry.departure > from).map((entry) => ({ ...entry, arrival: instant(Math.max(from, entry.arrival)) }));
}
