import { CpoError, type Cancel, type Instant } from "@cpokit/kernel";
import { explainUncontrolled } from "../explain/explain.ts";
import { limitUses, type HeldBecause } from "../explain/limit-use.ts";
import { defineSite, evseOf, placeOf, type Site } from "../site/define-site.ts";
import { limitsAt, ROWS, type SiteLimits } from "../site/limits.ts";
import { assertFallbacks, worstMilliamps } from "../safety/commission.ts";
import { createSafety } from "../safety/safety.ts";
import { batteryOrders } from "./battery-orders.ts";
import { createBuildingLoad } from "./building-load.ts";
import type { SiteCalendar } from "./calendar.ts";
import { createCar, measure, type Car } from "./car.ts";
import { decide, isBoosted, modeOf } from "./demands.ts";
import { createDemandPeak } from "./demand-peak.ts";
import { createDevices } from "./devices.ts";
import { energyOf, gridPower } from "./energy.ts";
import { createFollowing } from "./following.ts";
import { purposeAt } from "./ladder.ts";
import { createMessageBudget } from "./message-budget.ts";
import { createPlanner } from "./planner.ts";
import { DEFAULT_POLICY, type ControllerEvents, type Policy } from "./ports.ts";
import { createSender } from "./sender.ts";
import { createSetPointLog } from "./set-point-log.ts";
import { switchPhases } from "./switch-phases.ts";
import { createSignals, withSignals } from "./signals.ts";
import { targetOf } from "./target.ts";
import type { Controller, ControllerOptions } from "./types.ts";

/** @throws `smart-charging.site` for a model that cannot be used. */
export function createController(options: ControllerOptions): Controller {
  const { clock, scheduler, port, store } = options;
  const policy: Policy = { ...DEFAULT_POLICY, ...options.policy };
  const base = defineSite(options.site);
  const kept = store.load();
  const safety = createSafety(base, kept?.entries, { clockSkewSeconds: policy.clockSkewSeconds });
  const ladder = new Map(Object.entries(kept?.ladder ?? {}));
  const stations = new Map(Object.entries(options.stations));
  const online = new Set<string>();
  const cars = new Map<string, Car>();
  const byEvse = new Map<string, Car>();
  const building = createBuildingLoad(policy.loadWindowSeconds);
  const devices = createDevices(base);
  const signals = createSignals();
  let calendar: SiteCalendar | undefined;
  const demand = createDemandPeak(kept?.demand);
  const log = createSetPointLog();
  const listeners = new Map<keyof ControllerEvents, Set<(event: never) => void>>();
  let site: Site = base;
  let state: "running" | "stopped" = "running";
  let pending: Cancel | undefined;
  let tick: Cancel | undefined;

  const tell = <Name extends keyof ControllerEvents>(name: Name, event: ControllerEvents[Name]): void => {
    for (const listen of listeners.get(name) ?? []) (listen as (event: ControllerEvents[Name]) => void)(event);
  };
  const quarantine = (evse: string, why: string): void => {
    if (safety.entry(evse).quarantine !== undefined) return;
    safety.quarantine(evse, why);
    tell("quarantine", { at: clock.now(), evse, why });
    soon();
  };
  const sender = createSender({
    site: base, safety, port, store, clock, policy, stations, ladder, log, onQuarantine: quarantine,
    beside() {
      const peak = demand.kept(clock.now());
      return peak === undefined ? {} : { demand: peak };
    },
    onFenced() {
      stop();
      tell("fenced", { at: clock.now() });
    },
    onFault(car, why) {
      if (!following.strike(car, why)) return false;
      car.forceSend = true;
      return true;
    },
    onAnswer: () => soon(),
  });
  const following = createFollowing({ site: base, safety, onQuarantine: quarantine });
  const budget = createMessageBudget(policy.messagesPerSecond, clock.now());

  function stop(): void {
    state = "stopped";
    pending?.();
    tick?.();
  }

  function soon(): void {
    if (state === "stopped" || pending !== undefined) return;
    pending = scheduler.after(policy.coalesceMs, decideNow);
  }

  function rest(): void {
    tick?.();
    const slot = policy.slotMinutes * 60_000;
    // Plans change at the edges of slots, so no time is lost there.
    if (state === "running") tick = scheduler.after(Math.min(policy.tickSeconds * 1_000, slot - (clock.now() % slot)), decideNow);
  }

  const inForce = (now: Instant) => [...signals.inForce(now), ...(calendar?.inForce(now) ?? []), ...demand.limits(now)];

  function limitsNow(now: Instant): SiteLimits {
    const limits = inForce(now);
    site = limits.length === 0 ? base : defineSite(withSignals(options.site, limits));
    return limitsAt(site, { at: now, loads: building.loads(now), rampMarginA: policy.rampMarginA });
  }

  const canGive = base.model.evses.some(({ maxDischargeA = 0 }) => maxDischargeA > 0);
  const exportsNow = (now: Instant): SiteLimits | undefined => (canGive ? options.vehicleToGrid?.limitsAt(site, { at: now, lows: building.lows(now), rampMarginA: policy.rampMarginA }) : undefined);

  const isControlled = (car: Car): boolean => online.has(evseOf(base, car.evse).station) && safety.entry(car.evse).quarantine === undefined;
  const reserveA = (evse: string): number => worstMilliamps(base, evseOf(base, evse), safety.entry(evse).hasFallback) / 1_000;

  const isProven = (evse: string): boolean => evseOf(base, evse).leaseSafe === "verified" && safety.entry(evse).hasFallback;
  const heldBecause = (evse: string): HeldBecause => {
    if (safety.entry(evse).quarantine !== undefined) return "quarantine";
    if (!online.has(evseOf(base, evse).station)) return "silent";
    return isProven(evse) ? "free" : "unproven";
  };

  function decideNow(): void {
    pending?.();
    pending = undefined;
    if (state === "stopped") return;
    const now = clock.now();
    for (const car of cars.values()) safety.learnPhases(car.evse, car.phasesUsed);
    const limits = limitsNow(now);
    const controlled = [...cars.values()].filter(isControlled);
    const sunKW = building.surplusKW(base, now);
    for (const car of controlled) switchPhases(base, car, sunKW, stations.get(evseOf(base, car.evse).station)?.capabilities.switchesPhases === true, now, policy);
    planner.look(controlled, { now, signals: inForce(now), loads: building.loads(now), buildingKW: energyNow(now).building?.kW });
    const decisions = decide(controlled, {
      site, now, policy, reserveA, surplusKW: sunKW,
      limits: safety.roomFor(limits, now, new Set(controlled.map(({ evse }) => evse))),
      planned: (transaction) => planner.ampsOf(transaction, now),
    });
    const exports = exportsNow(now);
    const given = exports === undefined ? new Map<string, number>() : options.vehicleToGrid!.shares(controlled, {
      site, now, exports: safety.exportRoomFor(exports, now, new Set(controlled.map(({ evse }) => evse))), leaseSeconds: policy.leaseSeconds + policy.clockSkewSeconds,
      stationOf: (evse) => stations.get(evseOf(base, evse).station), planned: (transaction) => planner.ampsOf(transaction, now),
    });
    const isOver = [...safety.roomFor(limits, now).room].some((room) => room < 0);
    const useOf = limitUses({ site, now, limits, decisions, reserveA, isProven, heldAt: (evse) => ({ because: heldBecause(evse), rows: safety.reserved(evse, now) }) });
    for (const car of cars.values()) if (!isControlled(car)) sayUncontrolled(car, now);
    const targets = decisions.map((decision) => targetOf(decision, { use: useOf(decision.share), isOver, givenA: given.get(decision.car.transaction) ?? 0, now, policy, safety, reserveA, updateSeconds: stations.get(evseOf(base, decision.car.evse).station)?.updateSeconds ?? 0 })).filter((target) => target !== undefined)
      .sort((a, b) => rank(b.evse) - rank(a.evse))
      .map((target) => budget.inTurn(target, safety.held(target.evse, now), now)).filter((target) => target !== undefined);
    const paused = new Set(controlled.filter(({ evse }) => safety.held(evse, now) === 0));
    const gave = new Set(controlled.filter(({ evse }) => (safety.held(evse, now) ?? 0) < 0));
    const orders = safety.commit(targets, limits, now, policy.leaseSeconds, exports);
    sender.send(orders.map((order) => ({ order, car: carAt(order.evse)! })));
    for (const order of orders) {
      const car = carAt(order.evse)!;
      delete car.forceSend;
      if (paused.has(car) !== (order.amps === 0) && order.amps >= 0 && !gave.has(car)) car.switchedAt = now;
      if (order.change !== "renew") tell("decision", { at: now, evse: order.evse, transaction: car.transaction, amps: order.amps, why: car.why, ...(car.use !== undefined && { use: car.use }) });
    }
    orderBatteries(limits, exports, now);
    sender.keepLog();
    rest();
  }

  function orderBatteries(limits: SiteLimits, exports: SiteLimits | undefined, now: Instant): void {
    const plan = planner.plan();
    if (port.setBattery === undefined || plan === undefined || plan.batteries.length === 0) return;
    const { grid, battery } = energyNow(now);
    const orders = batteryOrders(plan, {
      site, now, devices, room: safety.roomFor(limits, now), needKW: grid.isMeasured ? grid.kW - (battery?.kW ?? 0) : undefined, plannedSurplusKW: planner.question()?.surplus?.kW[0] ?? 0,
      ...(exports !== undefined && { exportRoomKW: safety.exportRoomFor(exports, now).room[3]! }),
    });
    for (const { battery: id, watts } of orders) port.setBattery(id, watts);
  }

  const energyNow = (now: Instant) => energyOf(site, now, { grid: building.metered(base.nodes[0]!.id), devices, cars: cars.values() });

  function sayUncontrolled(car: Car, now: Instant): void {
    delete car.use;
    const reason = { worstA: safety.envelope(car.evse, now) / 1_000, quarantine: safety.entry(car.evse).quarantine };
    car.reason = reason;
    car.why = explainUncontrolled(reason);
  }

  const rank = (evse: string): number => {
    const car = carAt(evse)!;
    return (car.wish.priority ?? 0) + (isBoosted(car, clock.now()) ? 1_000 : 0);
  };
  const carAt = (evse: string): Car | undefined => byEvse.get(evse);

  function carOf(transaction: string): Car {
    const car = cars.get(transaction);
    if (car === undefined) throw new CpoError("smart-charging.unknown-session", `There is no running session "${transaction}" at this site.`, { transaction });
    return car;
  }

  const planner = createPlanner({ model: options.site, site: base, policy, solve: options.plan, envelope: options.flexibility, devices, demand, reserveA, onShortfall: (event) => tell("shortfall", event) });

  for (const [station] of stations) online.add(station);
  rest();
  return {
    safety,
    commission() {
      assertFallbacks(base);
      for (const evse of base.model.evses) sender.installFallback(evse);
    },
    connected(station) {
      online.add(station);
      soon();
    },
    disconnected(station) {
      online.delete(station);
      soon();
    },
    booted(station) {
      online.add(station);
      for (const evse of base.model.evses) {
        if (evse.station !== station) continue;
        // Its profiles may be gone or not: they count until their leases are over, and are sent again.
        const car = byEvse.get(evse.id);
        if (car !== undefined) car.forceSend = true;
        sender.installFallback(evse);
      }
      soon();
    },
    started({ transaction, reference = transaction, evse, at, wish = {}, hasId = true }) {
      const model = evseOf(base, evse);
      const before = byEvse.get(evse);
      if (before !== undefined && before.transaction !== transaction) cars.delete(before.transaction);
      const known = cars.get(transaction);
      const car = known ?? createCar({ transaction, reference, evse, startedAt: at, wish, hasId });
      car.hasId = hasId;
      if (known === undefined) {
        car.rung = ladder.get(stations.get(model.station)?.kind ?? "") ?? 0;
        // What was set for an earlier transaction may still count, but it does not reach this one.
        car.forceSend = true;
      }
      cars.set(transaction, car);
      byEvse.set(evse, car);
      soon();
    },
    ended(transaction) {
      const car = cars.get(transaction);
      if (car === undefined) return;
      cars.delete(transaction);
      byEvse.delete(car.evse);
      safety.ended(car.evse, purposeAt(car.rung, car.hasId) !== "transaction");
      soon();
    },
    measured(evse, { amps, at, deliveredKWh, returnedKWh, storedKWh }) {
      const car = carAt(evse);
      const least = (evseOf(base, evse).maxDischargeA ?? 0) > 0 ? -5_000 : 0;
      const usable = amps.filter((one) => Number.isFinite(one) && one >= least && one < 5_000);
      if (car === undefined || usable.length !== amps.length || amps.length === 0) return;
      if (deliveredKWh !== undefined && Number.isFinite(deliveredKWh)) car.deliveredKWh = Math.max(car.deliveredKWh, deliveredKWh);
      if (returnedKWh !== undefined && Number.isFinite(returnedKWh)) car.returnedKWh = Math.max(car.returnedKWh, returnedKWh);
      if (storedKWh !== undefined && storedKWh >= 0) car.storedKWh = storedKWh;
      measure(car, amps, at, safety.held(evse, clock.now()), { minA: evseOf(base, evse).minA, probeMinutes: policy.probeMinutes });
      if (following.check(car, clock.now())) car.forceSend = true;
      log.measured(evse, Math.max(...amps) > 0 ? Math.max(...amps) : Math.min(...amps), clock.now());
      soon();
    },
    meter(node, reading) {
      const place = placeOf(base, node);
      const now = clock.now();
      building.read(base, node, reading, {
        cars: cars.values(), battery: devices.batteryA(node, now),
        mostOf: (evse) => safety.reserved(evse, now), mostBackOf: (evse) => safety.givenBack(evse, now), answers: (evse) => online.has(evseOf(base, evse).station),
      });
      const kW = place === 0 ? gridPower(reading, Infinity, base.voltage / 1_000, now) : undefined;
      if (kW !== undefined && demand.read(kW, reading.at)) sender.keep();
      const limits = limitsNow(now);
      const over = [0, 1, 2].some((row) => limits.room[place * ROWS + row]! + limits.load[place * ROWS + row]! < [reading.l1 ?? 0, reading.l2 ?? 0, reading.l3 ?? 0][row]!);
      if (!over) return soon();
      tell("violation", { at: now, what: `the meter of ${node} is above its limit` });
      decideNow();
    },
    generator(id, reading) {
      devices.readGenerator(id, reading);
      soon();
    },
    battery(id, reading) {
      devices.readBattery(id, reading);
      soon();
    },
    energy() {
      const now = clock.now();
      limitsNow(now);
      return energyNow(now);
    },
    session: (transaction) => ({
      set(wish) {
        const car = carOf(transaction);
        car.wish = { ...car.wish, ...wish };
        soon();
      },
      boost(until) {
        carOf(transaction).boostUntil = until;
        decideNow();
      },
    }),
    signals: {
      set(source, list, aliveSeconds) {
        signals.set(source, list, clock.now(), aliveSeconds);
        decideNow();
      },
      alive: (source) => signals.alive(source, clock.now()),
    },
    calendar(given) {
      if (given !== undefined) assertFallbacks(defineSite(given.atWorst(options.site)));
      calendar = given;
      decideNow();
    },
    prices(list) {
      planner.prices(list);
      soon();
    },
    forecast(given) {
      planner.forecast(given);
      soon();
    },
    demand: {
      set(tariff) {
        demand.tariff(tariff);
        soon();
      },
      history(means) {
        demand.history(means, clock.now());
        sender.keep();
        soon();
      },
      peak: () => demand.kept(clock.now()),
    },
    flexibility: (asked = {}) => planner.flexibility(asked),
    plan: () => planner.plan(),
    needs(evse, { energyKWh, departure, maxA, minA, maxTuples }) {
      const car = carAt(evse);
      if (car === undefined || !isControlled(car)) return "Rejected";
      car.wish = {
        ...car.wish,
        ...(energyKWh !== undefined && { targetKWh: car.deliveredKWh + energyKWh }), ...(departure !== undefined && { departure }),
        ...(maxA !== undefined && maxA > 0 && { maxA }), ...(minA !== undefined && { minA }),
      };
      if (maxTuples !== undefined) car.maxTuples = maxTuples;
      car.scheduleUntil = departure ?? ((clock.now() + 12 * 3_600_000) as Instant);
      car.forceSend = true;
      // What is in flight is answered first; then the promised profile leaves.
      if (safety.isBusy(evse)) return "Processing";
      decideNow();
      return "Accepted";
    },
    carSchedule(evse, { unit, periods }) {
      const car = carAt(evse);
      if (car === undefined) return "Rejected";
      const now = clock.now();
      const model = evseOf(base, evse);
      const allowed = Math.max(0, safety.held(evse, now) ?? model.fallbackA);
      const perAmp = unit === "A" ? 1 : base.voltage * (car.phasesUsed ?? model.phases);
      if (Math.max(0, ...periods.map(({ limit }) => limit / perAmp)) <= allowed * 1.05 + 1) return "Accepted";
      tell("violation", { at: now, what: `the car at ${evse} plans more than the ${allowed} A that it was given` });
      car.forceSend = true;
      soon();
      return "Rejected";
    },
    explain: (transaction) => carOf(transaction).why,
    cars: () => [...cars.values()].map((car) => ({
      transaction: car.transaction, evse: car.evse, mode: modeOf(car, clock.now()), wish: car.wish, ...(isBoosted(car, clock.now()) && { boostUntil: car.boostUntil! }), heldA: safety.held(car.evse, clock.now()) ?? reserveA(car.evse), wantedA: car.givesA === undefined || car.givesA === 0 ? car.share?.amps ?? 0 : -car.givesA, why: car.why, reason: car.reason, ...(car.use !== undefined && { use: car.use }),
    })),
    release(evse) {
      safety.release(evse);
      const car = carAt(evse);
      if (car !== undefined) [car.strikes, car.rung] = [0, 0];
      soon();
    },
    on(name, listen) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listen));
      return () => void set.delete(listen);
    },
    decide: decideNow,
    stop,
  };
}
