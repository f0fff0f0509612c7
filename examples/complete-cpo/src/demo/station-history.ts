import { createUlids, instant, minutes, seconds, silentLogger, wh, type Instant, type Logger, type Scheduler } from "@cpokit/kernel";
import type { IncomingCall } from "@cpokit/ocpp";
import { createMemoryNetwork, createStation, createVirtualTime, timeToFull, type EvseHardware, type Station, type Vehicle } from "@cpokit/simulator";
import type { Store, Unit } from "@cpokit/storage";
import { createCpo } from "../cpo.ts";
import { openBatchStore } from "./batch-store.ts";
import { randomOf, whoComes } from "./drivers.ts";
import { DEMO_SITES, type DemoStation } from "./network.ts";
import { HABITS, planVisits, type Visit } from "./patterns.ts";
import { faultsOf, LOST } from "./troubles.ts";

/** The time of which there is a history. */
export interface HistoryWindow {
  readonly from: Instant;
  readonly until: Instant;
}

export interface StationHistory {
  readonly store: Store;
  readonly station: DemoStation;
  readonly window: HistoryWindow;
  /** Troubles are dated by it. */
  readonly brokenBefore: Instant;
  /** Where its meters stand, in Wh. */
  readonly meterStart: number;
  readonly seed: number;
  readonly logger: Logger;
}

/** What is decided and written within the history itself; nobody outside is told of the past as if it were news. */
const SUBSCRIPTIONS: ReadonlySet<string> = new Set(["bill", "correct", "usage", "alerts", "recovery", "subscriptions", "payouts", "vouchers", "loyalty"]);

/**
 * Lets one station live through the window in virtual time, with drivers who come and go, against a CPO of the same wiring on the clock of
 * the past. All of it is written in the unit: sessions, journals, CDRs, decisions over tokens, availability, alerts.
 */
export async function writeHistory(unit: Unit, { store, station, window, brokenBefore, meterStart, seed, logger }: StationHistory): Promise<void> {
  const end = station.trouble === "offline" ? instant(Math.min(window.until, brokenBefore - LOST)) : window.until;
  if (end - window.from < minutes(30)) return;
  const name = `${station.identity} ${window.from}`;
  const random = randomOf(seed, name);
  const time = createVirtualTime(window.from);
  const { clock } = time;
  const ids = createUlids({ clock, random: randomOf(seed, `${name} ids`) });
  const batch = openBatchStore({ unit, store, clock, ids, subscriptions: SUBSCRIPTIONS });
  // Nothing that waits for a deadline runs by itself: what the past left open, the present looks after.
  const scheduler: Scheduler = { afterTurn: time.scheduler.afterTurn, after: () => () => undefined };
  const past = createCpo({ store: batch, clock, scheduler, ids, random: randomOf(seed, `${name} numbers`), logger: { ...silentLogger, error: logger.error } });
  await past.deliver();

  const connections: Promise<void>[] = [];
  const network = createMemoryNetwork({
    handler: rarelyBeating(past.csms.handler), clock, scheduler: time.scheduler,
    connected: (link) => void connections.push(past.csms.connected(link)),
    disconnected: (link) => void connections.push(past.csms.disconnected(link, "the line was lost")),
  });
  const simulated = createStation({
    ...station, open: network.open, clock, scheduler: time.scheduler, random, meterStart: wh(meterStart),
    settings: { meterInterval: station.evses[0]?.powerType === "DC" ? minutes(5) : minutes(15) },
    faults: faultsOf(station, clock, brokenBefore),
  });
  simulated.start();
  planDrivers(simulated, station, { from: instant(window.from + minutes(5)), until: instant(end - minutes(5)) }, seed, time.scheduler, clock.now());

  for (let next = time.next(); next !== undefined && next < end; next = time.next()) {
    await time.runUntil(next);
    await batch.quiet();
  }
  await time.runUntil(end);
  simulated.stop();
  await Promise.all(connections);
  await batch.quiet();
}

/** Months of heartbeats say nothing. */
function rarelyBeating(handler: ReturnType<typeof createCpo>["csms"]["handler"]): (call: IncomingCall) => ReturnType<typeof handler> {
  return async (call) => {
    const reply = await handler(call);
    if (call.action !== "BootNotification" || !("response" in reply)) return reply;
    return { response: { ...(reply.response as object), interval: 86_400 } };
  };
}

function planDrivers(simulated: Station, station: DemoStation, window: HistoryWindow, seed: number, scheduler: Scheduler, now: Instant): void {
  const site = DEMO_SITES.find(({ id }) => id === station.location);
  if (site === undefined) throw new Error(`The station ${station.identity} of the demonstration has no site.`);
  for (const hardware of station.evses) {
    const random = randomOf(seed, `${station.identity}/${hardware.number} ${window.from}`);
    const visits = planVisits(site.pattern, site.timeZone, window, random);
    const forgets = station.trouble === "forgetful" ? visits[Math.floor(visits.length * 0.8) + hardware.number] : undefined;
    for (const visit of visits) {
      const { token, car } = whoComes(site.id, random);
      const leaves = departure(visit, car, hardware, HABITS[site.pattern].leavesWhenFull);
      const connector = 1 + Math.floor(random() * hardware.connectors);
      const justUnplugs = random() < 0.15;
      at(visit.at, () => simulated.plugIn(hardware.number, car, connector));
      at(visit.at + seconds(20), () => void simulated.swipe(hardware.number, token));
      if (visit === forgets) at(visit.at + minutes(25), () => simulated.powerLoss(minutes(6), "lost"));
      else if (!justUnplugs) at(leaves - seconds(30), () => stopsCharging(simulated, hardware.number, token));
      at(leaves, () => void simulated.unplug(hardware.number));
    }
  }

  function at(moment: number, run: () => void): void {
    scheduler.after(moment - now, run);
  }
}

/** Only who has the right to charge may end it; a card that was refused would begin something. */
function stopsCharging(station: Station, evse: number, token: Parameters<Station["swipe"]>[1]): void {
  if (station.view(evse).grant !== undefined) void station.swipe(evse, token);
}

/** When the driver takes the car away. */
function departure(visit: Visit, car: Vehicle, { powerType, maxPower }: EvseHardware, leavesWhenFull: boolean): Instant {
  if (!leavesWhenFull || powerType !== "DC") return visit.until;
  const full = timeToFull(car, { kind: "DC", power: maxPower });
  return full === undefined ? visit.until : instant(Math.min(visit.until, visit.at + full + minutes(4)));
}
