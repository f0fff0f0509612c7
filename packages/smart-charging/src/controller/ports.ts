import type { Instant } from "@cpokit/kernel";
import type { Profile } from "../composite/profile.ts";
import type { Survival, Vehicle2Grid } from "../plan/plan-input.ts";
import type { Capabilities } from "../profiles/capabilities.ts";
import type { LimitUse } from "../explain/limit-use.ts";
import type { KeptPeak } from "./demand-peak.ts";
import type { LedgerEntry } from "../safety/ledger.ts";
import type { SetPointRecord } from "./set-point-log.ts";
import type { PartnerProfile } from "./signals.ts";

/** How a call ended: `unknown` when no answer came in time or the connection closed, so that the station may or may not have it. */
export type Answer = "accepted" | "rejected" | "unknown";

/** The way to the stations, e.g. over a CSMS. Each call answers once; calls to one station are never in flight together for one EVSE. */
export interface StationPort {
  setProfile(station: string, profile: Profile, answer: (answer: Answer) => void): void;
  /**
   * Asks what limit the station itself reckons with at an EVSE now (GetCompositeSchedule), A per phase; `undefined` = it does not say.
   * With it, stations that keep older profiles above ours are found before their cars draw too much.
   */
  readBack?(station: string, connector: number, answer: (amps: number | undefined) => void): void;
  /**
   * Sets a limit by the station's own configuration key, where it takes no profile at all. Such a limit has no end: from then on the
   * EVSE counts at all its hardware can draw.
   */
  setVendorLimit?(station: string, connector: number, amps: number, answer: (answer: Answer) => void): void;
  /** Ends a transaction, where policy allows it as the last resort against a station that refuses all profiles. */
  stop?(station: string, transaction: string): void;
  /**
   * A set-point of a stationary battery of the site model, W; above 0 it charges. Repeated with every decision, and not sent while the
   * battery or the plan is silent: a battery that hears nothing for some minutes goes back to what it does on its own.
   */
  setBattery?(battery: string, watts: number): void;
}

/** What survives a restart. */
export interface KeptState {
  readonly entries: readonly LedgerEntry[];
  /** Rung of the rejection ladder that worked, by vendor, model and firmware. */
  readonly ladder: Readonly<Record<string, number>>;
  /** The highest power of this month, where it costs something. */
  readonly demand?: KeptPeak;
}

/** Where the controller keeps what stations may hold. A store belongs to one writer: saving as a former one says `fenced`. */
export interface LedgerStore {
  load(): KeptState | undefined;
  /**
   * `setPoints` are records of the log that are new or say something new; a store that keeps them does so together with the state, so that
   * nothing leaves that is not in the log. A later version has the `id` and `at` of the one it replaces.
   */
  save(state: KeptState, done: (outcome: "saved" | "fenced") => void, setPoints: readonly SetPointRecord[]): void;
}

/** A store in memory that hands itself to one writer at a time: the last that opened it. It keeps every set-point. */
export function createMemoryLedger(): { open(): LedgerStore; setPoints(): readonly SetPointRecord[] } {
  let state: KeptState | undefined;
  let epoch = 0;
  const log = new Map<string, SetPointRecord>();
  return {
    setPoints: () => [...log.values()],
    open() {
      const own = (epoch += 1);
      return {
        load: () => state,
        save(next, done, setPoints) {
          if (own !== epoch) return done("fenced");
          state = structuredCloneOf(next);
          for (const record of setPoints) log.set(`${record.at} ${record.id}`, record);
          done("saved");
        },
      };
    },
  };
}

function structuredCloneOf(state: KeptState): KeptState {
  return JSON.parse(JSON.stringify(state)) as KeptState;
}

/** What is known of a station. */
export interface StationInfo {
  readonly capabilities: Capabilities;
  /** Vendor, model and firmware: stations of one kind refuse and accept alike. */
  readonly kind: string;
  /** ChargingProfileUpdateRateLimit or own prudence: seconds between set-points that are not urgent. Default 0. */
  readonly updateSeconds?: number;
}

/** How the controller behaves; every value has a default. */
export interface Policy {
  /** Seconds that a set-point holds without renewal; renewed at half. Default 120. */
  readonly leaseSeconds: number;
  readonly clockSkewSeconds: number;
  /** Milliseconds in which events are gathered before a decision. Default 200. */
  readonly coalesceMs: number;
  /** Seconds between decisions without events. Default 10. */
  readonly tickSeconds: number;
  /** A raise of less than this, or of less than 5 %, does not leave. Default 1. */
  readonly raiseA: number;
  /** Seconds that a raise is wanted before it leaves. Default 10. */
  readonly raiseHoldSeconds: number;
  /** Least time between pause and resume for reasons of money or sun. Default 300. */
  readonly pauseSeconds: number;
  /** Added to each measured load. Default 1. */
  readonly rampMarginA: number;
  /** Seconds of meter readings of which the highest counts. Default 30. */
  readonly loadWindowSeconds: number;
  /** Minutes after which a car that waits goes before one that charges. Default 15. */
  readonly rotateMinutes: number;
  /** Minutes between attempts to give a car more than it used. Default 5. */
  readonly probeMinutes: number;
  /** Transactions may be stopped when a station refuses every profile. Default false. */
  readonly allowStop: boolean;
  readonly slotMinutes: number;
  /** Set-points per second for the whole site, with a second's worth in reserve: raises wait for their turn, lowers and renewals never do. Default 100. */
  readonly messagesPerSecond: number;
  /** What a kg of CO₂ counts as money when `cheap` cars are planned with signals that name it. Default 0. */
  readonly carbonPricePerKg: number;
  /** Seconds for which sun alone is too weak for three phases, or strong enough again, before the phases are switched. Default 300. */
  readonly phaseSwitchSeconds: number;
  /** Switches of phases per session: contactors wear. Default 10. */
  readonly phaseSwitches: number;
  /** Seconds of enough sun before a `pv` car begins, and of too little before it stops. Default 60 and 180. */
  readonly pvStartSeconds: number;
  readonly pvStopSeconds: number;
}

export const DEFAULT_POLICY: Policy = {
  leaseSeconds: 120, clockSkewSeconds: 5, coalesceMs: 200, tickSeconds: 10, raiseA: 1, raiseHoldSeconds: 10, pauseSeconds: 300, rampMarginA: 1,
  loadWindowSeconds: 30, rotateMinutes: 15, probeMinutes: 5, allowStop: false, slotMinutes: 15,
  messagesPerSecond: 100, carbonPricePerKg: 0, phaseSwitchSeconds: 300, phaseSwitches: 10, pvStartSeconds: 60, pvStopSeconds: 180,
};

/** How a driver wants to be charged. */
export type ChargingMode = "fast" | "fair" | "cheap" | "pv" | "pv+min";

/** What may be said of a session at any time. */
export interface SessionWish {
  readonly mode?: ChargingMode;
  readonly departure?: Instant;
  /** It may leave before its departure; a `cheap` car then has its energy earlier. */
  readonly departureDist?: Survival;
  /** Energy by the departure, counted from the start of the session. */
  readonly targetKWh?: number;
  readonly priority?: number;
  readonly weight?: number;
  /** Cable, car, driver or roaming partner, A per phase. */
  readonly maxA?: number;
  readonly minA?: number;
  /** The profile of a roaming partner: it caps the session on top of all else. */
  readonly partnerProfile?: PartnerProfile;
  /** Energy that comes before everything else, sun and price included, counted from the start of the session. */
  readonly guaranteedKWh?: number;
  /** What its battery may give back, where its EVSE and station can and a plan in the mode `cheap` says so. It leaves with its target on top of `storedKWh`. */
  readonly v2g?: Vehicle2Grid;
  /** What all cars of a class may take together. */
  readonly class?: { readonly id: string; readonly limitKW: number };
}

/** What the controller tells. */
export interface ControllerEvents {
  /** A set-point leaves. */
  decision: { readonly at: Instant; readonly evse: string; readonly transaction: string; readonly amps: number; readonly why: string; /** What fills the limit that decided, where one did. */ readonly use?: LimitUse };
  /** A limit is passed by what is measured, or a schedule of a car by what was set. */
  violation: { readonly at: Instant; readonly what: string };
  quarantine: { readonly at: Instant; readonly evse: string; readonly why: string };
  /** A target that will not be met. */
  shortfall: { readonly at: Instant; readonly transaction: string; readonly kWh: number; readonly why: string };
  /** Another controller writes for this site; this one sends nothing more. */
  fenced: { readonly at: Instant };
}
