import type { Clock, Instant, Scheduler } from "@cpokit/kernel";
import { createPeer, type CallHandler, type Peer, type PeerFault, type StationLink } from "@cpokit/ocpp";
import type { ChannelEvents, OpenChannel, StationChannel } from "./channel.ts";

/** One text frame on a memory line. */
export interface MemoryFrame {
  readonly identity: string;
  /** From the central system's side. */
  readonly direction: "in" | "out";
  readonly text: string;
  readonly at: Instant;
}

export interface MemoryNetworkOptions {
  /** The central system: answers every valid CALL of every station. */
  readonly handler: CallHandler;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  /** Milliseconds that a frame travels; none when absent. */
  readonly delay?: number;
  readonly connected?: (link: StationLink) => void;
  readonly disconnected?: (link: StationLink) => void;
  readonly frame?: (frame: MemoryFrame) => void;
  /** What either side finds wrong with a frame. */
  readonly fault?: (link: StationLink, fault: PeerFault) => void;
}

/** Lines between stations and a central system in one process: real frames through two strict peers, but no sockets. */
export interface MemoryNetwork {
  readonly open: OpenChannel;
  /** The newest line of a station, from the central system's side. */
  link(identity: string): StationLink | undefined;
  /** While false no line can be opened. */
  reachable: boolean;
}

export function createMemoryNetwork(options: MemoryNetworkOptions): MemoryNetwork {
  const links = new Map<string, StationLink>();
  let opened = 0;
  let messages = 0;
  const newMessageId = (): string => String((messages += 1));

  const network: MemoryNetwork = {
    reachable: true,
    link: (identity) => links.get(identity),
    open({ identity, protocol }, events) {
      if (!network.reachable) return Promise.resolve(undefined);
      const line = createLine(options, { id: `memory-${(opened += 1)}`, identity, protocol, newMessageId, events, closed: (link) => {
        if (links.get(identity) === link) links.delete(identity);
      } });
      links.set(identity, line.link);
      options.connected?.(line.link);
      return Promise.resolve(line.channel);
    },
  };
  return network;
}

interface LineOptions extends Pick<StationLink, "id" | "identity" | "protocol"> {
  newMessageId(): string;
  readonly events: ChannelEvents;
  closed(link: StationLink): void;
}

function createLine(network: MemoryNetworkOptions, line: LineOptions): { readonly link: StationLink; readonly channel: StationChannel } {
  const { clock, scheduler } = network;
  const { id, identity, protocol, newMessageId, events } = line;
  let isOpen = true;
  let lastCall: string | undefined;

  /** Frames arrive in the order in which they left, after the code that sent them is done. */
  const travel = (direction: MemoryFrame["direction"], text: string, receiver: () => Peer): void => {
    if (!isOpen) return;
    network.frame?.({ identity, direction, text, at: clock.now() });
    const arrive = (): void => {
      if (!isOpen) return;
      receiver().receive(text);
      watch(receiver());
    };
    if (network.delay === undefined) void Promise.resolve().then(arrive);
    else scheduler.after(network.delay, arrive);
  };

  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stationPeer.close();
    centralPeer.close();
    line.closed(link);
    network.disconnected?.(link);
    events.closed();
  };

  const link: StationLink = {
    id, identity, protocol,
    call(action, payload, options) {
      const outcome = centralPeer.call(action, payload, options);
      watch(centralPeer);
      return outcome;
    },
    close,
  };
  const shared = { protocol, clock, newMessageId, ...(network.fault === undefined ? {} : { report: network.fault }) };
  const centralPeer: Peer = createPeer({ ...shared, role: "csms", handler: network.handler }, {
    link, write: (text) => travel("out", text, () => stationPeer),
  });
  const stationPeer: Peer = createPeer({ ...shared, role: "station", handler: ({ action, payload }) => events.answer(action, payload) }, {
    link,
    write(text) {
      if (text.startsWith("[2,")) lastCall = text;
      travel("in", text, () => centralPeer);
    },
  });

  /** Applies the timeouts of a peer for as long as it waits for something. */
  const watched = new Set<Peer>();
  const watch = (peer: Peer): void => {
    if (watched.has(peer) || peer.isIdle || !isOpen) return;
    watched.add(peer);
    scheduler.after(1_000, () => {
      watched.delete(peer);
      peer.sweep(clock.now());
      watch(peer);
    });
  };

  const channel: StationChannel = {
    call(action, payload) {
      const outcome = stationPeer.call(action, payload);
      watch(stationPeer);
      return outcome;
    },
    write: (text) => travel("in", text, () => centralPeer),
    repeat() {
      if (lastCall !== undefined) travel("in", lastCall, () => centralPeer);
    },
    close,
    cut: close,
  };
  return { link, channel };
}
