import { createPostgresDriver } from "@cpokit/storage-postgres";
import { readRoleMap, type OidcSettings } from "../access/oidc.ts";
import { readSecretKey } from "../access/secret-box.ts";
import { readAlertSettings } from "../alert-channels.ts";
import { USUAL_LIMITS } from "../http/request-limit.ts";
import { createLog } from "../log.ts";
import { readRoamingSettings } from "../roaming/settings.ts";
import type { StartOptions } from "../start.ts";
import { optional } from "../views/optional.ts";
import { list, type Configuration } from "./configuration.ts";
import { tilesProblem, type MapTiles } from "./map-tiles.ts";

/** What the settings say about a start. */
export function startOptions(values: Configuration["values"]): Omit<StartOptions, "port" | "ocppPort"> {
  const { DATABASE_URL: connectionString, CPOKIT_TLS_CERT: cert, CPOKIT_TLS_KEY: key, CPOKIT_STATION_CA: stationCa } = values;
  const logger = createLog(values["CPOKIT_LOG"]);
  return {
    logger,
    alerts: readAlertSettings(values),
    roaming: readRoamingSettings(values),
    recovers: values["CPOKIT_RECOVERY"] === "on",
    setPointDays: Number(values["CPOKIT_SET_POINT_DAYS"]),
    http: {
      corsOrigins: list(values["CPOKIT_CORS_ORIGINS"]), webhookHosts: list(values["CPOKIT_WEBHOOK_HOSTS"]), proxies: list(values["CPOKIT_PROXIES"]), openMetrics: values["CPOKIT_METRICS"] === "open", secretKeys: list(values["CPOKIT_SECRETS_KEY"]).flatMap((key) => readSecretKey(key) ?? []),
      limits: { ...USUAL_LIMITS, account: Number(values["CPOKIT_RATE_LIMIT"] ?? USUAL_LIMITS.account) }, tlsTerminated: values["CPOKIT_TLS_TERMINATED"] === "on",
      ...optional({ oidc: oidcOf(values), map: mapOf(values) }),
    },
    ...optional({
      publicUrl: values["CPOKIT_PUBLIC_URL"]?.replace(/\/$/, ""),
      driver: connectionString === undefined ? undefined : createPostgresDriver({ connectionString, logger }),
      tls: cert === undefined || key === undefined ? undefined : { cert, key, ...optional({ stationCa }) },
    }),
  };
}

function mapOf({ CPOKIT_MAP_TILES: template, CPOKIT_MAP_ATTRIBUTION: attribution }: Configuration["values"]): MapTiles | undefined {
  return template === undefined || attribution === undefined || tilesProblem(template) !== undefined ? undefined : { template, attribution };
}

function oidcOf({ CPOKIT_OIDC_ISSUER: issuer, CPOKIT_OIDC_CLIENT_ID: clientId, CPOKIT_OIDC_CLIENT_SECRET: clientSecret, CPOKIT_OIDC_ROLES: pairs, ...others }: Configuration["values"]): OidcSettings | undefined {
  const roles = readRoleMap(pairs ?? "");
  if (issuer === undefined || clientId === undefined || clientSecret === undefined || roles === undefined) return undefined;
  return { issuer, clientId, clientSecret, roles, rolesClaim: others["CPOKIT_OIDC_ROLES_CLAIM"] ?? "groups", label: others["CPOKIT_OIDC_LABEL"] ?? "", ...(issuer.startsWith("http:") ? { insecure: true } : {}) };
}
