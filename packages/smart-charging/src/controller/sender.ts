import type { Clock, Instant } from "@cpokit/kernel";
import { toProfile } from "../profiles/to-profile.ts";
import type { Profile } from "../composite/profile.ts";
import type { Order, Safety } from "../safety/safety.ts";
import { evseOf, type Site } from "../site/define-site.ts";
import type { EvseModel } from "../site/site-model.ts";
import type { Car } from "./car.ts";
import { capabilitiesAt, purposeAt, QUARANTINE_RUNG, STATION_MAX_RUNG, STOP_RUNG } from "./ladder.ts";
import type { KeptState, LedgerStore, Policy, StationInfo, StationPort } from "./ports.ts";

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
  readonly onFenced: () => void;
  readonly onQuarantine: (evse: string, why: string) => void;
  /** An answer came: decide again, there may be room now. What it changed is kept with the next set-points; forgotten, it only counts more. */
  readonly onAnswer: () => void;
}

/** Brings set-points to stations: kept first, then sent, then counted by their answer. */
export interface Sender {
  send(orders: readonly { readonly order: Order; readonly car: Car }[]): void;
  /** Installs the persistent fallback of an EVSE. */
  installFallback(evse: EvseModel): void;
}

export function createSender({ site, safety, port, store, clock, policy, stations, ladder, onFenced, onQuarantine, onAnswer }: SenderOptions): Sender {
  const stateOf = (): KeptState => ({ entries: safety.entries(), ladder: Object.fromEntries(ladder) });
  const keep = (then: () => void): void => store.save(stateOf(), (outcome) => (outcome === "saved" ? then() : onFenced()));

  function sendOne(order: Order, car: Car): void {
    const evse = evseOf(site, order.evse);
    const station = stations.get(evse.station)!;
    const now = clock.now();
    if (car.rung >= STOP_RUNG) return giveUp(order, car, evse);
    port.setProfile(evse.station, profileFor(order, car, evse, station, now), (answer) => {
      safety.answered(order.evse, order.sequence, answer);
      if (answer === "accepted") {
        car.sentAt = now;
        if (car.rung > 0) ladder.set(station.kind, car.rung);
      }
      if (answer === "rejected") car.rung = nextRung(car.rung, evse);
      onAnswer();
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
    }, capabilities);
  }

  function nextRung(rung: number, evse: EvseModel): number {
    const units = stations.get(evse.station)!.capabilities.units;
    const next = rung + 1 === 1 && units.length < 2 && evse.dc === undefined ? 2 : rung + 1;
    // The maximum of a station speaks for one EVSE only if it has no other.
    const isShared = site.model.evses.filter(({ station }) => station === evse.station).length > 1;
    return next === STATION_MAX_RUNG && isShared ? STOP_RUNG : next;
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
    send(orders) {
      if (orders.length === 0) return;
      keep(() => {
        for (const { order, car } of orders) sendOne(order, car);
      });
    },
    installFallback(evse) {
      const station = stations.get(evse.station);
      if (station === undefined) return;
      const profile = toProfile(evse, {
        id: idOf(evse, 0), purpose: "default", stackLevel: FALLBACK_LEVEL, now: clock.now(), steps: [{ start: 0, amps: evse.fallbackA }], volts: site.voltage * 0.9,
      }, station.capabilities);
      port.setProfile(evse.station, profile, (answer) => {
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
