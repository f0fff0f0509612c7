import type { Csms } from "@cpokit/csms";
import { CpoError, instant, isCpoError, minutes, type Instant, type Logger } from "@cpokit/kernel";
import type { SessionFact } from "@cpokit/model";
import {
  assertCalendar, calendarAtWorst, checkFallbacks, createController, createDemandPeak, createStationFeed, defineSite, expectedPeak, flexibility, leastCapabilities, plan, sessionKey, siteCalendar, vehicleToGrid,
  type CarView, type Controller, type DemandTariff, type LimitCalendar, type LimitSignal, type SiteModel, type StationFeed,
} from "@cpokit/smart-charging";
import type { Store } from "@cpokit/storage";
import type { BalancedSite, Balancing, CarShare, Time, Wiring } from "./balanced.ts";
import { chargingSites, sessionProfiles, sessionWishes, type KeptSignals, type KeptSite } from "./documents.ts";
import { openLedger } from "./ledger.ts";
import { openOutlook, type SiteOutlook } from "./outlooks.ts";
import { createStationPort } from "./station-port.ts";
import { termsOf } from "./terms.ts";
import { vendorLimitPort, type VendorLimit } from "./vendor-limits.ts";

interface Controlled {
  readonly site: BalancedSite;
  readonly time: Time;
  readonly limits: readonly LimitSignal[];
  readonly signals: Readonly<Record<string, KeptSignals>>;
  readonly vendorLimits: Readonly<Record<string, VendorLimit>>;
  readonly demand?: DemandTariff | undefined;
  readonly calendar?: LimitCalendar | undefined;
  readonly controller: Controller;
  readonly feed: StationFeed;
  readonly outlook: SiteOutlook;
  /** Running sessions, and their roster entries. */
  readonly known: Map<string, string | undefined>;
  readonly batteryOrders: ReadonlyMap<string, { readonly watts: number; readonly at: Instant }>;
}

/** What balancing stands on. */
export interface BalancingPorts {
  readonly store: Store;
  readonly online: () => ReturnType<Csms["online"]>;
  readonly logger: Logger;
  readonly changed: (kind: "session" | "energy", id: string) => void;
  /** The token of a session of ours. */
  readonly tokenOf: (session: string) => Promise<string | undefined>;
  /** A car of a location will lack so much by its departure because of a limit. */
  readonly lacks: (location: string, kWh: number, until: Instant) => void;
}

/** How long an order of a battery counts. */
const ORDER_AGE = minutes(2);

/** The source of limits that operators set by hand. */
const OPERATOR = "operator";

/** Wires controllers to the central system: profiles leave over the open connection of a station, its reports come back as facts. */
export function createBalancing({ store, online, logger, changed, tokenOf, lacks }: BalancingPorts): Balancing {
  const byLocation = new Map<string, Controlled>();
  const byStation = new Map<string, Controlled>();
  const sessions = new Map<string, string>();

  const share = ({ site }: Controlled, { transaction, ...car }: CarView): CarShare => {
    const session = sessions.get(transaction);
    return { ...car, station: site.model.evses.find(({ id }) => id === car.evse)!.station, ...(session !== undefined && { session }) };
  };

  const port = createStationPort({ online, logger });

  function at(location: string): Controlled {
    const controlled = byLocation.get(location);
    if (controlled === undefined) throw new CpoError("complete-cpo.unbalanced", `No power is shared at "${location}".`, { location });
    return controlled;
  }

  async function keep(location: string, change: (before: KeptSite) => KeptSite): Promise<void> {
    await store.transaction(async (unit) => unit.put(chargingSites, location, change((await unit.get(chargingSites, location)) ?? { limits: [] })));
  }

  async function control(site: BalancedSite, time: Time, { limits = [], signals = {}, demand, outlook: said, vendorLimits = {}, calendar }: Pick<Partial<KeptSite>, "limits" | "signals" | "demand" | "outlook" | "vendorLimits"> & { readonly calendar?: LimitCalendar | undefined }): Promise<void> {
    const stations = Object.fromEntries(Object.entries(site.stations).map(([id, { version, kind }]) => {
      const units = site.model.evses.find(({ station }) => station === id)?.units ?? ["A"];
      const canGive = version === "2.1" && site.model.evses.some(({ station, maxDischargeA = 0 }) => station === id && maxDischargeA > 0);
      return [id, { kind, capabilities: { ...leastCapabilities(version, units), ...(canGive && { v2x: true }) } }];
    }));
    const ledger = await openLedger(store, site.location, logger, (transaction) => sessions.get(transaction));
    release(site.location);
    const batteryOrders = new Map<string, { readonly watts: number; readonly at: Instant }>();
    const setBattery = (battery: string, watts: number): void => void batteryOrders.set(battery, { watts, at: time.clock.now() });
    const controller = createController({ site: site.model, stations, port: { ...port, ...vendorLimitPort(vendorLimits, { online, logger }), setBattery }, store: ledger, clock: time.clock, scheduler: time.scheduler, plan, flexibility, vehicleToGrid });
    const outlook = await openOutlook({ store, logger, location: site.location, model: site.model, controller, time }, said);
    const controlled: Controlled = { site, time, limits, signals, vendorLimits, demand, calendar, controller, outlook, feed: createStationFeed(defineSite(site.model), controller), known: new Map(), batteryOrders };
    const connected = new Set(online().map(({ station }) => station));
    for (const station of Object.keys(site.stations)) {
      byStation.set(station, controlled);
      if (!connected.has(station)) controller.disconnected(station);
    }
    if (limits.length > 0) controller.signals.set(OPERATOR, limits);
    for (const [source, said] of Object.entries(signals)) tell(controlled, source, said);
    if (demand !== undefined) controller.demand.set(demand);
    if (calendar !== undefined) controller.calendar(siteCalendar(calendar));
    controller.commission();
    controller.on("decision", ({ transaction }) => {
      const session = sessions.get(transaction);
      if (session !== undefined) changed("session", session);
    });
    controller.on("shortfall", ({ transaction, kWh }) => {
      const departure = controller.cars().find((car) => car.transaction === transaction)?.wish.departure;
      if (departure !== undefined) lacks(site.location, kWh, departure);
    });
    controller.on("quarantine", ({ evse, why }) => logger.warn({ location: site.location, evse, why }, "A station does not follow and counts at its hardware"));
    byLocation.set(site.location, controlled);
  }

  function tell({ controller, time }: Controlled, source: string, { signals, silentFrom }: KeptSignals): void {
    controller.signals.set(source, signals, silentFrom === undefined ? undefined : Math.max(0, silentFrom - time.clock.now()) / 1_000);
  }

  function release(location: string): void {
    byLocation.get(location)?.outlook.stop();
    byLocation.get(location)?.controller.stop();
  }

  function forget(session: string | undefined): void {
    if (session === undefined) return;
    store.transaction(async (unit) => {
      unit.delete(sessionWishes, session);
      unit.delete(sessionProfiles, session);
    }).catch((error: unknown) => logger.error({ error, session }, "What was wished for a session that is over could not be deleted"));
  }

  /** The name under which a controller knows a session of ours. */
  function runningAs(session: string): { readonly controlled?: Controlled | undefined; readonly key?: string } {
    const [key] = [...sessions].find(([, id]) => id === session) ?? [];
    return key === undefined ? {} : { key, controlled: [...byLocation.values()].find(({ known }) => known.has(key)) };
  }

  /** A session charges by its roster entry and its class as soon as both are found. */
  async function setTerms({ site: { location }, feed, known, controller }: Controlled, key: string, fact: SessionFact, session: string | undefined): Promise<void> {
    try {
      const evse = feed.evseAt(fact.station, fact.evse);
      const token = fact.fact === "started" ? fact.token?.value : undefined;
      const asked = token ?? (session === undefined ? undefined : await tokenOf(session));
      const soc = Number(fact.readings.findLast(({ measurand }) => measurand === "SoC")?.value ?? Number.NaN);
      const taken = new Set([...known.values()].filter((entry) => entry !== undefined));
      const { wish, entry } = await termsOf(store, { location, evse: evse ?? "", at: fact.stationTime, taken, ...(asked !== undefined && { token: asked }), ...(Number.isFinite(soc) && { soc }) });
      if (!known.has(key)) return;
      known.set(key, entry?.id);
      const partnerProfile = session === undefined ? undefined : await store.get(sessionProfiles, session);
      const own = session === undefined ? undefined : await store.get(sessionWishes, session);
      controller.session(key).set({ ...wish, ...own?.wish, ...(partnerProfile !== undefined && { partnerProfile }) });
      if (own?.boostUntil !== undefined) controller.session(key).boost(own.boostUntil);
    } catch (error) {
      if (isCpoError(error, "smart-charging.unknown-session")) return;
      logger.error({ error, location }, "The terms of a session could not be looked up; it charges like everybody");
    }
  }

  return {
    async add(built, time) {
      const kept = await store.get(chargingSites, built.location);
      await control({ ...built, model: wired(built.model, { ...kept, nodes: kept?.nodes ?? built.model.nodes }) }, time, kept ?? {});
      return () => release(built.location);
    },
    async rewire(location, { places = {}, ...wiring }) {
      const { site, time, limits, signals, demand, outlook, vendorLimits, calendar } = at(location);
      const model = wired(site.model, { ...wiring, places });
      if (calendar !== undefined) assertCalendar(calendar, model);
      const [finding] = checkFallbacks(defineSite(calendar === undefined ? model : calendarAtWorst(model, calendar)));
      if (finding !== undefined) throw new CpoError("smart-charging.commission", finding.sentence, { node: finding.node, limit: finding.limit });
      await keep(location, (before) => ({ ...before, ...wiring, places: { ...before.places, ...places } }));
      await control({ ...site, model }, time, { limits, signals, vendorLimits: wiring.vendorLimits ?? vendorLimits, calendar, outlook: outlook.kept(), ...(demand !== undefined && { demand }) });
    },
    async limit(location, limits) {
      const controlled = at(location);
      await keep(location, (before) => ({ ...before, limits }));
      controlled.controller.signals.set(OPERATOR, limits);
      byLocation.set(location, { ...controlled, limits });
    },
    async calendar(location, calendar) {
      const controlled = at(location);
      controlled.controller.calendar(siteCalendar(calendar));
      await keep(location, (before) => ({ ...before, calendar }));
      byLocation.set(location, { ...controlled, calendar });
    },
    calendarOf: (location) => at(location).calendar,
    limitsOf: (location) => at(location).limits.filter(({ to }) => to > at(location).time.clock.now()),
    async signal(location, source, said) {
      const now = at(location).time.clock.now();
      let signals: Controlled["signals"] = {};
      await keep(location, (before) => {
        const others = Object.entries(before.signals ?? {}).filter(([name, one]) => name !== source && one.signals.some(({ to }) => to > now));
        const own = said(before.signals?.[source]);
        signals = Object.fromEntries([...others, ...(own === undefined ? [] : [[source, own] as const])]);
        return { ...before, signals };
      });
      const controlled = at(location);
      byLocation.set(location, { ...controlled, signals });
      tell(controlled, source, signals[source] ?? { at: now, signals: [] });
    },
    signalsOf: (location) => at(location).signals,
    reported(fact, transaction, session) {
      const controlled = byStation.get(fact.station);
      const key = controlled?.feed.fact(fact, transaction === undefined ? {} : { transaction });
      if (controlled === undefined || key === undefined) return;
      changed("energy", controlled.site.location);
      if (fact.fact === "ended") {
        forget(sessions.get(key));
        sessions.delete(key);
        controlled.known.delete(key);
        return;
      }
      if (session !== undefined) sessions.set(key, session);
      if (controlled.known.has(key)) return;
      controlled.known.set(key, undefined);
      void setTerms(controlled, key, fact, session);
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
    carOfSession(session) {
      const { controlled, key } = runningAs(session);
      const car = controlled?.controller.cars().find(({ transaction }) => transaction === key);
      return controlled === undefined || car === undefined ? undefined : share(controlled, car);
    },
    cap(session, partnerProfile) {
      const { controlled, key } = runningAs(session);
      if (key !== undefined) controlled?.controller.session(key).set({ partnerProfile });
    },
    async wish(session, { wish, boostUntil }) {
      const { controlled, key } = runningAs(session);
      if (controlled === undefined || key === undefined) throw new CpoError("complete-cpo.unbalanced", `No power is shared where session "${session}" charges.`, { session });
      await store.transaction(async (unit) => {
        const before = await unit.get(sessionWishes, session);
        unit.put(sessionWishes, session, { ...before, wish: { ...before?.wish, ...wish }, ...(boostUntil !== undefined && { boostUntil }) });
      });
      controlled.controller.session(key).set(wish);
      if (boostUntil !== undefined) controlled.controller.session(key).boost(boostUntil);
    },
    locations: () => [...byLocation.keys()],
    vendorLimitsOf: (location) => at(location).vendorLimits,
    modelOf: (location) => byLocation.get(location)?.site.model,
    read(location, { meters = [], generators = [], batteries = [] }) {
      const { controller, outlook } = at(location);
      for (const { id, ...reading } of generators) controller.generator(id, reading);
      for (const { id, ...reading } of batteries) controller.battery(id, reading);
      for (const { node, ...reading } of meters) controller.meter(node, reading);
      if (meters.length > 0) outlook.learn();
      changed("energy", location);
    },
    energyOf: (location) => at(location).controller.energy(),
    batteryOrdersOf(location) {
      const { batteryOrders, time } = at(location);
      return new Map([...batteryOrders].flatMap(([battery, order]) => (time.clock.now() - order.at > ORDER_AGE ? [] : [[battery, order.watts] as const])));
    },
    flexibilityOf: (location, options) => at(location).controller.flexibility(options),
    demandOf(location) {
      const { controller, demand, outlook } = at(location);
      const [peak, plan] = [controller.demand.peak(), controller.plan()];
      const { building, generation } = controller.energy();
      const expected = plan === undefined ? undefined : expectedPeak(plan, outlook.slots(plan.from, instant(plan.from + plan.slots * minutes(plan.slotMinutes))), { buildingKW: building?.kW, generationKW: generation?.kW });
      return { ...(demand !== undefined && { tariff: demand }), ...(peak !== undefined && { peak }), ...(expected !== undefined && { expected }) };
    },
    async demand(location, tariff, history) {
      const controlled = at(location);
      createDemandPeak(undefined).tariff(tariff);
      await keep(location, (before) => ({ ...before, demand: tariff }));
      controlled.controller.demand.set(tariff);
      if (history.length > 0) controlled.controller.demand.history(history);
      byLocation.set(location, { ...controlled, demand: tariff });
    },
    outlookOf(location) {
      const { outlook } = at(location);
      return { kept: outlook.kept(), learned: outlook.learned() };
    },
    async outlook(location, change) {
      const { outlook } = at(location);
      const next = change(outlook.kept());
      await keep(location, (before) => ({ ...before, outlook: next }));
      outlook.change(next);
      changed("energy", location);
    },
    expectedOf: (location, from, to) => at(location).outlook.slots(from, to),
    rosterOf: (location) => new Map([...at(location).known].flatMap(([key, entry]) => {
      const session = sessions.get(key);
      return entry === undefined || session === undefined ? [] : [[entry, session] as const];
    })),
    async classesOf(location) {
      at(location);
      return (await store.get(chargingSites, location))?.classes ?? [];
    },
    async classes(location, classes) {
      at(location);
      await keep(location, (before) => ({ ...before, classes }));
    },
  };
}

function wired(model: SiteModel, { nodes, generators = model.generators ?? [], batteries = model.batteries ?? [], places = {} }: Wiring): SiteModel {
  return { ...model, nodes, generators, batteries, evses: model.evses.map((evse) => ({ ...evse, node: places[evse.id] ?? evse.node })) };
}
