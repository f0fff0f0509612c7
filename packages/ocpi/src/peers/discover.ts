import { CpoError } from "@cpokit/kernel";
import { isPlainObject } from "../schema/clean.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { TokenEncoding } from "../transport/credentials-token.ts";
import { checkedUrl, type UrlPolicy } from "../transport/url-policy.ts";
import type { Exchange } from "./exchange.ts";
import type { PeerEndpoint } from "./peer.ts";

/** What is needed to ask a partner what it speaks. */
export interface DiscoveryRequest {
  readonly exchange: Exchange;
  readonly versionsUrl: string;
  readonly token: string;
  readonly encoding: TokenEncoding;
  /** The policy of the platform and of the partner together. */
  readonly urlPolicy: UrlPolicy;
  /** Versions that we may speak with the partner, the best first. */
  readonly versions: readonly OcpiVersion[];
}

export interface Discovery {
  readonly version: OcpiVersion;
  readonly endpoints: readonly PeerEndpoint[];
}

/**
 * Asks a partner for its versions and for the endpoints of the best one in common.
 *
 * @throws `ocpi.discovery` with the OCPI status that tells it: 3001 when its API cannot be used, 3002 when no version is in common, 3003
 * when it offers no credentials endpoint
 */
export async function discover({ exchange, versionsUrl, token, encoding, urlPolicy, versions }: DiscoveryRequest): Promise<Discovery> {
  const get = async (url: string, what: string): Promise<unknown> => {
    let answer: Awaited<ReturnType<Exchange>>;
    try {
      answer = await exchange({ method: "GET", url: checkedUrl(url, urlPolicy).href, token, encoding, urlPolicy });
    } catch (cause) {
      throw failed(3001, `${what}: ${cause instanceof Error ? cause.message.replace(/\.$/, "") : "no answer"}`, cause);
    }
    const { status, body } = answer;
    const code = isPlainObject(body) ? body["status_code"] : undefined;
    if (status < 200 || status > 299 || (typeof code === "number" && code >= 2000)) throw failed(3001, `${what}: the answer was HTTP ${status}${typeof code === "number" ? `, OCPI ${code}` : ""}`);
    return isPlainObject(body) && "data" in body ? body["data"] : body;
  };

  const listed = await get(versionsUrl, "the versions URL");
  // E03: the table of 2.1.1 has an object with a list, examples and practice have the list.
  const offers = listOf(isPlainObject(listed) ? listed["versions"] : listed);
  const offer = versions.map((version) => offers.find((each) => each["version"] === version)).find((found) => found !== undefined);
  if (offer === undefined) throw failed(3002, `the versions ${offers.map(({ version }) => String(version)).join(", ") || "none"} are offered, ${versions.join(", ")} would do`);
  const version = offer["version"] as OcpiVersion;
  if (typeof offer["url"] !== "string") throw failed(3001, `version ${version} has no URL`);
  const details = await get(offer["url"], `the details of ${version}`);
  const endpoints = listOf(isPlainObject(details) ? details["endpoints"] : undefined).flatMap((each): PeerEndpoint[] => {
    const { identifier, role, url } = each;
    if (typeof identifier !== "string" || typeof url !== "string") return [];
    return [{ module: identifier, url, ...(role === "SENDER" || role === "RECEIVER" ? { role } : {}) }];
  });
  if (!endpoints.some(({ module }) => module === "credentials")) throw failed(3003, `${version} has no credentials endpoint`);
  for (const { module, url } of endpoints) {
    try {
      checkedUrl(url, urlPolicy);
    } catch (cause) {
      throw failed(3001, `the endpoint ${module}: ${cause instanceof Error ? cause.message : ""}`, cause);
    }
  }
  return { version, endpoints };
}

function failed(status: number, why: string, cause?: unknown): CpoError {
  return new CpoError("ocpi.discovery", `The partner's API cannot be used: ${why}.`, { status }, cause);
}

function listOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isPlainObject) : [];
}
