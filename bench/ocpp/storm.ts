/**
 * Ten thousand stations on one server process: they connect, boot and send heartbeats, all lose their connection at once, and all come
 * back as fast as they can. Every request must be answered.
 */
import { startServer } from "./child.ts";
import { connectStation, type LoadStation } from "./load.ts";
import { BOOT_V16 } from "./messages.ts";

const STATIONS = 10_000;
const HEARTBEATS = 3;
/** Handshakes that the stations have under way at the same time. */
const AT_ONCE = 500;

export async function run(): Promise<void> {
  const server = await startServer("cpokit");
  const first = await arrive(server.port);
  report("connected and booted", first);
  const beating = await timed(() => Promise.all(first.stations.map((station) => station.ask(HEARTBEATS))));
  console.log(`${"heartbeats".padEnd(32)}${rate(STATIONS * HEARTBEATS, beating)}`);
  for (const station of first.stations) station.end();
  const second = await arrive(server.port);
  report("storm: all back and booted", second);
  console.log(`${"JS heap of the server".padEnd(32)}${((await server.ask({ ask: "heap" })) / 1_048_576).toFixed(0)} MiB`);
  for (const station of second.stations) station.end();
  server.end();
}

interface Arrival {
  readonly stations: readonly LoadStation[];
  readonly milliseconds: number;
}

/** Connects all stations; each sends its boot notification and waits for the answer. */
async function arrive(port: number): Promise<Arrival> {
  const stations: LoadStation[] = [];
  let next = 0;
  const milliseconds = await timed(() => Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let place = next++; place < STATIONS; place = next++) {
      const station = await connectStation(port, `CS-${place}`, "ocpp1.6", BOOT_V16);
      await station.ask(1);
      stations.push(station);
    }
  })));
  if (stations.length !== STATIONS) throw new Error(`Only ${stations.length} of ${STATIONS} stations were answered.`);
  return { stations, milliseconds };
}

function report(title: string, { stations, milliseconds }: Arrival): void {
  console.log(`${title.padEnd(32)}${rate(stations.length, milliseconds)}`);
}

function rate(count: number, milliseconds: number): string {
  return `${count} answered in ${(milliseconds / 1_000).toFixed(1)} s, ${Math.round((count / milliseconds) * 1_000)} per second`;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}
