import { CpoError, silentLogger, type Cancel, type Clock, type Logger, type Random, type Scheduler } from "@cpokit/kernel";
import type { CallOutcome, PeerOptions, StationLink } from "@cpokit/ocpp";
import { waitAfter } from "./back-off.ts";
import type { ClientDisconnected, OcppClient, StationOptions } from "./client-options.ts";
import { Connection, type ConnectionSettings } from "./connection.ts";
import { createDeliveries } from "./deliveries.ts";
import { connectionHooks, guarded, type Channel, type ConnectionChannels } from "./hooks.ts";
import { createMessageIds } from "./message-ids.ts";
import type { MessageSocket } from "./message-socket.ts";
import type { PingPolicy } from "./ping-policy.ts";
import { randomPrefix } from "./random-prefix.ts";
import { stationUrl } from "./station-url.ts";
import { startSweeper } from "./sweeper.ts";

/** An attempt to connect. */
export interface Dialled {
  cancel(): void;
}

/** What comes of an attempt: exactly one of them, unless it is cancelled. */
export interface DialEvents {
  /** Listeners for messages are set before it returns. */
  opened(socket: MessageSocket & { readonly protocol: string }): void;
  /** `status` when the other side answered by HTTP; the reason is then what it said. */
  failed(failure: { readonly reason: string; readonly status: number | undefined }): void;
}

/** What a client needs of the place where it runs. */
export interface Platform {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly ping: PingPolicy;
  readonly channels?: ConnectionChannels & {
    readonly connected: Channel<{ readonly link: StationLink; readonly role: "station" }>;
    readonly disconnected: Channel<{ readonly link: StationLink; readonly role: "station"; readonly code: number; readonly reason: string }>;
  };
  /** Calls its events later, never before it returns. */
  dial(url: string, subprotocols: readonly string[], events: DialEvents): Dialled;
}

/** A station's client on any platform. @throws `ocpp-ws.url`. */
export function createStationClient(options: StationOptions, platform: Platform): OcppClient {
  const { clock = platform.clock, scheduler = platform.scheduler, random = platform.random, logger = silentLogger, backOff = {} } = options;
  const { channels } = platform;
  const url = stationUrl(options.url, options.identity);
  const settingsOf = createSettings(options, { clock, logger, channels }, { ended, closed, booting });
  const newConnectionId = createMessageIds(randomPrefix());
  const deliveries = createDeliveries({ scheduler, policy: options.delivery ?? {}, undelivered: options.undelivered ?? [], send: call });
  const stopSweeper = startSweeper(clock, scheduler, (now, isLate) => current?.sweep(now, isLate));
  const gone = new Map<Connection, () => void>();
  const waiting: { readonly resolve: (link: StationLink) => void; readonly reject: (error: CpoError) => void }[] = [];
  let current: Connection | undefined;
  let dialling: Dialled | undefined;
  let cancelRetry: Cancel | undefined;
  let failures = 0;
  let isBooted = false;
  /** The connection ends because we connect again at once. */
  let isHurried = false;
  let isOver = false;
  connect();

  return {
    identity: options.identity,
    get link() {
      return current;
    },
    connected() {
      if (current !== undefined) return Promise.resolve(current);
      if (isOver) return Promise.reject(notConnecting());
      return new Promise((resolve, reject) => void waiting.push({ resolve, reject }));
    },
    call,
    deliver: deliveries.add,
    undelivered: deliveries.waiting,
    send(action, payload) {
      if (current === undefined) throw new CpoError("ocpp-ws.offline", "There is no connection to send on; wait for connected().", { action });
      current.send(action, payload);
    },
    write: (text) => current?.write(text),
    drop: () => current?.cut(1006, "The connection was dropped."),
    reconnect() {
      if (isOver) return;
      if (current !== undefined) {
        isHurried = true;
        current.close(1000, "The station connects again.");
        return;
      }
      cancelRetry?.();
      dialling?.cancel();
      connect();
    },
    close: (code = 1000, reason = "The station closes the connection.") => {
      const leaving = current;
      giveUp();
      dialling?.cancel();
      cancelRetry?.();
      if (leaving === undefined) return Promise.resolve();
      return new Promise((resolve) => {
        gone.set(leaving, resolve);
        leaving.close(code, reason);
      });
    },
  };

  async function call(...[action, payload, callOptions]: Parameters<OcppClient["call"]>): Promise<CallOutcome> {
    return current?.call(action, payload, callOptions) ?? { outcome: "closed", sent: false };
  }

  function connect(): void {
    cancelRetry = undefined;
    dialling = platform.dial(url, options.protocols.map(({ subprotocol }) => subprotocol), {
      opened(socket) {
        dialling = undefined;
        failures = 0;
        const origin = { id: newConnectionId(), identity: options.identity, tcp: { remoteAddress: url }, since: clock.now(), ping: platform.ping };
        const link = (current = new Connection(origin, socket, settingsOf(socket.protocol)));
        const { onConnected } = options;
        if (onConnected !== undefined) guarded(logger, "onConnected", () => onConnected(link));
        if (channels?.connected.hasSubscribers === true) channels.connected.publish({ link, role: "station" });
        for (const { resolve } of waiting.splice(0)) resolve(link);
        deliveries.open(isBooted);
      },
      failed({ reason, status }) {
        dialling = undefined;
        retry({ link: undefined, code: 1006, reason, status });
      },
    });
  }

  /** Until its boot is accepted, a station sends nothing else (1.6 §4.2, 2.x B02, B03). */
  function booting(outcome: Promise<CallOutcome>): void {
    void outcome.then(
      (answer) => {
        if (answer.outcome !== "result") return;
        isBooted = hasStatus(answer.payload, "Accepted");
        deliveries.open(isBooted && current !== undefined);
      },
      // Whoever made the call hears of it.
      () => undefined,
    );
  }

  function ended(connection: Connection, code: number, reason: string): void {
    current = undefined;
    deliveries.open(false);
    if (channels?.disconnected.hasSubscribers === true) channels.disconnected.publish({ link: connection, role: "station", code, reason });
    retry({ link: connection, code, reason, status: undefined });
  }

  function closed(connection: Connection): void {
    gone.get(connection)?.();
    gone.delete(connection);
  }

  function retry(how: Omit<ClientDisconnected, "retryIn">): void {
    const retryIn = isOver ? undefined : isHurried ? 0 : waitAfter((failures += 1), typeof backOff === "function" ? backOff() : backOff, random);
    isHurried = false;
    if (retryIn === undefined) giveUp();
    else cancelRetry = scheduler.after(retryIn, connect, { keepAlive: true });
    const { onDisconnected } = options;
    if (onDisconnected !== undefined) guarded(logger, "onDisconnected", () => onDisconnected({ ...how, retryIn }));
  }

  function giveUp(): void {
    isOver = true;
    stopSweeper();
    deliveries.stop();
    for (const { reject } of waiting.splice(0)) reject(notConnecting());
  }
}

function notConnecting(): CpoError {
  return new CpoError("ocpp-ws.closed", "This client does not connect any more; make a new one.", {});
}

function hasStatus(payload: unknown, status: string): boolean {
  return typeof payload === "object" && payload !== null && "status" in payload && payload.status === status;
}

/** The settings of the connections of each version, made once. */
function createSettings(
  options: StationOptions,
  { clock, logger, channels }: { readonly clock: Clock; readonly logger: Logger; readonly channels: ConnectionChannels | undefined },
  ends: Pick<ConnectionSettings, "ended" | "closed" | "booting">,
): (subprotocol: string) => ConnectionSettings {
  const { handler, callTimeout = 30_000, handlerTimeout = 60_000, mode = "strict", repair, signing } = options;
  const hooks = connectionHooks(options, clock, logger, channels);
  const made = new Map(options.protocols.map((protocol) => {
    const peer: PeerOptions = {
      protocol, role: "station", handler, clock, newMessageId: createMessageIds(randomPrefix()), mode, callTimeout, handlerTimeout, report: hooks.report,
      ...(repair && { repair }), ...(signing && { signing }),
    };
    return [protocol.subprotocol, { peer, unreadableFrames: 16, outputBytes: 1_048_576, ...hooks, ...ends }] as const;
  }));
  return (subprotocol) => {
    const settings = made.get(subprotocol);
    if (settings !== undefined) return settings;
    throw new CpoError("ocpp-ws.subprotocol", `The central system chose ${subprotocol}, which was not offered.`, { subprotocol });
  };
}
