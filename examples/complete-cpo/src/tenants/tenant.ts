import type { AlertSettings } from "../alert-channels.ts";
import type { Clock, Ids, Instant, Logger, Random, Scheduler } from "@cpokit/kernel";
import type { Store } from "@cpokit/storage";
import type { Blobs } from "@cpokit/csms";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { randomBytes } from "node:crypto";
import { sweepIdempotency } from "../http/idempotency.ts";
import type { RateLimits } from "../http/request-limit.ts";
import { createWebhooks, type Post } from "../webhooks/webhooks.ts";
import { createOidc, type OidcSettings } from "../access/oidc.ts";
import { createSecretBox } from "../access/secret-box.ts";
import { createAccess, type Access } from "../access/access.ts";
import { installations, THIS, type Installation } from "../collections.ts";
import { createCpo, type Cpo } from "../cpo.ts";
import type { MapTiles } from "../configuration/map-tiles.ts";
import { fakeService, withWorkshop, WORKSHOP } from "../demo/fake-service.ts";
import { createApp } from "../http/app.ts";
import { createSmtpMailer } from "../mail/mailer.ts";
import { createSecretCheck, hashSecret, newOperatorKey } from "../operator-key.ts";
import { optional } from "../views/optional.ts";
import type { AboutView } from "../wire/overview.ts";
import type { PaymentService } from "../wiring/money.ts";
import { DEFAULT_ROAMING, type RoamingSettings } from "../roaming/settings.ts";
import { cpoSettings, type CpoSettings } from "./settings.ts";
import type { Tenancy } from "./tenancy.ts";

/** One of the CPOs of this process, with everything of its own. */
export interface Tenant {
  readonly id: string;
  readonly cpo: Cpo;
  readonly access: Access;
  readonly app: OpenAPIHono;
  readonly installation: Installation;
  /** Where it was just made; later only its hash is known. */
  readonly operatorKey: string | undefined;
  /** The address is known and answers: roaming can begin. */
  listening(): Promise<void>;
  /** Ends connections, deliveries and sweeps; the store stays open. */
  close(): Promise<void>;
}

/** How the HTTP side is reached, and whom it reaches. */
export interface HttpSettings {
  /** Origins of pages elsewhere that may ask with a key. */
  readonly corsOrigins?: readonly string[];
  readonly limits?: RateLimits;
  /** Hosts of private networks that webhooks may call. */
  readonly webhookHosts?: readonly string[];
  /** Whether everybody may read `/metrics`. */
  readonly openMetrics?: boolean;
  /** Addresses of proxies in front, whose `x-forwarded-for` is believed. */
  readonly proxies?: readonly string[];
  /** Keys of 32 bytes by which secrets are kept, the newest first; readable when absent. */
  readonly secretKeys?: readonly Buffer[];
  /** Where people of the first CPO may sign in besides. */
  readonly oidc?: OidcSettings;
  /** On what drivers see the places; they see an overview without a map when absent. */
  readonly map?: MapTiles;
  /** A proxy in front ends TLS for stations. */
  readonly tlsTerminated?: boolean;
}

export interface TenantOptions {
  readonly http?: HttpSettings;
  readonly id: string;
  /** The scope of the tenant. */
  readonly store: Store;
  readonly ports: { readonly clock: Clock; readonly scheduler: Scheduler; readonly random: Random; readonly ids: Ids; readonly logger: Logger };
  readonly blobs: Blobs;
  /** The address below which stations reach its uploads. */
  readonly url: () => string;
  readonly about: (installation: Installation) => Omit<AboutView, "name">;
  readonly pageFolder: string;
  readonly secureCookies: boolean;
  readonly demo: boolean | undefined;
  readonly newKey: boolean;
  readonly alerts?: AlertSettings;
  readonly recovers?: boolean;
  readonly setPointDays?: number;
  /** How drivers without a contract pay; the demo has a service that moves no real money. */
  readonly service?: PaymentService;
  /** Who it is among roaming partners, unless an administrator has said so. */
  readonly roaming?: RoamingSettings;
  /** How a new tenant begins. */
  readonly settings?: CpoSettings;
  /** The other tenants; given to the one that may make them. */
  readonly tenancy?: Tenancy;
}

/** How long a receiver of webhooks may take, in ms. */
const PATIENCE = 20_000;
const postOnce: Post = (url, init) => fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(PATIENCE) });

/** How often deadlines are looked after. */
const SWEEP = 2_000;
const SWEEP_LEASE = "sweep";

/** Opens one CPO on its store; nothing listens yet. */
export async function openTenant({ id, store, ports, blobs, url, about, pageFolder, secureCookies, demo, newKey, alerts, recovers, setPointDays, service, roaming = DEFAULT_ROAMING, settings, tenancy, http }: TenantOptions): Promise<Tenant> {
  const { clock, ids, logger } = ports;
  if (settings !== undefined) await store.transaction((unit) => unit.put(cpoSettings, THIS, settings));
  const { installation, operatorKey } = await install(store, { demo, newKey });
  const isDemo = demo ?? installation.demo;
  const stored = await store.get(cpoSettings, THIS);
  const address = { get baseUrl() { return `${url()}/uploads`; }, newToken: () => randomBytes(24).toString("base64url") };
  const cpo = createCpo({
    ...ports, store, uploads: { address, blobs }, ...(alerts === undefined ? {} : { alerts }), ...optional({ recovers, setPointDays, reportHosts: http?.webhookHosts }),
    pageUrl: url, ...optional({ mailer: alerts?.mail === undefined ? undefined : createSmtpMailer(alerts.mail) }),
    ...optional({ service: service ?? (isDemo ? fakeService({ ...ports, pageUrl: url }) : undefined) }),
    roaming: { ...roaming, ...(stored === undefined ? {} : { party: stored.party, name: stored.name }) },
  });
  await cpo.start();
  const keyHash = (): string => installation.keyHash;
  const access = createAccess({ store, clock, ids, secrets: createSecretBox(http?.secretKeys), operatorKey: { isRight: createSecretCheck(keyHash), hash: keyHash } });
  const webhooks = createWebhooks({ store, clock, ids, post: isDemo ? withWorkshop(postOnce) : postOnce, allow: [...(http?.webhookHosts ?? []), ...(isDemo ? [WORKSHOP] : [])] });
  await webhooks.start();
  const oidc = tenancy === undefined || http?.oidc === undefined ? undefined : createOidc(http.oidc, { store, clock, ids });
  const stopSweeping = startSweeping(store, (now) => Promise.all([cpo.sweep(now), access.sweep(now), webhooks.sweep(now), oidc?.sweep(now), sweepIdempotency(store, now)]), { clock, logger });
  const app = createApp({
    cpo, access, webhooks, pageFolder, ...optional({ corsOrigins: http?.corsOrigins, limits: http?.limits, map: http?.map }),
    ...(oidc === undefined ? {} : { provider: { oidc, label: http?.oidc?.label ?? "", url } }),
    about: () => about(installation),
    cookies: { name: tenancy === undefined ? `cpo_login_${id}` : "cpo_login", path: "/", secure: secureCookies },
    ...(tenancy === undefined ? {} : { tenancy }),
  });
  return {
    id, cpo, access, app, installation, operatorKey,
    async listening() {
      await cpo.roaming.open(`${url()}/ocpi`);
    },
    async close() {
      await cpo.roaming.close();
      cpo.live.close();
      await cpo.ocpp.close();
      await stopSweeping();
    },
  };
}

/** Reads what this installation is, or begins it; makes an operator key where one is needed. */
async function install(store: Store, options: { readonly demo: boolean | undefined; readonly newKey: boolean }): Promise<{ readonly installation: Installation; readonly operatorKey: string | undefined }> {
  const known = await store.get(installations, THIS);
  if (known !== undefined && !options.newKey && (options.demo !== true || known.demo)) return { installation: known, operatorKey: undefined };
  const operatorKey = known === undefined || options.newKey ? newOperatorKey() : undefined;
  const keyHash = operatorKey === undefined ? known?.keyHash ?? "" : await hashSecret(operatorKey);
  // Asked for once, the demo belongs to the data; --no-demo only leaves it out of one run.
  const installation: Installation = { keyHash, demo: known?.demo === true || (options.demo ?? known === undefined) };
  await store.transaction((unit) => unit.put(installations, THIS, installation));
  return { installation, operatorKey };
}

/** Looks after deadlines every few seconds, in one process at a time; returns how to stop. */
function startSweeping(store: Store, sweep: (now: Instant) => Promise<unknown>, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }): () => Promise<void> {
  const holder = `${process.pid}`;
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(async () => {
      try {
        const lease = await store.leases.acquire(SWEEP_LEASE, holder, 5 * SWEEP);
        if (lease !== undefined) await sweep(clock.now());
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
