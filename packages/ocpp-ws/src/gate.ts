import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { CpoError, silentLogger, type Clock, type Scheduler } from "@cpokit/kernel";
import { createBudget } from "./budget.ts";
import { Connection, type ConnectionSettings } from "./connection.ts";
import { channels } from "./diagnostics.ts";
import { createHall, type Hall } from "./hall.ts";
import { judgeHandshake, refuseUpgrade, type HandshakeRules, type Verdict } from "./handshake.ts";
import { guarded } from "./hooks.ts";
import type { ConnectionInfo, OcppServerOptions } from "./options.ts";
import { isThenable } from "./promise.ts";
import { randomPrefix } from "./random-prefix.ts";
import { createRegistry, type Registry } from "./registry.ts";
import { createMessageIds } from "./message-ids.ts";
import { normalPrefix } from "./station-url.ts";
import { createWaitingRoom } from "./waiting-room.ts";

/** Lets stations in. */
export interface Gate {
  readonly registry: Registry;
  /** Counts a TCP connection that has sent nothing yet, or cuts it when there are too many. */
  greet(socket: Socket, isSecure: boolean): void;
  /** Counts a TCP connection no more: somebody else decides over it. */
  letGo(socket: Socket): void;
  /** The listener of upgrade requests below a path; `isAlone` tells whether nobody else answers those of other paths. */
  listener(place: { readonly path: string; readonly tlsTerminated: boolean }, isAlone: () => boolean): (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** What belongs to one version. @throws `ocpp-ws.unknownProtocol` when the server does not speak it. */
  hallOf(protocol: { readonly subprotocol: string }): Hall;
  /** Refuses all further handshakes, and those that are not decided yet. */
  shut(): void;
}

/** How a station learns that a newer connection of its identity took over. */
const REPLACED = { code: 1008, reason: "Replaced by a newer connection of this station." };

export function createGate(options: OcppServerOptions, ports: { readonly clock: Clock; readonly scheduler: Scheduler }): Gate {
  const { clock, scheduler } = ports;
  const { protocols, limits = {}, timeouts = {}, logger = silentLogger, duplicates = "replace", ping: usualPing = { interval: 30_000, within: 20_000 } } = options;
  const registry = createRegistry();
  const ends: Pick<ConnectionSettings, "ended" | "closed"> = {
    ended(connection, code, reason) {
      const replaced = !registry.end(connection);
      logger.info({ identity: connection.identity, code, reason, replaced }, "A station disconnected.");
      const { onDisconnected } = options;
      if (onDisconnected !== undefined) guarded(logger, "onDisconnected", () => onDisconnected(connection, { code, reason, replaced }));
      if (channels.disconnected.hasSubscribers) channels.disconnected.publish({ link: connection, role: "csms", code, reason });
    },
    closed: (connection) => registry.forget(connection),
  };
  const halls = new Map(protocols.map((protocol) => [protocol.subprotocol, createHall(protocol, options, clock, ends)]));
  const undecided = new Set<Duplex>();
  const waitingRoom = createWaitingRoom(limits.silentSockets ?? 10_000, limits.handshakesPerAddress ?? Number.POSITIVE_INFINITY);
  const newConnectionId = createMessageIds(randomPrefix());
  const hasBudget = createBudget(clock, limits.handshakesPerSecond ?? Number.POSITIVE_INFINITY);
  let isShut = false;

  return {
    registry,
    hallOf,
    greet: waitingRoom.greet,
    letGo: waitingRoom.leave,
    listener({ path, tlsTerminated }, isAlone) {
      const prefix = normalPrefix(path);
      const rules: HandshakeRules = {
        protocols, prefix, assume: options.assumeProtocol, identityLength: limits.identityLength ?? 255, authenticate: options.authenticate,
        minimumProfile: options.minimumProfile ?? 0, tlsTerminated,
      };
      return (request, socket, head) => {
        if (request.url?.startsWith(`${prefix}/`) === true || isAlone()) admit(request, socket, head, rules);
      };
    },
    shut() {
      isShut = true;
      for (const socket of undecided) refuseUpgrade(socket, 503, "The central system is restarting. Try again soon.");
    },
  };

  function hallOf({ subprotocol }: { readonly subprotocol: string }): Hall {
    const hall = halls.get(subprotocol);
    if (hall !== undefined) return hall;
    throw new CpoError("ocpp-ws.unknownProtocol", `This server does not speak ${subprotocol}; add it to its protocols.`, { subprotocol });
  }

  function admit(request: IncomingMessage, socket: Duplex, head: Buffer, rules: HandshakeRules): void {
    const onError = (error: Error): void => logger.debug({ error: error.message }, "A socket failed during its handshake.");
    socket.on("error", onError);
    const { handshakes = 1_000, connections = Number.POSITIVE_INFINITY } = limits;
    if (isShut || !waitingRoom.admits(request.socket) || undecided.size >= handshakes || registry.size >= connections || !hasBudget()) {
      refuse(503, "The central system is busy. Try again soon.");
      return;
    }
    const verdict = judge(request, rules);
    if (isThenable(verdict)) void decideLater(verdict);
    else decide(verdict);

    async function decideLater(promised: Promise<Verdict>): Promise<void> {
      undecided.add(socket);
      const cancel = scheduler.after(timeouts.handshake ?? 10_000, () => refuse(503, "The central system is too slow. Try again soon."));
      const settled = await promised.catch(failed);
      cancel();
      undecided.delete(socket);
      if (socket.writable) decide(settled);
    }

    function decide(settled: Verdict): void {
      waitingRoom.leave(request.socket);
      if (settled.outcome === "refused") {
        refuse(settled.status, settled.reason, settled);
        return;
      }
      socket.off("error", onError);
      upgrade(request, socket, head, settled);
    }

    function refuse(status: number, reason: string, { identity, byApplication = false }: { readonly identity?: string; readonly byApplication?: boolean } = {}): void {
      const refusal = { path: pathOf(request), remoteAddress: request.socket.remoteAddress ?? "", status, reason };
      if (channels.refused.hasSubscribers) channels.refused.publish(refusal);
      logger.info(refusal, "A handshake was refused.");
      const { onRefused } = options;
      if (onRefused !== undefined) guarded(logger, "onRefused", () => onRefused({ ...refusal, ...(identity === undefined ? {} : { identity }), byApplication }));
      refuseUpgrade(socket, status, reason);
    }
  }

  function judge(request: IncomingMessage, rules: HandshakeRules): Verdict | Promise<Verdict> {
    try {
      const verdict = judgeHandshake(request, rules);
      if (duplicates === "replace") return verdict;
      return isThenable(verdict) ? verdict.then(judgeDuplicate) : judgeDuplicate(verdict);
    } catch (error) {
      return failed(error);
    }
  }

  async function judgeDuplicate(verdict: Verdict): Promise<Verdict> {
    const old = verdict.outcome === "admitted" ? registry.current(verdict.identity) : undefined;
    if (old === undefined || duplicates === "replace") return verdict;
    const stays = duplicates === "refuse" || (await old.answersWithin(duplicates.probe, scheduler));
    return stays ? { outcome: "refused", status: 409, reason: "This station is connected already." } : verdict;
  }

  function failed(error: unknown): Verdict {
    logger.error({ error }, "A handshake failed.");
    return { outcome: "refused", status: 500, reason: "The central system could not decide over this connection. Try again later." };
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, { identity, protocol, ping }: Verdict & { readonly outcome: "admitted" }): void {
    const { sockets, settings } = hallOf(protocol);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const frames = webSocket.extensions === "" ? socket : undefined;
      const origin = { id: newConnectionId(), identity, tcp: request.socket, since: clock.now(), ping: ping ?? usualPing, frames };
      const connection = new Connection(origin, webSocket, settings);
      registry.install(connection)?.close(REPLACED.code, REPLACED.reason);
      logger.info({ identity, subprotocol: protocol.subprotocol }, "A station connected.");
      const { onConnected } = options;
      if (onConnected !== undefined) guarded(logger, "onConnected", () => onConnected(connection, infoOf(connection)));
      if (channels.connected.hasSubscribers) channels.connected.publish({ link: connection, role: "csms" });
    });
  }
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "/";
}

/** What `connections()` tells of a connection. */
export function infoOf(connection: Connection): ConnectionInfo {
  const { identity, remoteAddress, since, protocol } = connection;
  return { link: connection, identity, remoteAddress, since, subprotocol: protocol.subprotocol };
}
