import type { ChargingNeeds, Csms, NeedsAnswer, VehicleSchedule } from "@cpokit/csms";
import { CpoError, type Clock, type Logger, type Scheduler } from "@cpokit/kernel";
import type { SessionFact } from "@cpokit/model";
import {
  checkFallbacks, createController, createStationFeed, defineSite, leastCapabilities, plan, sessionKey, toWire16, toWire201, toWire21,
  type Answer, type Capabilities, type CarView, type Controller, type LimitSignal, type Profile, type SiteModel, type StationFeed, type StationPort,
} from "@cpokit/smart-charging";
import type { Store } from "@cpokit/storage";
import { chargingSites, type KeptSite } from "./documents.ts";
import { openLedger } from "./ledger.ts";

/** A location whose cars share its power. */
export interface BalancedSite {
  readonly location: string;
  readonly model: SiteModel;
  /** OCPP version, and vendor and model, of each station. */
  readonly stations: Readonly<Record<string, { readonly version: Capabilities["version"]; readonly kind: string }>>;
}

/** What one car gets, and why. */
export interface CarShare extends Omit<CarView, "transaction"> {
  readonly station: string;
  readonly session?: string;
}

/** Shares the power of sites among their cars. */
export interface Balancing {
  /** Takes a site under control, by its own clock, as operators left it; returns what lets go of it. @throws `smart-charging.site`, `smart-charging.commission` */
  add(site: BalancedSite, time: Time): Promise<() => void>;
  /**
   * Changes the tree of limits of a location and where its charging points hang, and takes it under control anew; cars come back with what their stations say next.
   * @throws `smart-charging.site` for a tree that cannot be used, `smart-charging.commission` where the fallbacks would not fit.
   */
  rewire(location: string, nodes: SiteModel["nodes"], places: Readonly<Record<string, string>>): Promise<void>;
  /** Replaces the limits that operators set for a time. */
  limit(location: string, limits: readonly LimitSignal[]): Promise<void>;
  limitsOf(location: string): readonly LimitSignal[];
  /** A station reported something of a transaction; `session` is our id of it. */
  reported(fact: SessionFact, transaction: string | undefined, session: string | undefined): void;
  booted(station: string): void;
  connected(station: string, isOnline: boolean): void;
  /** NotifyEVChargingNeeds and NotifyEVChargingSchedule. */
  readonly vehicle: {
    needs(needs: ChargingNeeds): NeedsAnswer;
    schedule(schedule: VehicleSchedule): "Accepted" | "Rejected";
  };
  /** Cars at a location; absent where nobody shares anything. */
  carsAt(location: string): readonly CarShare[] | undefined;
  carOf(station: string, transaction: string): CarShare | undefined;
  modelOf(location: string): SiteModel | undefined;
  locations(): readonly string[];
}

interface Time {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
}

interface Controlled {
  readonly site: BalancedSite;
  readonly time: Time;
  readonly limits: readonly LimitSignal[];
  readonly controller: Controller;
  readonly feed: StationFeed;
}

/** The source of limits that operators set by hand. */
const OPERATOR = "operator";

/** Wires controllers to the central system: profiles leave over the open connection of a station, its reports come back as facts. */
export function createBalancing({ store, online, logger, changed }: { readonly store: Store; readonly online: () => ReturnType<Csms["online"]>; readonly logger: Logger; readonly changed: (session: string) => void }): Balancing {
  const byLocation = new Map<string, Controlled>();
  const byStation = new Map<string, Controlled>();
  const sessions = new Map<string, string>();

  const share = ({ site }: Controlled, { transaction, ...car }: CarView): CarShare => {
    const session = sessions.get(transaction);
    return { ...car, station: site.model.evses.find(({ id }) => id === car.evse)!.station, ...(session !== undefined && { session }) };
  };

  const port: StationPort = {
    setProfile(station, profile, answer) {
      const link = online().find((one) => one.station === station)?.link;
      if (link === undefined) return answer("unknown");
      link.call("SetChargingProfile", payloadOf(profile, link.protocol.version)).then(
        (outcome) => {
          const status = outcome.outcome === "result" ? (outcome.payload as { readonly status?: string }).status : undefined;
          answer(status === "Accepted" ? "accepted" : status !== undefined || outcome.outcome === "error" ? "rejected" : "unknown");
        },
        (error: unknown) => {
          logger.error({ error, station }, "A charging profile could not be sent");
          answer("unknown" satisfies Answer);
        },
      );
    },
    readBack(station, connector, answer) {
      const link = online().find((one) => one.station === station)?.link;
      if (link === undefined) return answer(undefined);
      const place = link.protocol.version === "1.6" ? { connectorId: connector } : { evseId: connector };
      link.call("GetCompositeSchedule", { ...place, duration: 60, chargingRateUnit: "A" }).then(
        (outcome) => answer(outcome.outcome === "result" ? firstAmps(outcome.payload) : undefined),
        () => answer(undefined),
      );
    },
  };

  function at(location: string): Controlled {
    const controlled = byLocation.get(location);
    if (controlled === undefined) throw new CpoError("complete-cpo.unbalanced", `No power is shared at "${location}".`, { location });
    return controlled;
  }

  async function keep(location: string, change: (before: KeptSite) => KeptSite): Promise<void> {
    await store.transaction(async (unit) => unit.put(chargingSites, location, change((await unit.get(chargingSites, location)) ?? { limits: [] })));
  }

  async function control(site: BalancedSite, time: Time, limits: readonly LimitSignal[]): Promise<void> {
    const stations = Object.fromEntries(Object.entries(site.stations).map(([id, { version, kind }]) => {
      const units = site.model.evses.find(({ station }) => station === id)?.units ?? ["A"];
      return [id, { kind, capabilities: leastCapabilities(version, units) }];
    }));
    const ledger = await openLedger(store, site.location, logger);
    byLocation.get(site.location)?.controller.stop();
    const controller = createController({ site: site.model, stations, port, store: ledger, clock: time.clock, scheduler: time.scheduler, plan });
    const controlled = { site, time, limits, controller, feed: createStationFeed(defineSite(site.model), controller) };
    const connected = new Set(online().map(({ station }) => station));
    for (const station of Object.keys(site.stations)) {
      byStation.set(station, controlled);
      if (!connected.has(station)) controller.disconnected(station);
    }
    if (limits.length > 0) controller.signals.set(OPERATOR, limits);
    controller.commission();
    controller.on("decision", ({ transaction }) => {
      const session = sessions.get(transaction);
      if (session !== undefined) changed(session);
    });
    controller.on("quarantine", ({ evse, why }) => logger.warn({ location: site.location, evse, why }, "A station does not follow and counts at its hardware"));
    byLocation.set(site.location, controlled);
  }

  return {
    async add(built, time) {
      const kept = await store.get(chargingSites, built.location);
      await control({ ...built, model: wired(built.model, kept?.nodes ?? built.model.nodes, kept?.places ?? {}) }, time, kept?.limits ?? []);
      return () => byLocation.get(built.location)?.controller.stop();
    },
    async rewire(location, nodes, places) {
      const { site, time, limits } = at(location);
      const model = wired(site.model, nodes, places);
      const [finding] = checkFallbacks(defineSite(model));
      if (finding !== undefined) throw new CpoError("smart-charging.commission", finding.sentence, { node: finding.node, limit: finding.limit });
      await keep(location, (before) => ({ ...before, nodes, places: { ...before.places, ...places } }));
      await control({ ...site, model }, time, limits);
    },
    async limit(location, limits) {
      const controlled = at(location);
      await keep(location, (before) => ({ ...before, limits }));
      controlled.controller.signals.set(OPERATOR, limits);
      byLocation.set(location, { ...controlled, limits });
    },
    limitsOf: (location) => at(location).limits.filter(({ to }) => to > at(location).time.clock.now()),
    reported(fact, transaction, session) {
      const controlled = byStation.get(fact.station);
      const key = controlled?.feed.fact(fact, transaction === undefined ? {} : { transaction });
      if (key === undefined) return;
      if (fact.fact === "ended") sessions.delete(key);
      else if (session !== undefined) sessions.set(key, session);
    },
    booted: (station) => byStation.get(station)?.controller.booted(station),
    connected(station, isOnline) {
      const controller = byStation.get(station)?.controller;
      if (isOnline) controller?.connected(station);
      else controller?.disconnected(station);
    },
    vehicle: {
      needs({ station, evse, energyWh, departure, minA, maxA, maxPeriods }) {
        const controlled = byStation.get(station);
        const id = controlled?.feed.evseAt(station, evse);
        if (controlled === undefined || id === undefined) return "Rejected";
        return controlled.controller.needs(id, {
          ...(energyWh !== undefined && { energyKWh: energyWh / 1_000 }), ...(departure !== undefined && { departure }),
          ...(minA !== undefined && { minA }), ...(maxA !== undefined && { maxA }), ...(maxPeriods !== undefined && { maxTuples: maxPeriods }),
        });
      },
      schedule({ station, evse, ...schedule }) {
        const controlled = byStation.get(station);
        const id = controlled?.feed.evseAt(station, evse);
        return controlled === undefined || id === undefined ? "Accepted" : controlled.controller.carSchedule(id, schedule);
      },
    },
    carsAt(location) {
      const controlled = byLocation.get(location);
      return controlled?.controller.cars().map((car) => share(controlled, car));
    },
    carOf(station, transaction) {
      const controlled = byStation.get(station);
      const car = controlled?.controller.cars().find((one) => one.transaction === sessionKey(station, transaction));
      return controlled === undefined || car === undefined ? undefined : share(controlled, car);
    },
    locations: () => [...byLocation.keys()],
    modelOf: (location) => byLocation.get(location)?.site.model,
  };
}

function wired(model: SiteModel, nodes: SiteModel["nodes"], places: Readonly<Record<string, string>>): SiteModel {
  return { ...model, nodes, evses: model.evses.map((evse) => ({ ...evse, node: places[evse.id] ?? evse.node })) };
}

function payloadOf(profile: Profile, version: Capabilities["version"]): unknown {
  if (version === "1.6") return toWire16(profile);
  return version === "2.0.1" ? toWire201(profile) : toWire21(profile);
}

/** What a composite schedule begins with, where it speaks of amperes; the field has another name in 1.6. */
function firstAmps(payload: unknown): number | undefined {
  const { chargingSchedule, schedule = chargingSchedule } = payload as Readonly<Record<"chargingSchedule" | "schedule", Composite | undefined>>;
  return schedule?.chargingRateUnit === "A" ? schedule.chargingSchedulePeriod?.[0]?.limit : undefined;
}

interface Composite {
  readonly chargingRateUnit?: string;
  readonly chargingSchedulePeriod?: readonly { readonly limit?: number }[];
}
