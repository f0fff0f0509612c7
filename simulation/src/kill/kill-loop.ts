import { setTimeout as pause } from "node:timers/promises";
import { createUlids, instant, silentLogger } from "@cpokit/kernel";
import { systemRandom, systemScheduler as scheduler } from "@cpokit/kernel/system";
import type { Version } from "@cpokit/ocpp";
import { createStore } from "@cpokit/storage";
import { between, createRandom, createSocketLine } from "@cpokit/simulator";
import { createCore } from "../core.ts";
import { T0, WIRE_STATION } from "../crash/story.ts";
import { furnish } from "../place.ts";
import { auditBooks, type Audit } from "./audit.ts";
import { createBusyStation } from "./busy-station.ts";
import { bundleChild, startChild } from "./child-process.ts";
import { openDriver, type StoreAddress } from "./store-address.ts";

export interface KillLoopOptions {
  readonly store: StoreAddress;
  readonly kills: number;
  readonly stations: number;
  /** Draws the moments of the kills. */
  readonly seed: number;
  readonly progress?: (text: string) => void;
}

export interface KillLoopReport extends Audit {
  readonly kills: number;
  /** Messages that were answered. */
  readonly acknowledged: number;
}

/** How many messages a process acknowledges at most before it is marked for death, and how long it lives on then, in ms. */
const MOST_ACKNOWLEDGED = 30;
const LAST_MOMENTS = 20;
const VERSIONS: readonly Version[] = ["1.6", "2.0.1", "2.1"];
/** Everything that the stations tell is history by then, and young enough to be believed. */
const AHEAD = T0 + 30 * 86_400_000 - Date.now();

/** Kills a CPO under load again and again, lets it come to rest, and compares its books with what it acknowledged. */
export async function runKillLoop({ store: address, kills, stations: count, seed, progress }: KillLoopOptions): Promise<KillLoopReport> {
  const random = createRandom(seed);
  const bundle = await bundleChild();
  const clock = { now: () => instant(Date.now() + AHEAD) };
  const ids = createUlids({ clock, random: systemRandom });
  const store = createStore(openDriver(address), { clock, scheduler, random: systemRandom, ids });
  const core = createCore({ store, clock, scheduler, ids, random: systemRandom, logger: silentLogger });
  const known = Array.from({ length: count }, (_, index) => ({ ...WIRE_STATION, identity: `CS-${index + 1}` }));
  await store.transaction((unit) => furnish(unit, core.billing, known, "ENERGY"));

  let child = await startChild(bundle, { store: address, port: 0, ahead: AHEAD });
  const { port } = child;
  const open = createSocketLine({ url: `ws://127.0.0.1:${port}` });
  const stations = known.map(({ identity }, index) => createBusyStation({ identity, version: VERSIONS[index % VERSIONS.length]!, open, scheduler }));
  const acknowledged = (): number => stations.reduce((sum, station) => sum + station.acknowledged, 0);
  for (const station of stations) station.begin();

  for (let kill = 1; kill <= kills; kill += 1) {
    // Counted in messages, so that it works under load on slow machines too; then at any moment.
    const enough = acknowledged() + between(random, 1, MOST_ACKNOWLEDGED);
    while (acknowledged() < enough) await pause(2);
    await pause(between(random, 0, LAST_MOMENTS));
    await child.kill();
    if (kill % 50 === 0) progress?.(`${kill} kills, ${acknowledged()} messages acknowledged`);
    child = await startChild(bundle, { store: address, port, ahead: AHEAD });
  }
  await Promise.all(stations.map((station) => station.finish()));
  for (const station of stations) station.leave();
  const audit = await auditBooks(core, stations);
  await child.kill();
  await store.close();
  return { kills, acknowledged: acknowledged(), ...audit };
}
