import type { IncomingMessage, Server as HttpServer, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { createServer as createHttpsServer, Server as HttpsServer, type ServerOptions as TlsOptions } from "node:https";
import { CpoError, silentLogger, type Instant, type Logger } from "@cpokit/kernel";
import { systemClock, systemScheduler } from "@cpokit/kernel/system";
import type { Messages, Protocol, StationLink } from "@cpokit/ocpp";
import { closeAll } from "./closing.ts";
import { createGate, infoOf } from "./gate.ts";
import { createServer as createHttpServer } from "./node-http.ts";
import type { TypedHandler } from "./handlers.ts";
import type { ConnectionInfo, OcppServerOptions } from "./options.ts";
import { startSweeper } from "./sweeper.ts";

/** Where a server listens. */
export interface ListenOptions {
  /** 0 for any free port. */
  readonly port: number;
  readonly host?: string;
  /** Stations connect to `<path>/<identity>`; `/` when absent. */
  readonly path?: string;
  /** Certificate and key, and `requestCert: true` with `ca` for client certificates (security profiles 2 and 3). */
  readonly tls?: TlsOptions;
  /** True when a proxy in front does TLS, so that a plain connection counts as TLS for the security profile. */
  readonly tlsTerminated?: boolean;
  /** A server that another central system is attached to and that takes this upgrade request instead: several of them, e.g. one per tenant, on one port. */
  readonly elsewhere?: (request: IncomingMessage) => HttpServer | undefined;
}

/** A central system's end of OCPP-J over WebSocket. */
export interface OcppServer {
  /** Listens on a port of its own. @throws `ocpp-ws.listen` when the port cannot be had. */
  listen(options: ListenOptions): Promise<{ readonly port: number }>;
  /** Takes the upgrade requests below `path` of a server of yours, and leaves all others alone. */
  attach(server: HttpServer | HttpsServer, options?: Pick<ListenOptions, "path" | "tlsTerminated">): void;
  /** Sets the handler of one action of one version, before the handler for all. @throws `ocpp-ws.unknownAction`, `ocpp-ws.unknownProtocol`. */
  handle<M extends Messages, Name extends keyof M & string>(protocol: Protocol<M>, action: Name, handler: NoInfer<TypedHandler<M, Name>>): void;
  /** Who is connected. */
  connections(): readonly ConnectionInfo[];
  /** The current connection of a station. */
  link(identity: string): StationLink | undefined;
  /** Changes certificate and key of the TLS ports of its own, for new connections. */
  setTls(tls: TlsOptions): void;
  /**
   * Stops accepting, lets running handlers and calls finish, closes all connections with 1012 one after the other, and resolves when
   * they are gone; what is left after `within` ms (10,000 when absent) is cut.
   */
  close(options?: { readonly within?: number }): Promise<void>;
}

/**
 * Speaks OCPP-J with stations of all given versions on one port: handshake, security profiles 0 to 3, validation both ways, pings.
 *
 * @example
 * const server = createOcppServer({ protocols: [v21, v201, v16], authenticate });
 * server.handle(v16, "Heartbeat", () => ({ currentTime: new Date().toISOString() }));
 * const { port } = await server.listen({ port: 9000 });
 */
export function createOcppServer(options: OcppServerOptions): OcppServer {
  const { clock = systemClock, scheduler = systemScheduler, logger = silentLogger, timeouts = {} } = options;
  const gate = createGate(options, { clock, scheduler });
  const { registry } = gate;
  const ownServers: (HttpServer | HttpsServer)[] = [];
  const detachments: (() => void)[] = [];
  const stopSweeper = startSweeper(clock, scheduler, sweep);
  let closing: Promise<void> | undefined;
  if (options.authenticate === undefined) logger.warn({}, "No authenticate is given: every station may connect.");

  return {
    listen({ port, host, path = "/", tls, tlsTerminated = false, elsewhere }) {
      const { handshake = 10_000 } = timeouts;
      const patience = { headersTimeout: handshake, requestTimeout: handshake, connectionsCheckingInterval: 1_000 };
      const server = tls === undefined ? createHttpServer(patience, refuseRequest) : createHttpsServer({ ...patience, handshakeTimeout: handshake, ...tls }, refuseRequest);
      ownServers.push(server);
      server.on("connection", (socket: Socket) => gate.greet(socket, tls !== undefined));
      const admit = gate.listener({ path, tlsTerminated }, () => true);
      server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const other = elsewhere?.(request);
        if (other === undefined) return admit(request, socket, head);
        gate.letGo(request.socket);
        other.emit("upgrade", request, socket, head);
      });
      return listening(server, port, host, logger);
    },

    attach(server, { path = "/", tlsTerminated = false } = {}) {
      const listener = gate.listener({ path, tlsTerminated }, () => server.listenerCount("upgrade") === 1);
      server.on("upgrade", listener);
      detachments.push(() => void server.off("upgrade", listener));
    },

    handle(protocol, action, handler) {
      gate.hallOf(protocol).handlers.add(action, handler);
    },

    connections: () => Array.from(registry.open(), infoOf),
    link: (identity) => registry.current(identity),

    setTls(tls) {
      for (const server of ownServers) if (server instanceof HttpsServer) server.setSecureContext(tls);
    },

    close: ({ within = 10_000 } = {}) => (closing ??= shutDown(within)),
  };

  function sweep(now: Instant, isLate: boolean): void {
    for (const connection of registry.open()) connection.sweep(now, isLate);
  }

  async function shutDown(within: number): Promise<void> {
    gate.shut();
    for (const detach of detachments) detach();
    const closed = ownServers.map((server) => new Promise<void>((resolve) => void server.close(() => resolve())));
    await closeAll(registry, within, scheduler);
    for (const server of ownServers) server.closeAllConnections();
    await Promise.all(closed);
    stopSweeper();
  }
}

/** Answers plain HTTP requests. */
function refuseRequest(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { "content-type": "text/plain; charset=utf-8", upgrade: "websocket", connection: "close" });
  response.end("Charging stations connect here by OCPP over WebSocket.\n");
}

function listening(server: HttpServer, port: number, host: string | undefined, logger: Logger): Promise<{ readonly port: number }> {
  return new Promise((resolve, reject) => {
    server.on("error", (error) => {
      logger.error({ error, port }, "A port of the central system failed.");
      reject(new CpoError("ocpp-ws.listen", `The server cannot listen on port ${port}; choose another one.`, { port, host: host ?? "" }, error));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve({ port: typeof address === "object" && address !== null ? address.port : port });
    });
  });
}
