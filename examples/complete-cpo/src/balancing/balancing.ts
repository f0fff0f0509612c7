import type { ChargingNeeds, Csms, NeedsAnswer, VehicleSchedule } from "@cpokit/csms";
import type { Cancel, Clock, Logger, Scheduler } from "@cpokit/kernel";
import type { SessionFact } from "@cpokit/model";
import {
  createController, createMemoryLedger, createStationFeed, defineSite, leastCapabilities, plan, sessionKey, toWire16, toWire201, toWire21,
  type Answer, type Capabilities, type CarView, type Controller, type Profile, type SiteModel, type StationFeed, type StationPort,
} from "@cpokit/smart-charging";

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
  /** Takes a site under control, by its own clock. @throws `smart-charging.site`, `smart-charging.commission` */
  add(site: BalancedSite, time: { readonly clock: Clock; readonly scheduler: Scheduler }): Cancel;
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

interface Controlled {
  readonly site: BalancedSite;
  readonly controller: Controller;
  readonly feed: StationFeed;
}

/** Wires controllers to the central system: profiles leave over the open connection of a station, its reports come back as facts. */
export function createBalancing({ online, logger, changed }: { readonly online: () => ReturnType<Csms["online"]>; readonly logger: Logger; readonly changed: (session: string) => void }): Balancing {
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

  return {
    add(site, { clock, scheduler }) {
      const stations = Object.fromEntries(Object.entries(site.stations).map(([id, { version, kind }]) => {
        const units = site.model.evses.find(({ station }) => station === id)?.units ?? ["A"];
        return [id, { kind, capabilities: leastCapabilities(version, units) }];
      }));
      const controller = createController({ site: site.model, stations, port, store: createMemoryLedger().open(), clock, scheduler, plan });
      const controlled = { site, controller, feed: createStationFeed(defineSite(site.model), controller) };
      const connected = new Set(online().map(({ station }) => station));
      for (const station of Object.keys(site.stations)) {
        byStation.set(station, controlled);
        if (!connected.has(station)) controller.disconnected(station);
      }
      controller.commission();
      controller.on("decision", ({ transaction }) => {
        const session = sessions.get(transaction);
        if (session !== undefined) changed(session);
      });
      controller.on("quarantine", ({ evse, why }) => logger.warn({ location: site.location, evse, why }, "A station does not follow and counts at its hardware"));
      byLocation.set(site.location, controlled);
      return () => controller.stop();
    },
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
