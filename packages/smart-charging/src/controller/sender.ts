import type { Clock, Instant } from "@cpokit/kernel";
import { toProfile } from "../profiles/to-profile.ts";
import type { Profile } from "../composite/profile.ts";
import { leasesAt } from "../safety/ledger.ts";
import type { Order, Safety } from "../safety/safety.ts";
import { evseOf, type Site } from "../site/define-site.ts";
import type { EvseModel } from "../site/site-model.ts";
import type { Car } from "./car.ts";
import { capabilitiesAt, purposeAt, QUARANTINE_RUNG, STATION_MAX_RUNG, STOP_RUNG, VENDOR_KEY_RUNG } from "./ladder.ts";
import type { Answer, KeptState, LedgerStore, Policy, StationInfo, StationPort } from "./ports.ts";
import type { LeavingSetPoint, SetPointLog } from "./set-point-log.ts";

/** Profile ids and stack levels of ours, so that new ones replace old ones and nothing else. */
const FALLBACK_LEVEL = 0;
const LEASE_LEVEL = 5;

export interface SenderOptions {
  readonly site: Site;
  readonly safety: Safety;
  readonly port: StationPort;
  readonly store: LedgerStore;
  readonly clock: Clock;
  readonly policy: Policy;
  readonly stations: ReadonlyMap<string, StationInfo>;
  readonly ladder: Map<string, number>;
  readonly log: SetPointLog;
  /** What else is kept with what stations may hold. */
  readonly beside: () => Pick<KeptState, "demand">;
  readonly onFenced: () => void;
  readonly onQuarantine: (evse: string, why: string) => void;
  /** A station was found not to do what it was told; true where that is tried again. */
  readonly onFault: (car: Car, why: string) => boolean;
  /** An answer came: decide again, there may be room now. What it changed is kept with the next set-points; forgotten, it only counts more. */
  readonly onAnswer: () => void;
}

/** Brings set-points to stations: kept first, then sent, then counted by their answer. */
export interface Sender {
  send(orders: readonly { readonly order: Order; readonly car: Car }[]): void;
  /** Installs the persistent fallback of an EVSE. */
  installFallback(evse: EvseModel): void;
  /** Keeps everything as it is now. */
  keep(): void;
  /** Keeps what the log says anew, where it does. */
  keepLog(): void;
}

export function createSender({ site, safety, port, store, clock, policy, stations, ladder, log, beside, onFenced, onQuarantine, onFault, onAnswer }: SenderOptions): Sender {
  const stateOf = (): KeptState => ({ entries: safety.entries(), ladder: Object.fromEntries(ladder), ...beside() });
  const keep = (then: () => void, changes = log.changes()): void => store.save(stateOf(), (outcome) => (outcome === "saved" ? then() : onFenced()), changes);

  /** Writes an order into the log; what is returned sends it, once that is kept. */
  function prepare(order: Order, car: Car): () => void {
    const evse = evseOf(site, order.evse);
    const station = stations.get(evse.station)!;
    const now = clock.now();
    if (car.rung >= STOP_RUNG) return () => giveUp(order, car, evse);
    const profile = car.rung === VENDOR_KEY_RUNG ? undefined : profileFor(order, car, evse, station, now);
    const said = log.leaves({
      id: `${order.evse}/${order.sequence}`, at: now, station: evse.station, evse: order.evse, transaction: car.transaction, amps: order.amps,
      ...saysOf(profile, order.amps), change: order.change, ...(profile !== undefined && { until: order.until }), why: car.why, reason: car.reason,
    });
    const answered = (answer: Answer): void => {
      said(answer, clock.now());
      safety.answered(order.evse, order.sequence, answer);
      if (answer === "accepted") {
        car.sentAt = now;
        if (car.rung > 0) ladder.set(station.kind, car.rung);
        if (order.amps >= 0) readBack(car, evse);
      }
      // Who refuses to give back still takes limits.
      if (answer === "rejected" && order.amps < 0) car.refusesToGive = true;
      else if (answer === "rejected") car.rung = nextRung(car.rung, evse);
      onAnswer();
    };
    if (profile !== undefined) return () => port.setProfile(evse.station, profile, answered);
    return () => {
      const { hasFallback } = safety.entry(evse.id);
      // It stays until it is changed: nothing falls back any more, unless the station surely refused it.
      safety.fallbackInstalled(evse.id, false);
      port.setVendorLimit!(evse.station, evse.connector, order.amps, (answer) => {
        if (answer === "rejected") safety.fallbackInstalled(evse.id, hasFallback);
        answered(answer);
      });
    };
  }

  /** Compares what the station reckons with and what it was told; once a session is enough, and again after each finding. */
  function readBack(car: Car, evse: EvseModel): void {
    if (port.readBack === undefined || car.isReadBack === true || evse.dc !== undefined) return;
    car.isReadBack = true;
    port.readBack(evse.station, evse.connector, (amps) => {
      if (amps === undefined || !(amps >= 0)) return;
      const most = Math.max(0, ...leasesAt(safety.entry(evse.id), clock.now()).map(({ milliamps }) => milliamps / 1_000));
      if (amps <= most * 1.05 + 1) return;
      delete car.isReadBack;
      log.ignored(evse.id, clock.now());
      if (onFault(car, `reckons with ${amps.toFixed(1)} A where ${most.toFixed(1)} A were set`)) onAnswer();
    });
  }

  function profileFor(order: Order, car: Car, evse: EvseModel, station: StationInfo, now: Instant): Profile {
    const capabilities = capabilitiesAt(car.rung, station.capabilities);
    const purpose = purposeAt(car.rung, car.hasId);
    const lease = Math.max(1, Math.floor((order.until - now) / 1_000));
    // A car that asked for a schedule sees what is certain until it leaves: the lease, then what is reserved for it.
    const rest = car.scheduleUntil === undefined || (car.maxTuples ?? 2) < 2 ? 0 : Math.floor((car.scheduleUntil - now) / 1_000);
    const isSchedule = rest > lease && purpose === "transaction";
    return toProfile(evse, {
      id: idOf(evse, 1), purpose, stackLevel: LEASE_LEVEL, transaction: car.reference, now, from: (Math.floor(now / 1_000) * 1_000) as Instant,
      seconds: isSchedule ? rest : lease,
      steps: isSchedule ? [{ start: 0, amps: order.amps }, { start: lease, amps: evse.fallbackA }] : [{ start: 0, amps: order.amps }],
      volts: site.voltage * 0.9, maxOffline: policy.leaseSeconds,
      ...(car.phasesUsed !== undefined && { phasesUsed: car.phasesUsed }),
      ...(car.onOnePhase !== undefined && { phaseToUse: 1 }),
    }, capabilities);
  }

  function nextRung(rung: number, evse: EvseModel): number {
    const units = stations.get(evse.station)!.capabilities.units;
    let next = rung + 1 === 1 && units.length < 2 && evse.dc === undefined ? 2 : rung + 1;
    // The maximum of a station speaks for one EVSE only if it has no other.
    const isShared = site.model.evses.filter(({ station }) => station === evse.station).length > 1;
    if (next === STATION_MAX_RUNG && isShared) next += 1;
    return next === VENDOR_KEY_RUNG && port.setVendorLimit === undefined ? STOP_RUNG : next;
  }

  function giveUp(order: Order, car: Car, evse: EvseModel): void {
    safety.answered(order.evse, order.sequence, "rejected");
    if (car.rung === STOP_RUNG && policy.allowStop && port.stop !== undefined) {
      car.rung = QUARANTINE_RUNG;
      port.stop(evse.station, car.reference);
      return;
    }
    onQuarantine(evse.id, "refuses every profile");
  }

  return {
    keep: () => keep(() => undefined),
    keepLog() {
      const changes = log.changes();
      if (changes.length > 0) keep(() => undefined, changes);
    },
    send(orders) {
      if (orders.length === 0) return;
      const prepared = orders.map(({ order, car }) => prepare(order, car));
      keep(() => {
        for (const leave of prepared) leave();
      });
    },
    installFallback(evse) {
      const station = stations.get(evse.station);
      if (station === undefined) return;
      const now = clock.now();
      const profile = toProfile(evse, {
        id: idOf(evse, 0), purpose: "default", stackLevel: FALLBACK_LEVEL, now, steps: [{ start: 0, amps: evse.fallbackA }], volts: site.voltage * 0.9,
      }, station.capabilities);
      const said = log.leaves({
        id: `${evse.id}/fallback`, at: now, station: evse.station, evse: evse.id, amps: evse.fallbackA, ...saysOf(profile, evse.fallbackA), change: "fallback",
        why: "what it falls back to when it hears nothing more",
      });
      port.setProfile(evse.station, profile, (answer) => {
        said(answer, clock.now());
        if (answer === "accepted") safety.fallbackInstalled(evse.id, true);
        onAnswer();
      });
    },
  };
}

/** Ids of our profiles: ten for each connector. */
function idOf(evse: EvseModel, kind: 0 | 1): number {
  return 1_000 + evse.connector * 10 + kind;
}

/** What a profile, or a vendor's key where there is none, says first. */
function saysOf(profile: Profile | undefined, amps: number): Pick<LeavingSetPoint, "sent" | "means"> {
  if (profile === undefined) return { sent: { value: amps, unit: "A" }, means: "vendorKey" };
  return { sent: { value: profile.periods[0]?.setpoint ?? profile.periods[0]?.limit ?? amps, unit: profile.unit }, means: profile.purpose === "station" || profile.purpose === "default" ? profile.purpose : "transaction" };
}
