import { hours, instant, seconds } from "@cpokit/kernel";
import { createPeer, type Peer, type StationLink, type Version } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createGoldenWorld, journalOf, STATION } from "./golden-world.ts";
import type { RecordedLine } from "./recording.ts";

const PROTOCOLS = { "1.6": v16, "2.0.1": v201, "2.1": v21 } as const;

/** What came of recorded frames when they came in again. */
export interface Replay {
  /** Journal entries as JSON, in the order of their commits. */
  readonly journal: readonly string[];
  /** What the central system wrote. */
  readonly out: readonly string[];
}

/** Hands the recorded frames of a station to a new CPO, each at its time. */
export async function replayTraffic(version: Version, traffic: readonly RecordedLine[]): Promise<Replay> {
  const world = await createGoldenWorld();
  const { time, machine } = world;
  const { clock } = time;
  const out: string[] = [];
  let links = 0;
  let current: { readonly link: StationLink; readonly peer: Peer } | undefined;
  machine.start();
  await time.advance(seconds(1));
  const server = machine.current;
  if (server === undefined) throw new Error("The CPO of the replay did not start.");

  const connect = async (): Promise<void> => {
    await server.admit(STATION.identity);
    const link: StationLink = {
      id: `link-${(links += 1)}`, identity: STATION.identity, protocol: PROTOCOLS[version],
      call: (action, payload, options) => peer.call(action, payload, options),
      close: () => undefined,
    };
    const peer: Peer = createPeer({ role: "csms", protocol: link.protocol, clock, newMessageId: () => `csms-${clock.now()}`, handler: server.handler, report: (of, fault) => server.fault(of, fault) }, { link, write: (text) => void out.push(text) });
    current = { link, peer };
    server.connected(link);
  };

  for (const entry of traffic) {
    await time.runUntil(entry.at);
    if ("in" in entry) current?.peer.receive(entry.in);
    else if ("line" in entry && entry.line === "connected") await connect();
    else if ("line" in entry && current !== undefined) {
      current.peer.close();
      server.disconnected(current.link, "the line was lost");
      current = undefined;
    }
    await time.settle();
  }
  await time.runUntil(instant(Math.max(clock.now(), (traffic.at(-1)?.at ?? 0)) + hours(1)));
  return { out, journal: journalOf(world) };
}
