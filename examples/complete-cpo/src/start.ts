import { CpoError } from "@cpokit/kernel";
import { createSystemIds, systemClock, systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import type { Logger } from "@cpokit/kernel";
import { createStore, type Driver, type Store } from "@cpokit/storage";
import { createSqliteDriver } from "@cpokit/storage-sqlite";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createAccess } from "./access/access.ts";
import type { AlertSettings } from "./alert-channels.ts";
import { openBlobs } from "./blob-folder.ts";
import { installations, THIS, type Installation } from "./collections.ts";
import { createCpo } from "./cpo.ts";
import { openDataFolder } from "./data-folder.ts";
import { startDemo, type Demo } from "./demo/demo.ts";
import { createApp } from "./http/app.ts";
import { createLog } from "./log.ts";
import type { RoamingSettings } from "./roaming/settings.ts";
import { createSecretCheck, hashSecret, newOperatorKey } from "./operator-key.ts";

export interface StartOptions {
  /** Where to keep everything; or a driver, which then is closed with the CPO. */
  readonly dataFolder?: string;
  readonly driver?: Driver;
  /** Port of page and API; 0 for a free one. */
  readonly port: number;
  /** Port of the OCPP endpoint; 0 for a free one. */
  readonly ocppPort: number;
  readonly host?: string | undefined;
  /** Absent: as the data were begun, and with the demo where there are none. */
  readonly demo?: boolean | undefined;
  /** Makes a new operator key; the old one stops working. */
  readonly newKey?: boolean;
  readonly logger?: Logger;
  /** The address under which stations reach the page, for uploads; `http://127.0.0.1:<port>` when absent. */
  readonly publicUrl?: string | undefined;
  readonly alerts?: AlertSettings;
  /** Helps stations that are stuck; otherwise what would be done is only written down. */
  readonly recovers?: boolean;
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

/** How often deadlines of sessions are looked after. */
const SWEEP = 2_000;
const SWEEP_LEASE = "sweep";

/**
 * Starts a complete CPO.
 *
 * @throws `complete-cpo.data-folder`, `complete-cpo.data-locked`, `complete-cpo.listen`, `ocpp-ws.listen`
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
    const { installation, operatorKey } = await install(store, options);
    let ownUrl = "";
    const address = { get baseUrl() { return `${options.publicUrl ?? ownUrl}/uploads`; }, newToken: () => randomBytes(24).toString("base64url") };
    const blobs = openBlobs(folder === undefined ? undefined : join(folder.path, "logs"));
    const cpo = createCpo({
      ...ports, store, uploads: { address, blobs }, ...(options.alerts === undefined ? {} : { alerts: options.alerts }), ...(options.recovers === undefined ? {} : { recovers: options.recovers }),
      ...(options.roaming === undefined ? {} : { roaming: options.roaming }),
    });
    await cpo.start();
    const keyHash = (): string => installation.keyHash;
    const access = createAccess({ store, clock: ports.clock, ids: ports.ids, operatorKey: { isRight: createSecretCheck(keyHash), hash: keyHash } });
    cleanUp.push(startSweeping(store, (now) => Promise.all([cpo.sweep(now), access.sweep(now)]), logger));

    const host = options.host;
    const { port: ocppPort } = await cpo.ocpp.listen({ port: options.ocppPort, ...(host === undefined ? {} : { host }) });
    cleanUp.push(() => cpo.ocpp.close());

    const startedAt = new Date().toISOString();
    const demo = options.demo ?? installation.demo;
    const app = createApp({
      cpo,
      access,
      about: () => ({ name: "cpokit complete CPO", demo, ocppPort, subprotocols: ["ocpp1.6", "ocpp2.0.1", "ocpp2.1"], startedAt }),
      pageFolder: join(import.meta.dirname, "../web/dist"),
    });
    const server = createAdaptorServer({ fetch: app.fetch });
    const port = await listen(server, options.port, host);
    cleanUp.push(() => closeServer(server), () => cpo.live.close());

    const reachable = host === undefined || host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
    ownUrl = `http://${hostText(reachable)}:${port}`;
    await cpo.roaming.open(`${options.publicUrl ?? ownUrl}/ocpi`);
    cleanUp.push(() => cpo.roaming.close());
    const simulated: Demo | undefined = demo ? await startDemo({ cpo, ocppUrl: `ws://${hostText(reachable)}:${ocppPort}` }) : undefined;
    if (simulated !== undefined) cleanUp.push(() => simulated.stop());

    return { url: `http://${hostText(reachable)}:${port}`, ocppUrl: `ws://${hostText(reachable)}:${ocppPort}`, operatorKey, demo, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads what this installation is, or begins it; makes an operator key where one is needed. */
async function install(store: Store, options: StartOptions): Promise<{ readonly installation: Installation; readonly operatorKey: string | undefined }> {
  const known = await store.get(installations, THIS);
  if (known !== undefined && options.newKey !== true && (options.demo !== true || known.demo)) return { installation: known, operatorKey: undefined };
  const operatorKey = known === undefined || options.newKey === true ? newOperatorKey() : undefined;
  const keyHash = operatorKey === undefined ? known?.keyHash ?? "" : await hashSecret(operatorKey);
  // Asked for once, the demo belongs to the data; --no-demo only leaves it out of one run.
  const installation: Installation = { keyHash, demo: known?.demo === true || (options.demo ?? known === undefined) };
  await store.transaction((unit) => unit.put(installations, THIS, installation));
  return { installation, operatorKey };
}

/** Looks after deadlines every few seconds, in one process at a time; returns how to stop. */
function startSweeping(store: Store, sweep: (now: ReturnType<typeof systemClock.now>) => Promise<unknown>, logger: Logger): () => Promise<void> {
  const holder = `${process.pid}`;
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(async () => {
      try {
        const lease = await store.leases.acquire(SWEEP_LEASE, holder, 5 * SWEEP);
        if (lease !== undefined) await sweep(systemClock.now());
      } catch (error) {
        logger.error({ error }, "The deadlines of sessions could not be looked after");
      }
    });
  }, SWEEP);
  return async () => {
    clearInterval(timer);
    await running;
  };
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
