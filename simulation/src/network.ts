import type { Clock, Random, Scheduler } from "@cpokit/kernel";
import { createPeer, type CallHandler, type Peer, type PeerFault, type StationLink } from "@cpokit/ocpp";
import { between, type ChannelEvents, type OpenChannel, type StationChannel } from "@cpokit/simulator";
import { happens } from "./dice.ts";

/** The central system as the network reaches it. */
export interface Server {
  /** Whether the identity may connect. */
  admit(identity: string): Promise<boolean>;
  readonly handler: CallHandler;
  connected(link: StationLink): void;
  disconnected(link: StationLink, reason: string): void;
  fault(link: StationLink, fault: PeerFault): void;
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>;
}

/** How bad the network is. Shares are percentages of frames. */
export interface Weather {
  /** Milliseconds that a frame travels. */
  readonly delay: readonly [least: number, most: number];
  /** The line breaks with this frame, before or after it arrives. */
  readonly cut: number;
  /** Of the frames with which a line breaks: only a part of the text arrives. */
  readonly torn: number;
  /** The frame vanishes, and the line stays. */
  readonly loss: number;
  /** The frame is late, and others overtake it. */
  readonly reorder: number;
  /** The frame arrives twice. */
  readonly duplicate: number;
  /** Of broken lines: what was on its way still arrives, late, perhaps after the next line is open. */
  readonly limbo: number;
  /** Of broken lines and dead peers: the other side notices only after a minute or two (F13). */
  readonly halfOpen: number;
}

/** How late a frame is that others overtake, in ms. */
const LATE = [20, 5_000] as const;

export const CALM: Weather = { delay: [0, 0], cut: 0, torn: 0, loss: 0, reorder: 0, duplicate: 0, limbo: 0, halfOpen: 0 };

export interface NetworkOptions {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** The process that listens now, if any. */
  readonly server: () => Server | undefined;
  readonly weather: () => Weather;
  /** Hears of each kind of trouble as it happens. */
  readonly trouble?: (kind: keyof Weather) => void;
  readonly frame?: (frame: { readonly identity: string; readonly direction: "in" | "out"; readonly text: string }) => void;
}

/** Real frames between strict peers, over lines that break in every way that lines break. */
export interface Network {
  readonly open: OpenChannel;
  /** Breaks the line of a station, as a cut cable does. */
  cut(identity: string): void;
}

export function createNetwork(options: NetworkOptions): Network {
  const { scheduler, random, weather } = options;
  const lines = new Map<string, Line>();
  let opened = 0;
  let messages = 0;
  const newMessageId = (): string => String((messages += 1));

  const travel = (): Promise<void> | undefined => {
    const milliseconds = between(random, ...weather().delay);
    return milliseconds === 0 ? undefined : new Promise((resolve) => void scheduler.after(milliseconds, resolve));
  };

  return {
    async open({ identity, protocol }, events) {
      await travel();
      const server = options.server();
      if (server === undefined) return undefined;
      const isAdmitted = await Promise.race([server.admit(identity).catch(() => false), server.gone.then(() => false)]);
      if (!isAdmitted || options.server() !== server) return undefined;
      const older = lines.get(identity);
      const line = createLine(options, server, { id: `link-${(opened += 1)}`, identity, protocol, newMessageId, events });
      lines.set(identity, line);
      // The newest link wins (Q18); the old one is closed at once, or when its probe went unanswered.
      if (older !== undefined) scheduler.after(happens(random, 50) ? 0 : between(random, 1, 5_000), () => older.link.close(1008, "replaced by a newer connection"));
      server.connected(line.link);
      return line.channel;
    },
    cut: (identity) => lines.get(identity)?.cut(),
  };
}

interface Line {
  readonly link: StationLink;
  readonly channel: StationChannel;
  /** The cable breaks; both sides notice, each in its time. */
  cut(): void;
}

interface LineOptions extends Pick<StationLink, "id" | "identity" | "protocol"> {
  newMessageId(): string;
  readonly events: ChannelEvents;
}

function createLine({ clock, scheduler, random, weather, trouble, frame }: NetworkOptions, server: Server, line: LineOptions): Line {
  const { id, identity, protocol, newMessageId, events } = line;
  let stationIsOpen = true;
  let centralIsOpen = true;
  /** Nothing new gets through; what is on its way arrives or not. */
  let isBroken = false;
  let survives = false;
  let lastCall: string | undefined;
  const lastArrival = { in: 0, out: 0 };

  /** Whether trouble of this kind strikes now. */
  const strikes = (kind: Exclude<keyof Weather, "delay">): boolean => {
    const found = happens(random, weather()[kind]);
    if (found) trouble?.(kind);
    return found;
  };

  /** When a side notices that the other one is gone. */
  const notice = (): number => (strikes("halfOpen") ? between(random, 20_000, 120_000) : between(random, 0, 200));

  const breakCable = (): void => {
    if (isBroken) return;
    isBroken = true;
    survives = strikes("limbo");
  };

  const deliver = (direction: "in" | "out", text: string, isTorn = false): void => {
    const arrive = (): void => {
      if (isBroken && !survives && !isTorn) return;
      const isOpen = direction === "in" ? centralIsOpen : stationIsOpen;
      if (!isOpen) return;
      const peer = direction === "in" ? centralPeer : stationPeer;
      peer.receive(text);
      watch(peer);
    };
    // In the order in which they left, after the code that sent them is done.
    const at = Math.max(lastArrival[direction], clock.now() + between(random, ...weather().delay));
    lastArrival[direction] = at;
    const late = strikes("reorder") ? between(random, ...LATE) : 0;
    if (at + late === clock.now()) void Promise.resolve().then(arrive);
    else scheduler.after(at + late - clock.now(), arrive);
  };

  const send = (direction: "in" | "out", text: string): void => {
    if (isBroken) return;
    frame?.({ identity, direction, text });
    const isCut = strikes("cut");
    if (isCut && strikes("torn")) deliver(direction, text.slice(0, between(random, 1, text.length - 1)), true);
    else if (isCut ? happens(random, 50) : !strikes("loss")) deliver(direction, text);
    if (isCut) cutCable();
    else if (strikes("duplicate")) deliver(direction, text);
  };

  const closeStation = (): void => {
    if (!stationIsOpen) return;
    stationIsOpen = false;
    stationPeer.close();
    events.closed();
  };

  const closeCentral = (reason: string): void => {
    if (!centralIsOpen) return;
    centralIsOpen = false;
    centralPeer.close();
    server.disconnected(link, reason);
  };

  const cutCable = (): void => {
    breakCable();
    scheduler.after(notice(), closeStation);
    scheduler.after(notice(), () => closeCentral("the line was lost"));
  };

  /** The station goes away; the central system notices in its time. */
  const leave = (isClean: boolean): void => {
    if (!stationIsOpen) return;
    closeStation();
    if (isClean) survives = true;
    else breakCable();
    isBroken = true;
    scheduler.after(isClean ? between(random, ...weather().delay) : notice(), () => closeCentral(isClean ? "closed by the station" : "the line was lost"));
  };

  const link: StationLink = {
    id, identity, protocol,
    call(action, payload, callOptions) {
      const outcome = centralPeer.call(action, payload, callOptions);
      watch(centralPeer);
      return outcome;
    },
    close(_code, reason) {
      if (!centralIsOpen) return;
      closeCentral(reason);
      scheduler.after(notice(), closeStation);
    },
  };
  const shared = { protocol, clock, newMessageId };
  const centralPeer: Peer = createPeer({ ...shared, role: "csms", handler: server.handler, report: (of, fault) => server.fault(of, fault) }, { link, write: (text) => send("out", text) });
  const stationPeer: Peer = createPeer({ ...shared, role: "station", handler: ({ action, payload }) => events.answer(action, payload) }, {
    link,
    write(text) {
      if (text.startsWith("[2,")) lastCall = text;
      send("in", text);
    },
  });

  void server.gone.then(() => {
    centralIsOpen = false;
    breakCable();
    survives = true;
    scheduler.after(notice(), closeStation);
  });

  /** Applies the timeouts of a peer for as long as it waits for something. */
  const watched = new Set<Peer>();
  const watch = (peer: Peer): void => {
    if (watched.has(peer) || peer.isIdle || !(peer === centralPeer ? centralIsOpen : stationIsOpen)) return;
    watched.add(peer);
    scheduler.after(5_000, () => {
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
    write: (text) => send("in", text),
    repeat() {
      if (lastCall !== undefined && stationIsOpen) send("in", lastCall);
    },
    close: () => leave(true),
    cut: () => leave(false),
  };
  return { link, channel, cut: cutCable };
}
