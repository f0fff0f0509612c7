/**
 * What one message costs the gateway: CPU time of the server process, as a ratio to a bare ws server in the same run. Servers run in
 * processes of their own and take short turns, so that a busy machine disturbs all of them alike; a
 * ratio is the median of the ratios within one round.
 */
import { startServer, type ServerName, type ServerProcess } from "./child.ts";
import { connectStation, type LoadStation } from "./load.ts";
import { BOOT_V16, MIX_V16, MIX_V201, type Request } from "./messages.ts";

const STATIONS = 50;
const ROUNDS = 21;
/** Rounds that do not count: the compiler of the engine is still at work, on the same clock. */
const WARM_UP = 8;

/** Who speaks which version. */
const SERVERS: Readonly<Record<"1.6" | "2.0.1", readonly ServerName[]>> = {
  "1.6": ["bare", "cpokit", "ocpp-rpc", "ocpp-ts"],
  "2.0.1": ["bare", "cpokit", "ocpp-rpc", "node-ts-ocpp"],
};

/** Those that compile their schemas anew for every message get fewer of them. */
const SLOW: ReadonlySet<ServerName> = new Set<ServerName>(["ocpp-ts", "node-ts-ocpp"]);

export async function run(): Promise<void> {
  await compare("1.6 station to CSMS, us CPU per message", SERVERS["1.6"], requests("ocpp1.6", MIX_V16));
  await compare("2.0.1 station to CSMS, us CPU per message", SERVERS["2.0.1"], requests("ocpp2.0.1", MIX_V201));
  await compare("1.6 CSMS to station, us CPU per call", SERVERS["1.6"], calls());
  await compare("1.6 connect and boot, us CPU per station", SERVERS["1.6"], boots());
  await compare("1.6 idle station, bytes of JS heap", SERVERS["1.6"].filter((name) => !SLOW.has(name)), idle(), 1);
}

/** One way to measure one server: prepares, then measures a round as often as asked. */
type Scenario = (server: ServerProcess, isSlow: boolean) => Promise<{ readonly round: () => Promise<number>; readonly end: () => void }>;

async function compare(title: string, names: readonly ServerName[], scenario: Scenario, rounds = ROUNDS): Promise<void> {
  const servers = await Promise.all(names.map(startServer));
  const prepared = await Promise.all(servers.map((server, place) => scenario(server, SLOW.has(names[place]!))));
  const measured = rounds === 1 ? await Promise.all(prepared.map(async ({ round }) => [await round()])) : await takeTurns(prepared, rounds);
  for (const { end } of prepared) end();
  for (const { end } of servers) end();
  const medians = measured.map((values) => median(values));
  const ratios = measured.map((values) => median(values.map((value, round) => value / measured[0]![round]!)));
  console.log(`${title.padEnd(44)}${names.map((name) => name.padStart(14)).join("")}`);
  console.log(`${"".padEnd(44)}${medians.map((value) => value.toFixed(rounds === 1 ? 0 : 1).padStart(14)).join("")}`);
  console.log(`${"  ratio to bare".padEnd(44)}${ratios.map((value) => value.toFixed(2).padStart(14)).join("")}`);
}

async function takeTurns(prepared: readonly { readonly round: () => Promise<number> }[], rounds: number): Promise<number[][]> {
  const measured: number[][] = prepared.map(() => []);
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (const step of prepared.keys()) {
      const place = (step + WARM_UP + round) % prepared.length;
      const value = await prepared[place]!.round();
      if (round >= 0) measured[place]!.push(value);
    }
  }
  return measured;
}

function requests(subprotocol: string, mix: readonly Request[]): Scenario {
  return async (server, isSlow) => {
    const perStation = isSlow ? 1 : 40;
    const stations = await connectAll(server, subprotocol, mix, STATIONS);
    return {
      round: async () => {
        const before = await server.ask({ ask: "cpu" });
        await Promise.all(stations.map((station) => station.ask(perStation)));
        return ((await server.ask({ ask: "cpu" })) - before) / (perStation * STATIONS);
      },
      end: () => endAll(stations),
    };
  };
}

function calls(): Scenario {
  const perStation = 40;
  return async (server) => {
    const stations = await connectAll(server, "ocpp1.6", MIX_V16, STATIONS);
    return {
      round: async () => (await server.ask({ ask: "call", times: perStation })) / (perStation * STATIONS),
      end: () => endAll(stations),
    };
  };
}

function boots(): Scenario {
  const count = 100;
  return async (server) => ({
    round: async () => {
      const before = await server.ask({ ask: "cpu" });
      const stations = await connectAll(server, "ocpp1.6", BOOT_V16, count);
      await Promise.all(stations.map((station) => station.ask(1)));
      const value = ((await server.ask({ ask: "cpu" })) - before) / count;
      endAll(stations);
      return value;
    },
    end: () => {},
  });
}

function idle(): Scenario {
  const count = 1_500;
  return async (server) => ({
    round: async () => {
      const warm = await connectAll(server, "ocpp1.6", MIX_V16, 50);
      await Promise.all(warm.map((station) => station.ask(20)));
      const before = await server.ask({ ask: "heap" });
      const stations = await connectAll(server, "ocpp1.6", MIX_V16, count);
      await Promise.all(stations.map((station) => station.ask(1)));
      await new Promise((resolve) => void setTimeout(resolve, 7_000));
      const value = ((await server.ask({ ask: "heap" })) - before) / count;
      endAll([...warm, ...stations]);
      return value;
    },
    end: () => {},
  });
}

let identities = 0;

async function connectAll({ port }: ServerProcess, subprotocol: string, mix: readonly Request[], count: number): Promise<LoadStation[]> {
  const stations: LoadStation[] = [];
  while (stations.length < count) {
    const batch = Math.min(100, count - stations.length);
    stations.push(...(await Promise.all(Array.from({ length: batch }, () => connectStation(port, `CS-${(identities += 1)}`, subprotocol, mix)))));
  }
  return stations;
}

function endAll(stations: readonly LoadStation[]): void {
  for (const station of stations) station.end();
}

function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)]!;
}
