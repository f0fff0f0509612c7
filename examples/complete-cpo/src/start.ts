import { CpoError, hours } from "@cpokit/kernel";
import { createSystemIds, systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import type { Logger } from "@cpokit/kernel";
import { createStore, type Driver } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { IncomingMessage } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { join } from "node:path";
import type { AlertSettings } from "./alert-channels.ts";
import { openBlobs } from "./blob-folder.ts";
import { openDataFolder } from "./data-folder.ts";
import { startDemo, type Demo } from "./demo/demo.ts";
import { clientAddress } from "./http/client-address.ts";
import { createLog } from "./log.ts";
import { createMetrics } from "./process/metrics.ts";
import { createProbes } from "./process/probes.ts";
import { readTls, watchTls, type TlsFiles } from "./process/tls.ts";
import type { RoamingSettings } from "./roaming/settings.ts";
import { createTenancy, MAIN } from "./tenants/tenancy.ts";
import { openTenant, type HttpSettings, type Tenant, type TenantOptions } from "./tenants/tenant.ts";
import { optional } from "./views/optional.ts";
import type { AboutView } from "./wire/overview.ts";
import type { PaymentService } from "./wiring/money.ts";

export interface StartOptions {
  /** Where to keep everything. */
  readonly dataFolder?: string;
  /** Keeps the documents instead of a file in the folder, and is closed with the CPO; without a folder, files of stations stay in memory. */
  readonly driver?: Driver;
  /** Port of page and API; 0 for a free one. */
  readonly port: number;
  /** Port of the OCPP endpoint; 0 for a free one. */
  readonly ocppPort: number;
  readonly host?: string | undefined;
  /** Absent: as the data were begun, and with the demo where there are none. */
  readonly demo?: boolean | undefined;
  /** How many days of past a new demonstration begins with; 30 when absent. */
  readonly demoDays?: number;
  /** Makes a new operator key; the old one stops working. */
  readonly newKey?: boolean;
  readonly logger?: Logger;
  /** The address under which stations reach the page, for uploads; `http://127.0.0.1:<port>` when absent. */
  readonly publicUrl?: string | undefined;
  readonly alerts?: AlertSettings;
  readonly http?: HttpSettings;
  /** Speaks TLS on both ports with these files, which are read anew when they change. */
  readonly tls?: TlsFiles;
  /** Helps stations that are stuck; otherwise what would be done is only written down. */
  readonly recovers?: boolean;
  /** How many days each set-point of smart charging is kept; 365 when absent. */
  readonly setPointDays?: number;
  /** How drivers without a contract pay; the demo has a service that moves no real money. */
  readonly service?: PaymentService;
  /** Who we are among roaming partners; NL-CPO in both roles when absent. */
  readonly roaming?: RoamingSettings;
}

export interface RunningCpo {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** `ws://127.0.0.1:9000`; stations append `/<identity>`. */
  readonly ocppUrl: string;
  /** The operator key where it was just made; later only its hash is known. */
  readonly operatorKey: string | undefined;
  readonly demo: boolean;
  /** Takes no more requests, lets running work finish, and closes everything in order. */
  close(): Promise<void>;
}

/**
 * Starts a complete CPO.
 *
 * @throws `complete-cpo.tls`, `complete-cpo.data-folder`, `complete-cpo.data-locked`, `complete-cpo.listen`, `ocpp-ws.listen`
 */
export async function startCpo(options: StartOptions): Promise<RunningCpo> {
  const logger = options.logger ?? createLog();
  const folder = options.driver === undefined ? openDataFolder(options.dataFolder ?? "data") : undefined;
  const cleanUp: (() => Promise<void> | void)[] = folder === undefined ? [] : [folder.release];
  const close = async (): Promise<void> => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  };
  try {
    const ports = { clock: systemClock, scheduler: systemScheduler, random: systemRandom, ids: createSystemIds(), logger };
    const driver = options.driver ?? createSqliteDriver({ file: folder?.database ?? "" });
    const store = createStore(driver, ports);
    cleanUp.push(() => store.close());
    const { host, publicUrl } = options;
    const files = folder?.path ?? options.dataFolder;
    const tls = options.tls === undefined ? undefined : readTls(options.tls);
    let ownUrl = "";
    let ocppPort = options.ocppPort;
    const startedAt = new Date().toISOString();
    let simulated: Demo | undefined;
    const open = (id: string, own: Pick<TenantOptions, "store" | "demo" | "newKey" | "tenancy" | "settings">): Promise<Tenant> =>
      openTenant({
        id, ports, ...own,
        blobs: openBlobs(files === undefined ? undefined : join(files, "logs", ...(id === MAIN ? [] : [id]))),
        url: () => `${publicUrl ?? ownUrl}${id === MAIN ? "" : `/t/${id}`}`,
        about: ({ demo }) => ({ demo: id === MAIN && (options.demo ?? demo), ...(id === MAIN ? historyOf(simulated) : {}), ocppPort, ocppPath: id === MAIN ? "" : `/ocpp/${id}`, ocppSecure: tls !== undefined || options.http?.tlsTerminated === true, subprotocols: ["ocpp1.6", "ocpp2.0.1", "ocpp2.1"], startedAt }),
        pageFolder: join(import.meta.dirname, "../web/dist"),
        secureCookies: tls !== undefined || publicUrl?.startsWith("https:") === true,
        ...optional({ alerts: options.alerts, recovers: options.recovers, setPointDays: options.setPointDays, roaming: options.roaming, service: options.service, http: options.http }),
      });
    const tenancy = createTenancy({ store, clock: ports.clock, open: (id, settings) => open(id, { store: store.scope(id), demo: false, newKey: false, ...optional({ settings }) }) });
    const main = await open(MAIN, { store, demo: options.demo, newKey: options.newKey === true, tenancy });
    const { cpo, installation, operatorKey } = main;
    cleanUp.push(() => main.close(), () => tenancy.close());
    await tenancy.start(main);

    ocppPort = (await cpo.ocpp.listen({ port: options.ocppPort, ...optional({ host }), elsewhere: tenancy.ocppOf,
      ...(tls === undefined ? {} : { tls: { cert: tls.cert, key: tls.key, ...tls.station } }), ...optional({ tlsTerminated: options.http?.tlsTerminated }),
    })).port;

    const metrics = createMetrics(tenancy);
    cleanUp.push(() => metrics.close());
    let serving = false;
    const probe = createProbes({ store, tenancy, metrics, open: options.http?.openMetrics === true, serving: () => serving });
    const answer = async (request: Request, env: object): Promise<Response> => {
      const begun = performance.now();
      const address = clientAddress(peerOf(env), request.headers.get("x-forwarded-for"), options.http?.proxies ?? []);
      const response = (await probe(request)) ?? (await tenancy.fetch(request, address === undefined ? env : { ...env, address }));
      metrics.request({ method: request.method, status: response.status, seconds: (performance.now() - begun) / 1_000 });
      return response;
    };
    const demo = options.demo ?? installation.demo;
    const server = createAdaptorServer({ fetch: answer, ...(tls === undefined ? {} : { createServer: createHttpsServer, serverOptions: { cert: tls.cert, key: tls.key } }) });
    const port = await listen(server, options.port, host);
    cleanUp.push(() => closeServer(server), () => tenancy.all().forEach((tenant) => tenant.cpo.live.close()));

    const reachable = host === undefined || host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
    ownUrl = `${tls === undefined ? "http" : "https"}://${hostText(reachable)}:${port}`;
    for (const tenant of tenancy.all()) await tenant.listening();
    if (demo) {
      const started = (simulated = await startDemo({ main, tenancy, length: hours(24 * (options.demoDays ?? 30)), ocppUrl: `${tls === undefined ? "ws" : "wss"}://${hostText(reachable)}:${ocppPort}` }));
      cleanUp.push(() => started.stop());
    }

    if (options.tls !== undefined) {
      cleanUp.push(watchTls(options.tls, ({ cert, key, station }) => {
        if ("setSecureContext" in server) server.setSecureContext({ cert, key });
        cpo.ocpp.setTls({ cert, key, ...station });
      }, logger));
    }
    serving = true;
    cleanUp.push(() => void (serving = false));

    return { url: `${tls === undefined ? "http" : "https"}://${hostText(reachable)}:${port}`, ocppUrl: `${tls === undefined ? "ws" : "wss"}://${hostText(reachable)}:${ocppPort}`, operatorKey, demo, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** While the past of the demonstration is being written. */
function historyOf(demo: Demo | undefined): Pick<AboutView, "history"> {
  const history = demo?.history();
  return history === undefined || history.done === history.total ? {} : { history: { ...history } };
}

function peerOf(env: object): string {
  return "incoming" in env && env.incoming instanceof IncomingMessage ? env.incoming.socket.remoteAddress ?? "" : "";
}

function listen(server: ServerType, port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(new CpoError("complete-cpo.listen", `The page cannot have the port ${port}; stop what uses it, or give another one with --port.`, { port }, cause)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

async function closeServer(server: ServerType): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    // Whoever holds a connection open without asking for anything does not keep the CPO from stopping.
    if ("closeIdleConnections" in server) server.closeIdleConnections();
    setTimeout(() => "closeAllConnections" in server && server.closeAllConnections(), 3_000).unref();
  });
}

function hostText(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
