import type { Instant } from "@cpokit/kernel";
import { evseOf, type Site } from "../site/define-site.ts";
import { ROWS, type SiteLimits } from "../site/limits.ts";
import type { EvseModel } from "../site/site-model.ts";
import { wiringOf } from "../site/wiring.ts";
import { worstMilliamps } from "./commission.ts";
import { afterAnswer, emptyEntry, leasesAt, prune, type Lease, type LedgerEntry } from "./ledger.ts";
import { hardwareMilliamps, highest, integerRoom, rowsOf, take, type Rows } from "./rows.ts";

/** What an EVSE shall be told. */
export interface Target {
  readonly evse: string;
  /** Below 0: so much shall be given back. */
  readonly amps: number;
  /** Send it even if it is what the station holds: a renewal. */
  readonly renew?: boolean;
}

/** A set-point to be sent now; already counted. */
export interface Order {
  readonly evse: string;
  readonly sequence: number;
  readonly amps: number;
  readonly until: Instant;
  readonly change: "lower" | "raise" | "renew";
}

/** The book of what stations may hold, and the only way to a set-point (smart-charging §8). */
export interface Safety {
  /** Whole milliamperes that an EVSE may draw at the worst from now on. */
  envelope(evse: string, now: Instant): number;
  /** The same as rows of the nodes above it: whole milliamperes on L1, L2, L3 and milliwatts. */
  reserved(evse: string, now: Instant): Rows;
  /** What an EVSE may give back at the worst from now on, as such rows: nothing but what it was told that may still hold, and all it can while it is quarantined. */
  givenBack(evse: string, now: Instant): Rows;
  /** What an EVSE was last told and accepted, A; absent = nothing that still holds. */
  held(evse: string, now: Instant): number | undefined;
  isBusy(evse: string): boolean;
  /** Room that is left when each EVSE counts at its worst; `except` are left out. 4 rows a node, A and kW. */
  roomFor(limits: SiteLimits, now: Instant, except?: ReadonlySet<string>): SiteLimits;
  /** Room for giving back that is left when each EVSE gives back the most it may; `except` are left out. */
  exportRoomFor(exports: SiteLimits, now: Instant, except?: ReadonlySet<string>): SiteLimits;
  /**
   * Turns targets into set-points: lower ones at once, higher ones only into room that is free now, in their order. The same holds for what is
   * given back, by `exports`; without these nothing is. An EVSE goes through 0 from one to the other.
   * Orders count from here on, so save `entries()` before they are sent.
   */
  commit(targets: readonly Target[], limits: SiteLimits, now: Instant, leaseSeconds: number, exports?: SiteLimits): readonly Order[];
  answered(evse: string, sequence: number, answer: "accepted" | "rejected" | "unknown"): void;
  fallbackInstalled(evse: string, installed: boolean): void;
  learnPhases(evse: string, phasesUsed: 1 | 2 | 3 | undefined): void;
  /** The transaction is over: accepted set-points went with it, unless they were defaults that outlive it. */
  ended(evse: string, outlived?: boolean): void;
  quarantine(evse: string, why: string): void;
  release(evse: string): void;
  entry(evse: string): LedgerEntry;
  entries(): readonly LedgerEntry[];
}

/** Starts from a kept ledger: whatever was in flight may be held (§9 "Restart"). */
export function createSafety(site: Site, kept: readonly LedgerEntry[] = [], options: { readonly clockSkewSeconds?: number } = {}): Safety {
  const skew = (options.clockSkewSeconds ?? 5) * 1_000;
  const book = new Map<string, LedgerEntry>(site.model.evses.map(({ id }) => [id, emptyEntry(id)]));
  for (const entry of kept) {
    if (!book.has(entry.evse)) continue;
    book.set(entry.evse, { ...entry, leases: entry.leases.map((lease) => (lease.state === "sent" ? { ...lease, state: "unknown" } : lease)) });
  }
  const entryOf = (evse: string): LedgerEntry => {
    evseOf(site, evse);
    return book.get(evse)!;
  };
  const change = (evse: string, to: (entry: LedgerEntry) => LedgerEntry): void => void book.set(evse, to(entryOf(evse)));

  const reserve = (evse: EvseModel, now: Instant): Rows => {
    const entry = book.get(evse.id)!;
    if (entry.quarantine !== undefined) return rowsOf(site, evse, hardwareMilliamps(site, evse));
    const worst = rowsOf(site, evse, worstMilliamps(site, evse, entry.hasFallback));
    const lease = Math.max(0, ...leasesAt(entry, now).map(({ milliamps }) => milliamps));
    return highest(worst, rowsOf(site, evse, lease, entry.phasesUsed));
  };
  const reserveBack = (evse: EvseModel, now: Instant): Rows => {
    const entry = book.get(evse.id)!;
    if (entry.quarantine !== undefined) return rowsOf(site, evse, dischargeMilliamps(evse));
    return rowsOf(site, evse, Math.max(0, ...leasesAt(entry, now).map(({ milliamps }) => -milliamps)), entry.phasesUsed);
  };
  const isBusy = (entry: LedgerEntry): boolean => entry.leases.some(({ state }) => state === "sent");
  /** A set-point without an answer may have come after the one that is surely held. */
  const isUnsure = ({ leases }: LedgerEntry): boolean => leases.at(-1)?.state === "unknown";
  const newestHeld = (entry: LedgerEntry, now: Instant): Lease | undefined => leasesAt(entry, now).findLast(({ state }) => state === "held");

  function commit(targets: readonly Target[], limits: SiteLimits, now: Instant, leaseSeconds: number, exports?: SiteLimits): Order[] {
    for (const [id, entry] of book) book.set(id, prune(entry, now));
    const room = integerRoom(limits);
    for (const evse of site.model.evses) take(site, room, evse.node, reserve(evse, now));
    const back = exports === undefined ? undefined : integerRoom(exports);
    if (back !== undefined) for (const evse of site.model.evses) take(site, back, evse.node, reserveBack(evse, now));
    const orders: Order[] = [];
    const order = (evse: EvseModel, milliamps: number, kind: Order["change"]): void => {
      const entry = book.get(evse.id)!;
      const before = reserve(evse, now);
      const backBefore = reserveBack(evse, now);
      const sequence = entry.nextSequence;
      const end = (now + leaseSeconds * 1_000) as Instant;
      const lease: Lease = { sequence, milliamps, until: (end + skew) as Instant, state: "sent" };
      book.set(evse.id, { ...entry, nextSequence: sequence + 1, leases: [...entry.leases, lease] });
      const after = reserve(evse, now);
      take(site, room, evse.node, difference(after, before));
      if (back !== undefined) take(site, back, evse.node, difference(reserveBack(evse, now), backBefore));
      orders.push({ evse: evse.id, sequence, amps: milliamps / 1_000, until: end, change: kind });
    };
    const waiting = targets
      .map((target) => ({ target, evse: evseOf(site, target.evse), entry: entryOf(target.evse) }))
      .filter(({ entry }) => !isBusy(entry) && entry.quarantine === undefined);
    const highestLease = (entry: LedgerEntry): number => Math.max(-1, ...entry.leases.map(({ milliamps }) => milliamps));
    for (const { target, evse, entry } of waiting) {
      const held = newestHeld(entry, now)?.milliamps;
      if (target.amps < 0 && (held ?? 0) <= 0) continue;
      // Whoever gives back stops before it charges.
      if (held !== undefined && held < 0) {
        order(evse, 0, "lower");
        continue;
      }
      const wanted = signal(evse, target.amps);
      // Above a limit nothing goes up that may be lower by now, and nothing is prolonged: what is not renewed falls back.
      const most = isTight(evse, room) ? Math.max(fallbackOf(evse), surelyHeld(entry, now)) : Infinity;
      const milliamps = Math.min(wanted, most);
      if (milliamps < highestLease(entry) && held !== milliamps) order(evse, milliamps, "lower");
      else if (held === undefined && milliamps === 0) order(evse, 0, "lower");
      else if (held === milliamps && (target.renew === true || isUnsure(entry)) && (!isTight(evse, room) || milliamps <= fallbackOf(evse))) order(evse, milliamps, "renew");
    }
    for (const { target, evse } of waiting) {
      const entry = book.get(evse.id)!;
      if (isBusy(entry)) continue;
      const held = newestHeld(entry, now)?.milliamps;
      if (target.amps < 0) {
        giveBack({ target, evse, entry, held });
        continue;
      }
      const wanted = signal(evse, target.amps);
      if (wanted <= (held ?? 0)) continue;
      const granted = signal(evse, Math.min(wanted, isTight(evse, room) ? fallbackOf(evse) : mostThatFits(evse, entry, room, reserve(evse, now), hardwareMilliamps(site, evse))) / 1_000);
      if (granted > (held ?? 0)) order(evse, granted, "raise");
      else if (target.renew === true && held !== undefined && !isTight(evse, room)) order(evse, held, "renew");
    }
    return orders;

    /** Less is given back at once, more only into room that is free now; what no longer fits is not prolonged. */
    function giveBack({ target, evse, entry, held }: { readonly target: Target; readonly evse: EvseModel; readonly entry: LedgerEntry; readonly held: number | undefined }): void {
      const given = -(held ?? 0);
      const isProven = evse.leaseSafe === "verified" && entry.hasFallback;
      const wanted = back === undefined || !isProven ? 0 : dischargeSignal(evse, -target.amps);
      const most = back === undefined ? 0 : mostThatFits(evse, entry, back, reserveBack(evse, now), dischargeMilliamps(evse));
      const granted = wanted <= most ? wanted : dischargeSignal(evse, most / 1_000);
      if (granted > given) order(evse, -granted, "raise");
      else if (granted < given || held === undefined) order(evse, -granted, "lower");
      else if (target.renew === true || isUnsure(entry)) order(evse, -granted, "renew");
    }
  }

  /** The least that a station draws when it is left alone, whether its fallback is confirmed or not. */
  const fallbackOf = (evse: EvseModel): number => Math.max(0, Math.floor(evse.fallbackA * 1_000 + 1e-6));

  /** The least that the station may be at: the lowest of all that it may hold, by a clock that may be ahead. */
  function surelyHeld(entry: LedgerEntry, now: Instant): number {
    const held = newestHeld(entry, now);
    return held === undefined || held.isDoubtful === true ? 0 : Math.min(...leasesAt(entry, now).map(({ milliamps, until }) => (until - 2 * skew > now ? milliamps : 0)));
  }

  /** A limit that the EVSE adds to is already passed by what may flow. */
  function isTight(evse: EvseModel, room: Float64Array): boolean {
    const rows = rowsOf(site, evse, 1_000);
    for (let place = site.places.get(evse.node)!; place >= 0; place = site.parents[place]!) {
      for (let row = 0; row < ROWS; row += 1) if (rows[row]! > 0 && room[place * ROWS + row]! < 0) return true;
    }
    return false;
  }

  /** Milliamperes up to which an EVSE raises no row above what is free or already counted for it. */
  function mostThatFits(evse: EvseModel, entry: LedgerEntry, room: Float64Array, counted: Rows, hardware: number): number {
    const wiring = wiringOf(evse, site.voltage, entry.phasesUsed);
    const factors = [wiring.l1, wiring.l2, wiring.l3, wiring.gridKW * 1_000];
    let most = hardware;
    for (let place = site.places.get(evse.node)!; place >= 0; place = site.parents[place]!) {
      for (let row = 0; row < ROWS; row += 1) {
        const factor = factors[row]!;
        if (factor > 0) most = Math.min(most, Math.floor((counted[row]! + room[place * ROWS + row]!) / factor + 1e-9));
      }
    }
    return most;
  }

  function lessReserves(limits: SiteLimits, except: ReadonlySet<string> = new Set(), reserveOf: (evse: EvseModel) => Rows): SiteLimits {
    const room = integerRoom(limits);
    for (const evse of site.model.evses) if (!except.has(evse.id)) take(site, room, evse.node, reserveOf(evse));
    return { ...limits, room: room.map((value, row) => value / (row % ROWS === 3 ? 1e6 : 1_000)) };
  }

  return {
    envelope(id, now) {
      const evse = evseOf(site, id);
      const entry = entryOf(id);
      if (entry.quarantine !== undefined) return hardwareMilliamps(site, evse);
      return Math.max(worstMilliamps(site, evse, entry.hasFallback), ...leasesAt(entry, now).map(({ milliamps }) => milliamps));
    },
    reserved: (id, now) => reserve(evseOf(site, id), now),
    givenBack: (id, now) => reserveBack(evseOf(site, id), now),
    held(id, now) {
      const lease = newestHeld(entryOf(id), now);
      return lease === undefined ? undefined : lease.milliamps / 1_000;
    },
    isBusy: (evse) => isBusy(entryOf(evse)),
    roomFor: (limits, now, except) => lessReserves(limits, except, (evse) => reserve(evse, now)),
    exportRoomFor: (exports, now, except) => lessReserves(exports, except, (evse) => reserveBack(evse, now)),
    commit,
    answered: (evse, sequence, answer) => change(evse, (entry) => afterAnswer(entry, sequence, answer)),
    fallbackInstalled: (evse, hasFallback) => change(evse, (entry) => ({ ...entry, hasFallback })),
    learnPhases: (evse, phasesUsed) => change(evse, ({ phasesUsed: _old, ...entry }) => (phasesUsed === undefined ? entry : { ...entry, phasesUsed })),
    ended: (evse, outlived = false) => change(evse, ({ phasesUsed: _old, ...entry }) => ({ ...entry, leases: entry.leases.filter(({ state }) => outlived || state !== "held") })),
    quarantine: (evse, why) => change(evse, (entry) => ({ ...entry, quarantine: why })),
    release: (evse) => change(evse, ({ quarantine: _why, ...entry }) => entry),
    entry: entryOf,
    entries: () => [...book.values()],
  };
}

/** Whole milliamperes on the EVSE's step: 0 or at least the minimum, never up. */
function signal(evse: EvseModel, amps: number): number {
  if (!(amps > 0)) return 0;
  const step = Math.max(100, Math.round((evse.stepA ?? 0.1) * 1_000));
  const capped = Math.min(Math.floor(amps * 1_000 + 1e-6), Math.floor(evse.maxA * 1_000 + 1e-6));
  const minimum = Math.ceil(evse.minA * 10 - 1e-6) * 100;
  const floored = Math.floor(capped / step) * step;
  if (floored >= minimum) return floored;
  return capped >= minimum ? minimum : 0;
}

/** The most that an EVSE can give back, whole milliamperes of the grid. */
function dischargeMilliamps({ maxDischargeA = 0 }: EvseModel): number {
  return Math.ceil(maxDischargeA * 1_000 - 1e-6);
}

/** The same for what is given back, as a positive number: 0 or at least the minimum, never up. */
function dischargeSignal(evse: EvseModel, amps: number): number {
  return signal({ ...evse, maxA: Math.min(evse.maxDischargeA ?? 0, 1e6) }, amps);
}

function difference(after: Rows, before: Rows): Rows {
  return [after[0] - before[0], after[1] - before[1], after[2] - before[2], after[3] - before[3]];
}
