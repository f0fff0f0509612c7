import { FACTS } from "../client/wire.ts";
import type { PeerEndpoint } from "../peers/peer.ts";
import { isPlainObject } from "../schema/clean.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { parseDateTime } from "../schema/date-time.ts";
import { checkedUrl, type UrlPolicy } from "../transport/url-policy.ts";
import { described, isSuccess, type Prober } from "./prober.ts";

/** The versions that are offered and spoken here, with the URLs of their details. */
export async function checkVersions(prober: Prober, versionsUrl: string, urlPolicy: UrlPolicy): Promise<readonly { readonly version: OcpiVersion; readonly url: string }[]> {
  const seen = await prober.ask("GET", versionsUrl);
  if (!prober.expect("GET with a token is answered 200 and 1000", seen.http === 200 && seen.status === 1000, described(seen))) return [];
  const { timestamp } = seen.body as Readonly<Record<string, unknown>>;
  prober.expect("the envelope has a timestamp in UTC", typeof timestamp === "string" && parseDateTime(timestamp) !== undefined, String(timestamp), "warn");
  prober.expect("the answer says that it is JSON", seen.headers.get("content-type")?.includes("application/json") === true, seen.headers.get("content-type") ?? "no Content-Type", "warn");
  for (const [what, token] of [["no token", ""], ["a wrong token", "no-such-token"]] as const) {
    const refused = await prober.ask("GET", versionsUrl, { token });
    prober.expect(`GET with ${what} is answered 401`, refused.http === 401, described(refused));
  }
  prober.expect("data is a list", Array.isArray(seen.data), "it is none (E03)", "warn");
  const list = Array.isArray(seen.data) ? (seen.data as readonly unknown[]) : isPlainObject(seen.data) && Array.isArray(seen.data["versions"]) ? (seen.data["versions"] as readonly unknown[]) : [];
  const offers = list.filter(isPlainObject).filter(({ version, url }) => typeof version === "string" && typeof url === "string") as unknown as readonly { readonly version: string; readonly url: string }[];
  prober.expect("each entry has a version and a URL", offers.length === list.length && list.length > 0, `${list.length - offers.length} of ${list.length} do not`);
  for (const { version, url } of offers) expectUrl(prober, `the URL of ${version} can be called`, url, urlPolicy);
  const spoken = offers.filter(({ version }) => version in FACTS) as readonly { readonly version: OcpiVersion; readonly url: string }[];
  prober.expect("2.1.1, 2.2.1 or 2.3.0 is offered", spoken.length > 0, offers.map(({ version }) => version).join(", "));
  return spoken;
}

/** The endpoints of a version. */
export async function checkDetails(prober: Prober, url: string, urlPolicy: UrlPolicy): Promise<readonly PeerEndpoint[]> {
  const seen = await prober.ask("GET", url);
  if (!prober.expect("details are answered 200 and 1000", isSuccess(seen), described(seen))) return [];
  const details = isPlainObject(seen.data) ? seen.data : {};
  prober.expect("details name the version", details["version"] === prober.version, String(details["version"]));
  const given = Array.isArray(details["endpoints"]) ? (details["endpoints"] as readonly unknown[]).filter(isPlainObject) : [];
  const endpoints = given.flatMap(({ identifier, role, url: at }): PeerEndpoint[] =>
    typeof identifier === "string" && typeof at === "string" ? [{ module: identifier, url: at, ...(role === "SENDER" || role === "RECEIVER" ? { role } : {}) }] : []);
  prober.expect("there is a credentials endpoint", endpoints.some(({ module }) => module === "credentials"), "there is none");
  if (prober.version !== "2.1.1") prober.expect("each endpoint has a role, SENDER or RECEIVER", endpoints.every(({ role }) => role !== undefined), endpoints.filter(({ role }) => role === undefined).map(({ module }) => module).join(", "));
  const doubled = endpoints.filter(({ module, role }, place) => endpoints.findIndex((other) => other.module === module && other.role === role) !== place);
  prober.expect("each module and role is offered once", doubled.length === 0, doubled.map(({ module, role }) => `${module} ${role ?? ""}`).join(", "));
  for (const { module, role, url: at } of endpoints) expectUrl(prober, `the URL of ${module}${role === undefined ? "" : ` as ${role}`} can be called`, at, urlPolicy);
  if (prober.version !== "2.1.1") {
    const [requestId, correlationId] = [seen.headers.get("x-request-id"), seen.headers.get("x-correlation-id")];
    prober.expect("answers carry X-Request-ID and X-Correlation-ID", requestId !== null && correlationId !== null, `X-Request-ID: ${requestId ?? "none"}, X-Correlation-ID: ${correlationId ?? "none"}`, "warn");
  }
  return endpoints;
}

export async function checkCredentials(prober: Prober, endpoint: PeerEndpoint): Promise<void> {
  const seen = await prober.ask("GET", endpoint.url);
  if (!prober.expect("GET is answered 200 and 1000", isSuccess(seen), described(seen))) return;
  prober.expectValid("Credentials", [seen.data]);
}

function expectUrl(prober: Prober, rule: string, url: string, urlPolicy: UrlPolicy): void {
  let trouble = "";
  try {
    checkedUrl(url, urlPolicy);
  } catch (error) {
    trouble = error instanceof Error ? error.message : String(error);
  }
  prober.expect(rule, trouble === "", trouble);
}
