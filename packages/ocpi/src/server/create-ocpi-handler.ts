import { isCpoError, silentLogger } from "@cpokit/kernel";
import { writeDateTime } from "../schema/date-time.ts";
import type { Finding } from "../schema/finding.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { newToken } from "../transport/credentials-token.ts";
import { confirmToken, createAuthenticate, type Caller } from "./authenticate.ts";
import { answerCredentials } from "./credentials.ts";
import { DEFAULT_LIMITS, type OcpiHandlerOptions, type Platform } from "./options.ts";
import { createRateLimit } from "./rate-limit.ts";
import { readBody } from "./read-body.ts";
import { webHandler, type PlainRequest } from "./plain.ts";
import { CODES, done, refuse, statusFor, type Reply } from "./reply.ts";
import { createRoutes, type Route } from "./routes.ts";
import { ownerOf } from "./wire.ts";
import { answerRouting, readRouting, UNROUTED, type Routing } from "./routing-headers.ts";

/** Answers a request of a partner; it never rejects. */
export type OcpiHandler = (request: Request) => Promise<Response>;

const ALL: readonly OcpiVersion[] = ["2.1.1", "2.2.1", "2.3.0"];

/** What is known of a request so far; the log and the answer need it also when it is refused early. */
interface Trace {
  readonly requestId: string;
  readonly correlationId: string;
  caller?: Caller;
  routing?: Routing;
  findings: Finding[];
}

/**
 * The server of OCPI: one handler of web standard requests for all versions below one base URL. It holds no state but counters of rate
 * limits and what it remembers to be faster, and needs nothing of Node.
 *
 * @example
 * const handler = createOcpiHandler({ baseUrl: "https://cpo.example.com/ocpi", parties, store, clock, peers, exchange, modules });
 * export default { fetch: handler };
 */
export function createOcpiHandler(options: OcpiHandlerOptions): OcpiHandler {
  const platform: Platform = {
    ...options, baseUrl: options.baseUrl.replace(/\/+$/, ""), versions: options.versions ?? ALL, limits: { ...DEFAULT_LIMITS, ...options.limits }, logger: options.logger ?? silentLogger,
  };
  const { clock, logger, limits, baseUrl } = platform;
  const base = new URL(baseUrl).pathname.replace(/\/+$/, "");
  const routes = createRoutes(platform);
  const authenticate = createAuthenticate(platform);
  const secondsToWait = createRateLimit(clock, limits.requestsPerSecond, limits.requestsAtOnce);

  async function answer(request: PlainRequest, trace: Trace): Promise<Reply> {
    const { url } = request;
    const caller = await authenticate(request.headers);
    trace.caller = caller;
    const wait = secondsToWait(caller.peer.id);
    if (wait > 0) return refuse(429, CODES.client, "Too many requests; slow down.", { retryAfter: wait });
    const segments = segmentsOf(url.pathname, base);
    const route = segments === undefined ? undefined : routes.find(request.method, segments, caller.peer);
    if (caller.inbound.kind === "registration" && (route === undefined || route.route === "module")) return refuse(401, CODES.invalid, "A registration token opens versions and credentials only.");
    if (route === undefined) return refuse(404, CODES.client, "There is nothing at this URL.");
    switch (route.route) {
      case "versions":
        return done(platform.versions.map((version) => ({ version, url: `${baseUrl}/${version}` })));
      case "details":
        return done({ version: route.version, endpoints: routes.advertised(route.version).map(({ path, ...endpoint }) => ({ ...endpoint, url: `${baseUrl}/${path}` })) });
      case "method":
        return refuse(405, CODES.client, `${request.method} is not served here.`, { allow: route.allow.join(", ") });
      case "credentials": {
        const body = request.method === "POST" || request.method === "PUT" ? await readBody(request, limits) : undefined;
        await confirmToken(platform, caller);
        return answerCredentials(platform, route.version, request.method, caller, body);
      }
      case "module":
        return answerModule(request, url, `${baseUrl}/${segments!.map(encodeURIComponent).join("/")}`, route, caller, trace);
    }
  }

  async function answerModule(request: PlainRequest, url: URL, publicUrl: string, { version, endpoint, operation, params }: Route & { readonly route: "module" }, caller: Caller, trace: Trace): Promise<Reply> {
    const peer = await confirmToken(platform, caller);
    const isRouted = version !== "2.1.1" && !UNROUTED.has(endpoint.module);
    const routing = isRouted ? readRouting(request.headers, peer, platform) : platform.hubPartyId === undefined ? {} : { from: ownerOf(peer) };
    if (isRouted && peer.profile.noRoutingHeaders !== true) trace.routing = routing;
    const body = request.method === "GET" || request.method === "DELETE" ? undefined : await readBody(request, limits);
    const { requestId, correlationId, findings } = trace;
    return operation(platform, { call: { peer, version, requestId, correlationId, ...routing }, endpoint, params, url, publicUrl, body, findings });
  }

  /** One line for each refusal: which partner, which rule. */
  function refusalOf(error: unknown, request: PlainRequest, trace: Trace): Reply {
    const place = { method: request.method, path: request.url.pathname, requestId: trace.requestId };
    if (!isCpoError(error, "ocpi.refused")) {
      logger.error({ peer: trace.caller?.peer.id, ...place, error }, "An OCPI request failed.");
      return { http: 200, code: CODES.server, message: "The request failed here; try again later." };
    }
    const { http, code, peer = trace.caller?.peer.id, allow, retryAfter } = error.values;
    const rule = error.message;
    logger.warn({ peer, http, code, rule, ...place }, "An OCPI request was refused.");
    options.onEvent?.({ event: "refused", peer: peer === undefined ? undefined : String(peer), http: Number(http), code: Number(code), rule });
    const headers = { ...(allow === undefined ? {} : { Allow: String(allow) }), ...(retryAfter === undefined ? {} : { "Retry-After": String(retryAfter) }) };
    return { http: Number(http), code: Number(code), message: rule, headers };
  }

  return webHandler(async (request) => {
    const trace: Trace = { requestId: request.headers.get("x-request-id") ?? newToken(), correlationId: request.headers.get("x-correlation-id") ?? newToken(), findings: [] };
    let reply: Reply;
    try {
      reply = await answer(request, trace);
    } catch (error) {
      reply = refusalOf(error, request, trace);
    }
    const { caller, findings, routing } = trace;
    if (findings.some(({ severity }) => severity !== "note")) logger.info({ peer: caller?.peer.id, requestId: trace.requestId, findings }, "What a partner sent breaks rules.");
    const { code, message, data, bytes, headers } = reply;
    const status = { status_code: code, status_message: message ?? "Success", timestamp: writeDateTime(clock.now()) };
    const body = bytes === undefined ? JSON.stringify({ ...(data === undefined ? {} : { data }), ...status }) : [DATA, bytes, encoder.encode(`,${JSON.stringify(status).slice(1)}`)];
    return {
      status: statusFor(reply, caller?.peer.profile.httpErrors === true), body,
      headers: {
        "Content-Type": "application/json", "X-Request-ID": trace.requestId, "X-Correlation-ID": trace.correlationId,
        ...(routing === undefined ? {} : answerRouting(routing, platform)), ...headers, ...(typeof body === "string" ? {} : { "Content-Length": String(body.reduce((sum, { length }) => sum + length, 0)) }),
      },
    };
  });
}

const encoder = new TextEncoder();
const DATA = encoder.encode(`{"data":`);

/** The decoded segments behind the base; empty ones, as a trailing slash makes, are left out (roaming 32). */
function segmentsOf(pathname: string, base: string): readonly string[] | undefined {
  if (!pathname.startsWith(`${base}/`)) return undefined;
  try {
    return pathname.slice(base.length).split("/").filter((segment) => segment !== "").map(decodeURIComponent);
  } catch {
    // A percent sign that escapes nothing.
    return undefined;
  }
}
