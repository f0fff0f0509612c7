import { CpoError } from "@cpokit/kernel";
import { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { cors } from "hono/cors";
import { secureHeaders } from "hono/secure-headers";
import type { Access } from "../access/access.ts";
import type { Oidc } from "../access/oidc.ts";
import { createReach } from "../access/reach.ts";
import { tilesOrigin, type MapTiles } from "../configuration/map-tiles.ts";
import type { Cpo } from "../cpo.ts";
import type { Webhooks } from "../webhooks/webhooks.ts";
import type { Tenancy } from "../tenants/tenancy.ts";
import type { AboutView } from "../wire/overview.ts";
import { accountRoutes } from "./account-routes.ts";
import { auditRoutes } from "./audit-routes.ts";
import { auditTrail } from "./audit-trail.ts";
import { authentication } from "./authentication.ts";
import { calendarRoutes } from "./calendar-routes.ts";
import { cdrRoutes } from "./cdr-routes.ts";
import { commandRoutes } from "./command-routes.ts";
import { customerRoutes } from "./customer-routes.ts";
import { answerError, ApiError } from "./errors.ts";
import { gridSignalRoutes } from "./grid-signal-routes.ts";
import { energyRoutes } from "./energy-routes.ts";
import { forecastRoutes } from "./forecast-routes.ts";
import { eventRoutes } from "./event-routes.ts";
import { idempotency } from "./idempotency.ts";
import type { CookieSettings } from "./login-cookie.ts";
import { invoiceRoutes } from "./invoice-routes.ts";
import { fleetRoutes } from "./fleet-routes.ts";
import { labelRoutes } from "./label-routes.ts";
import { locationRoutes } from "./location-routes.ts";
import { reportingRoutes } from "./reporting-routes.ts";
import { setPointRoutes } from "./set-point-routes.ts";
import { siteRoutes } from "./site-routes.ts";
import { operationsRoutes } from "./operations-routes.ts";
import { openDataRoutes } from "./open-data-routes.ts";
import { withExamples } from "./openapi-examples.ts";
import { withNullable } from "./openapi-nullable.ts";
import { oidcRoutes } from "./oidc-routes.ts";
import { overviewRoutes } from "./overview-routes.ts";
import { planningRoutes } from "./planning-routes.ts";
import { rosterRoutes } from "./roster-routes.ts";
import { pageRoutes } from "./page-routes.ts";
import { partnerCommandRoutes } from "./partner-command-routes.ts";
import { partnerJobRoutes } from "./partner-job-routes.ts";
import { partnerRoutes } from "./partner-routes.ts";
import { paymentRoutes } from "./payment-routes.ts";
import { payoutRoutes } from "./payout-routes.ts";
import { publicChargeRoutes } from "./public-charge-routes.ts";
import { publicMapRoutes } from "./public-map-routes.ts";
import { publicLocationRoutes } from "./public-location-routes.ts";
import { signedIn, unguardedRoutes } from "./permitted.ts";
import { reportRoutes } from "./report-routes.ts";
import { reportScheduleRoutes } from "./report-schedule-routes.ts";
import { reportTableRoutes } from "./report-table-routes.ts";
import { requestLimit, USUAL_LIMITS, type RateLimits } from "./request-limit.ts";
import { publicReportRoutes } from "./public-report-routes.ts";
import { sessionRoutes } from "./session-routes.ts";
import { settingsRoutes } from "./settings-routes.ts";
import { stationRoutes } from "./station-routes.ts";
import { tariffApprovalRoutes } from "./tariff-approval-routes.ts";
import { tariffPreviewRoutes } from "./tariff-preview-routes.ts";
import { tariffRoutes } from "./tariff-routes.ts";
import { tokenRoutes } from "./token-routes.ts";
import { tenantRoutes } from "./tenant-routes.ts";
import { userRoutes } from "./user-routes.ts";
import { webhookRoutes } from "./webhook-routes.ts";

export interface AppOptions {
  readonly cpo: Cpo;
  readonly access: Access;
  readonly webhooks: Webhooks;
  /** An identity provider at which people sign in, and the address to which it sends them back. */
  readonly provider?: { readonly oidc: Oidc; readonly label: string; readonly url: () => string };
  readonly cookies?: CookieSettings;
  readonly limits?: RateLimits;
  /** Origins of pages elsewhere that may ask with a key; none when absent. */
  readonly corsOrigins?: readonly string[];
  /** The other CPOs of this process; given to the one that may make them. */
  readonly tenancy?: Tenancy;
  readonly about: () => Omit<AboutView, "name">;
  /** Tiles of a map: the only host besides ours from which pages load them. */
  readonly map?: MapTiles;
  /** Where the built page lies; the API works without one. */
  readonly pageFolder?: string;
}

const COOKIES: CookieSettings = { name: "cpo_login", path: "/", secure: false };

/** The longest request body: tariffs are the largest thing anybody sends. */
const LONGEST_BODY = 512 * 1_024;

/** The HTTP side: the API under /api/v1 behind the operator key, its description, and the page. */
export function createApp({ cpo, access, webhooks, provider, cookies = COOKIES, limits = USUAL_LIMITS, corsOrigins = [], about, pageFolder, tenancy, map }: AppOptions): OpenAPIHono {
  const app = new OpenAPIHono();
  app.onError((error, context) => answerError(error, context, cpo.logger));
  app.use(compress());
  const secured = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"], styleSrc: ["'self'", "'unsafe-inline'"], imgSrc: ["'self'", "data:", "https:", ...(map === undefined ? [] : [tilesOrigin(map)])], frameAncestors: ["'none'"], objectSrc: ["'none'"], baseUri: ["'none'"],
    },
    // Plain HTTP is the rule on a local network; a proxy in front that speaks TLS sets it itself.
    strictTransportSecurity: false,
  });
  app.use(async (context, next) => {
    if (!context.req.path.startsWith("/assets/")) return secured(context, next);
    // The rest is for documents; on fifty small files it would weigh as much as some of them.
    await next();
    context.header("x-content-type-options", "nosniff");
    context.header("cross-origin-resource-policy", "same-origin");
  });
  app.use("/api/*", async (context, next) => {
    context.header("cache-control", "no-store");
    await next();
  });
  // Pages elsewhere ask with a key, never with the cookie of a login.
  if (corsOrigins.length > 0) app.use("/api/*", cors({ origin: [...corsOrigins], allowHeaders: ["authorization", "content-type", "idempotency-key"], exposeHeaders: ["retry-after", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "idempotency-replayed"], maxAge: 600 }));
  app.use("/api/*", authentication({ access, cookies, reach: createReach(cpo), now: () => cpo.clock.now() }));
  app.use("/api/*", requestLimit({ limits, now: () => cpo.clock.now() }));
  app.use("/api/*", bodyLimit({
    maxSize: LONGEST_BODY,
    onError: () => {
      throw new ApiError(413, { code: "too-large", message: `The request body is larger than ${LONGEST_BODY / 1_024} KB.` });
    },
  }));

  app.use("/api/*", idempotency(cpo));
  app.use("/api/*", auditTrail(cpo, async (request) => app.fetch(request)));

  const groups = [
    overviewRoutes(cpo, about), stationRoutes(cpo), sessionRoutes(cpo), cdrRoutes(cpo), tokenRoutes(cpo),
    ...customerRoutes(cpo, cookies),
    tariffPreviewRoutes(cpo), tariffRoutes(cpo), tariffApprovalRoutes(cpo),
    invoiceRoutes(cpo), paymentRoutes(cpo), payoutRoutes(cpo),
    locationRoutes(cpo), labelRoutes(cpo), siteRoutes(cpo), calendarRoutes(cpo), setPointRoutes(cpo), energyRoutes(cpo), gridSignalRoutes(cpo), reportingRoutes(cpo), planningRoutes(cpo), rosterRoutes(cpo), forecastRoutes(cpo), commandRoutes(cpo), operationsRoutes(cpo),
    ...fleetRoutes(cpo),
    publicLocationRoutes(cpo), publicMapRoutes(map), publicChargeRoutes(cpo), publicReportRoutes(cpo), openDataRoutes(cpo),
    partnerRoutes(cpo), partnerJobRoutes(cpo), partnerCommandRoutes(cpo),
    reportRoutes(cpo), reportTableRoutes(cpo), reportScheduleRoutes(cpo),
    eventRoutes(cpo),
    accountRoutes({ cpo, access, cookies, providers: provider === undefined ? [] : [{ id: "oidc", label: provider.label }], isPlatform: tenancy !== undefined, issuer: async () => (await cpo.settings()).name }), userRoutes(cpo, access), auditRoutes(cpo), settingsRoutes(cpo), webhookRoutes(cpo, webhooks),
    ...(provider === undefined ? [] : [oidcRoutes({ cpo, access, cookies, ...provider })]),
    ...(tenancy === undefined ? [] : [tenantRoutes(cpo, tenancy)]),
  ];
  for (const group of groups) app.route("/api/v1", group);

  const open = unguardedRoutes(app);
  if (open.length > 0) throw new CpoError("complete-cpo.unguarded", `These routes say nothing of who may use them; describe them with createRoute of routes.ts: ${open.join(", ")}.`, { routes: open.length });

  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer", description: "The operator key that was printed at the first start, or an API key" });
  app.openAPIRegistry.registerComponent("securitySchemes", "cookie", { type: "apiKey", in: "cookie", name: cookies.name, description: "Set by POST /api/v1/session; requests that change something need the header x-csrf-token too" });
  let described: object | undefined;
  const description = (): object => withExamples(withNullable(app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "cpokit complete CPO", version: "1", description: "Operate charging stations: everything that the console does. Errors are `{ code, message, field?, rule? }`." },
    servers: [{ url: "/" }],
    security: [{ bearer: [] }, { cookie: [] }],
  })));
  app.get("/openapi.json", (context) => context.json((described ??= description())));
  // Stations have no operator key: the address itself is the secret, and it is used up at once.
  app.all("/uploads/*", (context) => cpo.operations.uploads.fetch(context.req.raw));
  // Partners have tokens of their own.
  app.all("/ocpi/*", (context) => {
    const opened = cpo.roaming.opened();
    if (opened === undefined) throw new ApiError(503, { code: "starting", message: "The CPO is starting; send the request again in a moment." });
    const { base = "" } = (context.env ?? {}) as { readonly base?: string };
    const address = new URL(context.req.url);
    address.pathname = base + address.pathname;
    return opened.handler(base === "" ? context.req.raw : new Request(address, context.req.raw));
  });
  app.all("/api/*", (context) => {
    signedIn(context);
    throw new ApiError(404, { code: "no-route", message: `There is no ${context.req.method} ${context.req.path}; /docs lists what there is.` });
  });
  app.route("/", pageRoutes(pageFolder));
  return app;
}
