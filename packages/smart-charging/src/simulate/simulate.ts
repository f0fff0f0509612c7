import type { Instant } from "@cpokit/kernel";
import { calendarLimits, siteCalendar, type LimitCalendar } from "../controller/calendar.ts";
import { createController } from "../controller/controller.ts";
import type { Controller, ControllerOptions } from "../controller/types.ts";
import type { PriceSpan } from "../controller/planning.ts";
import { createMemoryLedger, DEFAULT_POLICY, type Answer, type ControllerEvents, type Policy, type SessionWish, type StationInfo, type StationPort } from "../controller/ports.ts";
import type { SetPointRecord } from "../controller/set-point-log.ts";
import type { LimitSignal } from "../controller/signals.ts";
import type { OcppVersion, Profile } from "../composite/profile.ts";
import { leastCapabilities } from "../profiles/capabilities.ts";
import { defineSite } from "../site/define-site.ts";
import { exportKWAt } from "../site/export-limits.ts";
import { nodeLimit } from "../site/limits.ts";
import type { PhaseAmps, SiteModel } from "../site/site-model.ts";
import { wiringOf } from "../site/wiring.ts";
import { withSignals } from "../controller/signals.ts";
import { vehicleToGrid } from "../controller/vehicle-to-grid.ts";
import { activeFault, type SimulatedFault } from "./faults.ts";
import { createSimulatedStation, type SimulatedStation } from "./station.ts";
import { createVirtualScheduler } from "./virtual-scheduler.ts";

/** A car that comes, charges and leaves. */
export interface SimulatedSession {
  readonly id: string;
  readonly evse: string;
  readonly arrival: Instant;
  readonly departure: Instant;
  readonly energyKWh: number;
  readonly maxA?: number;
  readonly phases?: 1 | 2 | 3;
  readonly wish?: SessionWish;
  /** A battery that can give back. */
  readonly battery?: { readonly storedKWh: number; readonly capacityKWh: number };
}

/** The circumstances of a simulation. */
export interface SimulationOptions {
  readonly from: Instant;
  readonly to: Instant;
  /** Building load by node, per phase. */
  readonly load?: (node: string, at: Instant) => PhaseAmps;
  readonly version?: OcppVersion;
  readonly policy?: Partial<Policy>;
  readonly prices?: readonly PriceSpan[];
  readonly signals?: readonly { readonly at: Instant; readonly source: string; readonly signals: readonly LimitSignal[] }[];
  readonly calendar?: LimitCalendar;
  readonly faults?: readonly SimulatedFault[];
  readonly plan?: ControllerOptions["plan"];
  readonly stations?: Readonly<Record<string, Partial<StationInfo>>>;
  /** Seconds between samples of what flows. Default 5. */
  readonly stepSeconds?: number;
  /** Spreads answers over 0.2 to 1.2 s. Default 1. */
  readonly seed?: number;
  /** Watches and acts in virtual time. */
  readonly during?: (at: Instant, controller: Controller) => void;
}

/** What flowed at one moment. */
export interface SimulationSample {
  readonly at: Instant;
  /** Per node: L1, L2, L3 in A with the building. */
  readonly nodes: Readonly<Record<string, readonly [number, number, number]>>;
  /** A per phase of each car. */
  readonly cars: Readonly<Record<string, number>>;
}

export interface SimulationReport {
  readonly samples: readonly SimulationSample[];
  /** Times in which more flowed than a limit allows. */
  readonly overloads: readonly { readonly node: string; readonly limit: string; readonly from: Instant; readonly seconds: number; readonly by: number }[];
  readonly deliveredKWh: Readonly<Record<string, number>>;
  /** What cars gave back, where they did. */
  readonly returnedKWh: Readonly<Record<string, number>>;
  readonly messages: number;
  /** Set-points that went out, A; each 0 or at least the minimum. */
  readonly setpoints: readonly { readonly at: Instant; readonly evse: string; readonly amps: number }[];
  /** The log of set-points, as a store would keep it. */
  readonly log: readonly SetPointRecord[];
  readonly events: readonly { readonly name: keyof ControllerEvents; readonly event: ControllerEvents[keyof ControllerEvents] }[];
  /** What was said of each car when it left. */
  readonly why: Readonly<Record<string, string>>;
}

interface Present {
  readonly session: SimulatedSession;
  kWh: number;
  returnedKWh: number;
  stopped?: boolean;
}

const CALL_TIMEOUT = 30;

/** Runs a site with cars in virtual time: the same controller, stations that obey by the composite engine, and faults. */
export function simulate(model: SiteModel, sessions: readonly SimulatedSession[], options: SimulationOptions): SimulationReport {
  const { faults = [], version = "2.0.1", from, to } = options;
  const step = options.stepSeconds ?? 5;
  const time = createVirtualScheduler(from);
  const random = createRandom(options.seed ?? 1);
  const site = defineSite(model);
  const disk = createMemoryLedger();
  const stationIds = [...new Set(model.evses.map(({ station }) => station))];
  const stations = new Map<string, SimulatedStation>(stationIds.map((id) => [id, createSimulatedStation(id, version, site.voltage, faults)]));
  const unitsOf = new Map(model.evses.map(({ station, units }) => [station, units]));
  const infos = Object.fromEntries(stationIds.map((id): [string, StationInfo] => {
    return [id, { capabilities: leastCapabilities(version, unitsOf.get(id)), kind: id, ...options.stations?.[id] }];
  }));
  const present = new Map<string, Present>();
  const occupied = new Map<string, Present>();
  const deliveredKWh: Record<string, number> = {};
  const returnedKWh: Record<string, number> = {};
  const why: Record<string, string> = {};
  const samples: SimulationSample[] = [];
  const setpoints: { at: Instant; evse: string; amps: number }[] = [];
  const events: { name: keyof ControllerEvents; event: ControllerEvents[keyof ControllerEvents] }[] = [];
  const isOffline = (station: string): boolean => activeFault(faults, "offline", station, time.now()) !== undefined;
  const evseAt = new Map(model.evses.map((evse) => [`${evse.station}/${evse.connector}`, evse]));
  const runningAt = (station: string, connector: number): string | undefined => {
    const running = occupied.get(evseAt.get(`${station}/${connector}`)?.id ?? "");
    return running === undefined || running.stopped === true ? undefined : running.session.id;
  };
  let messages = 0;

  /** A call on its way to a station, and the answer on its way back. */
  function call(station: string, isAlive: () => boolean, act: () => "accepted" | "rejected", answer: (answer: Answer) => void): void {
    messages += 1;
    const reply = (value: Answer): void => void (isAlive() && answer(value));
    if (isOffline(station)) return void time.after(CALL_TIMEOUT * 1_000, () => reply("unknown"));
    time.after(100 + random() * 400, () => {
      const outcome = act();
      const late = activeFault(faults, "lateAnswers", station, time.now())?.seconds ?? 0;
      if (isOffline(station) || late > CALL_TIMEOUT) time.after(CALL_TIMEOUT * 1_000, () => reply("unknown"));
      if (isOffline(station)) return;
      const times = activeFault(faults, "doubleAnswers", station, time.now()) === undefined ? 1 : 2;
      for (let count = 0; count < times; count += 1) time.after(100 + random() * 600 + late * 1_000, () => reply(outcome));
    });
  }

  const hasVendorKeys = faults.some(({ kind }) => kind === "vendorKeyOnly");
  const port = (isAlive: () => boolean): StationPort => ({
    setProfile(station, profile, answer) {
      record(station, profile);
      call(station, isAlive, () => stations.get(station)!.set(profile, runningAt(station, profile.evse), time.now()), answer);
    },
    ...(hasVendorKeys && {
      setVendorLimit(station: string, connector: number, amps: number, answer: (answer: Answer) => void): void {
        setpoints.push({ at: time.now(), evse: evseAt.get(`${station}/${connector}`)!.id, amps });
        call(station, isAlive, () => stations.get(station)!.setVendorLimit(connector, amps, time.now()), answer);
      },
    }),
    readBack(station, connector, answer) {
      messages += 1;
      if (isOffline(station)) return void time.after(CALL_TIMEOUT * 1_000, () => isAlive() && answer(undefined));
      const running = occupied.get(evseAt.get(`${station}/${connector}`)?.id ?? "")?.session;
      time.after(300 + random() * 700, () => {
        const evse = evseAt.get(`${station}/${connector}`)!;
        const amps = stations.get(station)!.offer(evse, running === undefined ? undefined : { id: running.id, startedAt: running.arrival }, time.now());
        if (isAlive()) answer(Math.min(amps, evse.maxA));
      });
    },
    stop(station, transaction) {
      const running = present.get(transaction);
      if (running !== undefined && !isOffline(station)) running.stopped = true;
    },
  });
  function record(station: string, profile: Profile): void {
    const evse = evseAt.get(`${station}/${profile.evse}`);
    const limit = profile.periods[0]!.limit!;
    if (evse === undefined || profile.purpose === "station") return;
    const said = profile.periods[0]!.setpoint ?? limit;
    const amps = profile.unit === "A" ? said : said / (wiringOf(evse, site.voltage).carKW * 1_000);
    setpoints.push({ at: time.now(), evse: evse.id, amps });
  }

  let generation = 0;
  const start = (): Controller => {
    const own = (generation += 1);
    const controller = createController({
      site: model, stations: infos, port: port(() => own === generation), store: disk.open(), clock: time, scheduler: time, vehicleToGrid,
      policy: { ...DEFAULT_POLICY, ...options.policy }, ...(options.plan !== undefined && { plan: options.plan }),
    });
    for (const name of ["decision", "violation", "quarantine", "shortfall", "fenced"] as const) controller.on(name, (event) => void events.push({ name, event }));
    controller.commission();
    if (options.calendar !== undefined) controller.calendar(siteCalendar(options.calendar));
    if (options.prices !== undefined) controller.prices(options.prices);
    for (const station of stationIds) if (isOffline(station)) controller.disconnected(station);
    for (const { session } of present.values()) controller.started({ transaction: session.id, evse: session.evse, at: session.arrival, wish: session.wish ?? {} });
    return controller;
  };
  let controller = start();

  const at = (moment: Instant, run: () => void): void => void (moment >= from && moment <= to && time.after(moment - from, run));
  for (const session of sessions) {
    at(session.arrival, () => {
      const car: Present = { session, kWh: 0, returnedKWh: 0 };
      present.set(session.id, car);
      occupied.set(session.evse, car);
      if (!isOffline(stationOf(session))) controller.started({ transaction: session.id, evse: session.evse, at: session.arrival, wish: session.wish ?? {} });
    });
    at(session.departure, () => void leave(session));
  }
  for (const fault of faults) {
    if (fault.kind === "offline") {
      at(fault.from, () => controller.disconnected(fault.station));
      at(fault.to, () => {
        for (const { session } of present.values()) if (stationOf(session) === fault.station) controller.started({ transaction: session.id, evse: session.evse, at: session.arrival, wish: session.wish ?? {} });
        controller.connected(fault.station);
      });
    } else if (fault.kind === "reboot") {
      at(fault.at, () => {
        stations.get(fault.station)!.reboot(fault.all === true);
        controller.booted(fault.station);
      });
    } else if (fault.kind === "foreignProfile") {
      at(fault.at, () => stations.get(fault.station)!.intrude({
        id: 9_999, evse: fault.evse, stackLevel: 9, purpose: "transaction", kind: "absolute", unit: "A", receivedAt: time.now(), startSchedule: time.now(), periods: [{ start: 0, limit: fault.amps }],
      }));
    } else if (fault.kind === "crash") {
      at(fault.at, () => {
        controller.stop();
        controller = start();
      });
    } else if (fault.kind === "secondController") at(fault.at, () => void (controller = start()));
  }
  for (const { at: moment, source, signals } of options.signals ?? []) at(moment, () => controller.signals.set(source, signals));

  function stationOf(session: SimulatedSession): string {
    return site.evses.get(session.evse)!.station;
  }

  function leave(session: SimulatedSession, said = saidNow()): void {
    const car = present.get(session.id);
    if (car === undefined) return;
    deliveredKWh[session.id] = car.kWh;
    if (car.returnedKWh > 0) returnedKWh[session.id] = car.returnedKWh;
    why[session.id] = said.get(session.id) ?? "";
    present.delete(session.id);
    if (occupied.get(session.evse) === car) occupied.delete(session.evse);
    stations.get(stationOf(session))!.endTransaction(session.id);
    controller.ended(session.id);
  }

  const saidNow = (): ReadonlyMap<string, string> => new Map(controller.cars().map(({ transaction, why }) => [transaction, why]));
  const overloads = createOverloads(step);
  const loadAt = (node: string): PhaseAmps => options.load?.(node, time.now()) ?? { l1: 0, l2: 0, l3: 0 };
  const sample = (): void => {
    const now = time.now();
    const nodes: Record<string, [number, number, number]> = Object.fromEntries(model.nodes.map(({ id }) => [id, [loadAt(id).l1, loadAt(id).l2, loadAt(id).l3]]));
    const cars: Record<string, number> = {};
    for (const car of present.values()) {
      const evse = site.evses.get(car.session.evse)!;
      const amps = drawOf(car, now);
      cars[car.session.id] = amps;
      const phases = Math.min(car.session.phases ?? evse.phases, stations.get(evse.station)!.phases(evse, { id: car.session.id, startedAt: car.session.arrival }, now)) as 1 | 2 | 3;
      const wiring = wiringOf(evse, site.voltage, phases);
      const kWh = amps * wiring.carKW * step / 3_600;
      if (kWh > 0) car.kWh += kWh;
      else car.returnedKWh -= kWh;
      for (let place = site.places.get(evse.node)!; place >= 0; place = site.parents[place]!) {
        const sum = nodes[site.nodes[place]!.id]!;
        sum[0] += wiring.l1 * amps;
        sum[1] += wiring.l2 * amps;
        sum[2] += wiring.l3 * amps;
      }
      if (!isOffline(evse.station)) controller.measured(evse.id, { amps: phaseAmps(evse.dc === undefined ? Math.min(phases, evse.phases) : 3, amps), at: now, deliveredKWh: car.kWh, ...(car.session.battery !== undefined && { returnedKWh: car.returnedKWh, storedKWh: storedIn(car) }) });
    }
    for (const node of model.nodes) if (node.meter !== undefined) tellMeter(node.id, nodes[node.id]!, now);
    const recurring = options.calendar === undefined ? [] : calendarLimits(options.calendar, now, (now + 1) as Instant);
    const limited = withSignals(model, [...recurring, ...(options.signals ?? []).filter((signal) => signal.at <= now).flatMap(({ signals }) => signals)]);
    for (const node of limited.nodes) overloads.look(node.id, nodes[node.id]!, Object.values(cars), [...nodeLimit(node, now), exportKWAt(node, now)], site.voltage, now);
    samples.push({ at: now, nodes, cars });
    options.during?.(now, controller);
    if (now + step * 1_000 <= to) time.after(step * 1_000, sample);
  };

  /** What is in a car's battery. */
  const storedIn = ({ session: { battery }, kWh, returnedKWh: returned }: Present): number => (battery?.storedKWh ?? 0) + kWh - returned;

  function drawOf(car: Present, now: Instant): number {
    const { session, kWh, stopped: isStopped = false } = car;
    const evse = site.evses.get(session.evse)!;
    const forced = activeFault(faults, "overdraws", evse.id, now);
    if (forced !== undefined) return forced.amps;
    const isFull = session.battery === undefined ? kWh >= session.energyKWh : storedIn(car) >= session.battery.capacityKWh;
    if (isStopped) return 0;
    const offered = stations.get(evse.station)!.offer(evse, { id: session.id, startedAt: session.arrival }, now);
    if (offered < 0) return session.battery === undefined || storedIn(car) <= 0 ? 0 : Math.max(offered, -(evse.maxDischargeA ?? 0));
    if (isFull) return 0;
    const amps = Math.min(offered, evse.maxA, session.maxA ?? Infinity);
    return amps < (evse.dc === undefined ? 6 : 0.1) - 1e-9 ? 0 : amps;
  }

  function tellMeter(node: string, sum: readonly [number, number, number], now: Instant): void {
    const is = (kind: "meterSilent" | "meterNegative" | "meterPhaseMissing"): boolean => activeFault(faults, kind, node, now) !== undefined;
    if (is("meterSilent")) return;
    const sign = is("meterNegative") ? -1 : 1;
    controller.meter(node, { l1: sign * sum[0], ...(!is("meterPhaseMissing") && { l2: sign * sum[1] }), l3: sign * sum[2], at: now });
  }

  time.after(1_000, sample);
  time.runUntil(to);
  const said = saidNow();
  for (const { session } of present.values()) leave(session, said);
  controller.stop();
  return { samples, overloads: overloads.list(), deliveredKWh, returnedKWh, messages, setpoints, log: disk.setPoints(), events, why };
}

function phaseAmps(phases: number, amps: number): number[] {
  return [0, 1, 2].map((phase) => (phase < phases ? amps : 0));
}

/** Collects the times at which a limit is passed. */
function createOverloads(step: number) {
  const open = new Map<string, { node: string; limit: string; from: Instant; seconds: number; by: number }>();
  const closed: { node: string; limit: string; from: Instant; seconds: number; by: number }[] = [];
  return {
    look(node: string, sum: readonly [number, number, number], cars: readonly number[], limits: readonly [number, number, number, number, number], voltage: number, now: Instant): void {
      const kW = (sum[0] + sum[1] + sum[2]) * voltage / 1_000;
      // Without cars that give back it is the sun's matter.
      const givesBack = cars.some((amps) => amps < 0);
      const values = [...sum.map((amps) => (givesBack ? Math.abs(amps) : amps)), kW, givesBack ? -kW : 0];
      values.forEach((value, row) => {
        const limit = ["L1", "L2", "L3", "kW", "export kW"][row]!;
        const key = `${node} ${limit}`;
        const by = value - limits[row]!;
        const known = open.get(key);
        if (by <= 1e-6) {
          if (known !== undefined) closed.push(known);
          open.delete(key);
        } else if (known === undefined) open.set(key, { node, limit, from: now, seconds: step, by });
        else Object.assign(known, { seconds: known.seconds + step, by: Math.max(known.by, by) });
      });
    },
    list: () => [...closed, ...open.values()],
  };
}

/** Numbers in [0, 1) from a seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
