import { minutes, seconds, wh, type Clock, type Instant, type Milliseconds, type Scheduler } from "@cpokit/kernel";
import { createTestStationKeys } from "@cpokit/pki";
import { createFleet, createSocketLine, createStation, type Fleet, type Station, type StationKeys, type Traffic } from "@cpokit/simulator";
import { obeyProfiles } from "@cpokit/smart-charging";
import type { Cpo } from "../cpo.ts";
import type { Tenancy } from "../tenants/tenancy.ts";
import type { Tenant } from "../tenants/tenant.ts";
import { startDevices } from "./devices.ts";
import { ALL_DRIVERS, randomOf } from "./drivers.ts";
import { closeMonth } from "./close-month.ts";
import { enterNetwork } from "./enter-network.ts";
import { happen, NEW_FIRMWARE, STATION_WITH_KEYS } from "./happenings.ts";
import { beginHistory, lastRegister, writeHistories, type HistoryProgress } from "./history.ts";
import { DEMO_SITES, DEMO_STATIONS, type DemoStation } from "./network.ts";
import { writeOfficeHistory } from "./office-history.ts";
import { startOutlook } from "./outlook.ts";
import { demoPartner } from "./partner.ts";
import type { Pattern } from "./patterns.ts";
import { officeOf } from "./staff.ts";
import { setTerms } from "./terms.ts";
import { faultsOf } from "./troubles.ts";
import { sendVisitors } from "./visitors.ts";
import { BALANCED_SITES } from "./wiring.ts";

/** A station that is at the wall already, but in no list. */
const STRANGER = "LIS-ORI-4";

/** The demonstration at work. */
export interface Demo {
  /** How far its history has come; the page shows it. */
  history(): HistoryProgress;
  /** Lets the drivers leave and takes the stations off the line. */
  stop(): Promise<void>;
}

export interface DemoPorts {
  readonly main: Pick<Tenant, "cpo" | "app">;
  /** Where its partner lives. */
  readonly tenancy: Tenancy;
  readonly ocppUrl: string;
  /** Of the past. */
  readonly length: Milliseconds;
}

/** How drivers come and go while somebody looks on: busier than life, so that there is something to see. */
const TRAFFIC: Readonly<Record<Pattern, Partial<Traffic>>> = {
  home: { firstArrival: [seconds(20), minutes(40)], gap: [minutes(30), minutes(240)], stay: [minutes(60), minutes(300)] },
  work: { firstArrival: [seconds(10), minutes(25)], gap: [minutes(20), minutes(120)], stay: [minutes(40), minutes(200)] },
  visit: { firstArrival: [seconds(5), minutes(4)], gap: [minutes(8), minutes(60)], stay: [minutes(20), minutes(110)] },
  street: { firstArrival: [seconds(5), seconds(40)], gap: [minutes(8), minutes(80)], stay: [minutes(20), minutes(150)] },
  motorway: { firstArrival: [seconds(5), minutes(2)], gap: [minutes(3), minutes(25)], stay: [minutes(10), minutes(40)] },
};

/**
 * Starts the demonstration: its past is written in the background, and each station whose past is there goes on in the present as a real OCPP
 * station on the CPO's own socket. After a pause of the CPO the time between is written first.
 */
export async function startDemo({ main, tenancy, ocppUrl, length }: DemoPorts): Promise<Demo> {
  const { cpo } = main;
  await enterNetwork(cpo);
  await writeOfficeHistory(cpo, await beginHistory(cpo, length));
  const office = officeOf(main.app);
  const time: { readonly clock: Clock; readonly scheduler: Scheduler } = cpo;
  const controlled: (() => void)[] = [];
  // One after the other: lists show them in this order.
  for (const site of BALANCED_SITES) controlled.push(await cpo.balancing.add(site, time));
  await setTerms(cpo);
  const silence = startDevices(cpo);
  const hush = await startOutlook(cpo);
  const fleets: Fleet[] = [];
  let progress: HistoryProgress = { done: 0, total: DEMO_STATIONS.length };
  let isOver = false;

  const keys = createTestStationKeys({ commonName: STATION_WITH_KEYS, organization: (await cpo.settings()).name });
  const partner = demoPartner({ office, tenancy, address: () => cpo.roaming.opened()?.baseUrl, scheduler: cpo.scheduler, isOver: () => isOver });
  const happened = happen({ cpo, office, partner, keys, isOver: () => isOver });
  const begun = happened.begin();
  const stranger = knock(cpo, ocppUrl);
  const writing = writeHistories(cpo, {
    length,
    isOver: () => isOver,
    async written(station, { brokenBefore, ...made }) {
      progress = made;
      cpo.live.changed("attention", "");
      if (isOver || station.trouble === "offline") return;
      const fleet = await fleetOf(cpo, station, ocppUrl, { brokenBefore, keys });
      fleets.push(fleet);
      for (const simulated of fleet.stations) sendVisitors(simulated, { scheduler: cpo.scheduler, random: randomOf(cpo.clock.now(), `${station.identity} visitors`) });
      fleet.start();
      void happened.at(station.identity);
    },
  }).then(() => (isOver ? undefined : closeMonth(cpo, office))).catch((error: unknown) => cpo.logger.error({ error }, "The history of the demonstration could not be written; start again to go on with it"));

  return {
    history: () => progress,
    async stop() {
      isOver = true;
      stranger.stop();
      await Promise.all([begun, writing]);
      silence();
      hush();
      for (const release of controlled) release();
      await Promise.all(fleets.map((fleet) => fleet.stop()));
    },
  };
}

/** A station that nobody entered knocks, until it is stopped or taken into service. */
function knock({ clock, scheduler, logger }: Cpo, url: string): Station {
  const station = createStation({ identity: STRANGER, version: "1.6", vendor: "Kerbside", model: "Solo 11", open: createSocketLine({ url, logger }), clock, scheduler, random: randomOf(clock.now(), STRANGER) });
  station.start();
  return station;
}

async function fleetOf(cpo: Cpo, station: DemoStation, ocppUrl: string, { brokenBefore, keys }: { readonly brokenBefore: Instant; readonly keys: StationKeys }): Promise<Fleet> {
  const { identity, version, vendor, model, evses, location } = station;
  const pattern = DEMO_SITES.find(({ id }) => id === location)?.pattern ?? "street";
  const [first, ...others] = ALL_DRIVERS.filter((driver) => driver.site === location).map(({ card }) => ({ value: card.value, type: "ISO14443" }));
  if (first === undefined) throw new Error(`Nobody charges at ${location}.`);
  return createFleet({
    clock: cpo.clock, scheduler: cpo.scheduler,
    // Meters go on where they stood: a register that falls back would be a new meter.
    stations: [{ identity, version, vendor, model, evses, meterStart: wh(await lastRegister(cpo.sessions, cpo.store, identity)), settings: { meterInterval: seconds(10) }, downloads: { firmware: (image) => (image === NEW_FIRMWARE.location ? NEW_FIRMWARE.version : undefined), upload }, ...(identity === STATION_WITH_KEYS && { keys }) }],
    open: createSocketLine({ url: ocppUrl, logger: cpo.logger }),
    random: randomOf(cpo.clock.now(), identity),
    tokens: [first, ...others],
    faults: faultsOf(station, cpo.clock, brokenBefore),
    // Stations read their profiles as the controller means them.
    limits: obeyProfiles,
    startWithin: seconds(2),
    traffic: TRAFFIC[pattern],
  });
}

/** Puts a log where the station was sent with it. */
async function upload(location: string, content: string): Promise<boolean> {
  return (await fetch(location, { method: "PUT", body: content })).ok;
}
