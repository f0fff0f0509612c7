import { CpoError, type Clock, type Ids } from "@cpokit/kernel";
import type { Party } from "../client/create-caller.ts";
import type { Exchange } from "../peers/exchange.ts";
import { KINDS, type Kind } from "../peers/kinds.ts";
import type { PeerEndpoint } from "../peers/peer.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { TokenEncoding } from "../transport/credentials-token.ts";
import type { UrlPolicy } from "../transport/url-policy.ts";
import { checkCredentials, checkDetails, checkVersions } from "./check-discovery.ts";
import { checkList } from "./check-list.ts";
import { checkReceiver } from "./check-receiver.ts";
import { createProber, endpointUrl, isRefused, described, type Prober, type ProberOptions } from "./prober.ts";
import { reportOf, type Check, type ConformanceReport } from "./report.ts";
import type { WrittenKind } from "./samples.ts";

export interface ConformanceOptions {
  readonly versionsUrl: string;
  /** An access token; a registration token reaches versions and credentials only. */
  readonly token: string;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Found out when absent: base64, then raw (E02). */
  readonly encoding?: TokenEncoding;
  /** All that are offered when absent. */
  readonly versions?: readonly OcpiVersion[];
  /** Writes objects of this party of ours, and ends them; read-only when absent. */
  readonly writeAs?: Party;
  readonly urlPolicy?: UrlPolicy;
  /** Ends the test before the next module. */
  readonly signal?: { readonly aborted: boolean };
  /** Hears before each module how far the test is. */
  readonly onProgress?: (progress: ConformanceProgress) => void;
}

export interface ConformanceProgress {
  /** Parts that were tried, of those that are known of until now. */
  readonly done: number;
  readonly total: number;
  /** What is tried now: `versions`, `details`, or a module with its role. */
  readonly module: string;
  /** Checks that have a verdict. */
  readonly checks: number;
}

const LISTED: readonly Kind[] = ["Location", "Session", "CDR", "Tariff", "Token", "ClientInfo", "InvoiceReconciliationRecord"];
const WRITTEN: readonly WrittenKind[] = ["Location", "Tariff", "Token", "Session", "CDR"];

/**
 * Tries a partner's endpoint against the rules of its versions, read-only unless `writeAs` names a party, and tells what holds.
 *
 * @throws `ocpi.conformance-stopped` when its signal ended it
 * @example
 * console.log(writeReport(await runConformance({ versionsUrl, token, exchange: createExchange(), clock, ids })));
 */
export async function runConformance(options: ConformanceOptions): Promise<ConformanceReport> {
  const { versionsUrl, token, exchange, ids, urlPolicy = {}, versions } = options;
  const checks: Check[] = [];
  const common: ProberOptions = { exchange, ids, token, urlPolicy, encoding: options.encoding ?? (await encodingFor(options, urlPolicy)) };
  const steps = { done: 0, total: 2 };
  const next = (module: string): string => {
    if (options.signal?.aborted === true) throw new CpoError("ocpi.conformance-stopped", "The conformance test was stopped; begin it again for a whole report.", { module });
    options.onProgress?.({ ...steps, module, checks: checks.length });
    steps.done += 1;
    return module;
  };
  const offers = await checkVersions(createProber(common, checks, next("versions")), versionsUrl, urlPolicy);
  const tried = offers.filter(({ version }) => versions?.includes(version) !== false);
  steps.total = 1 + tried.length;
  for (const { version, url } of tried) {
    next("details");
    const endpoints = await checkDetails(createProber(common, checks, "details", version), url, urlPolicy);
    const find = (module: string, role: "SENDER" | "RECEIVER"): PeerEndpoint | undefined => endpoints.find((endpoint) => endpoint.module === module && (endpoint.role === undefined || endpoint.role === role));
    const credentials = endpoints.find(({ module }) => module === "credentials");
    const found = <Name extends Kind>(kinds: readonly Name[], role: "SENDER" | "RECEIVER") => kinds.flatMap((kind) => find(KINDS[kind].module, role) ?? []).length;
    const commands = options.writeAs === undefined ? undefined : find("commands", "RECEIVER");
    steps.total += (credentials === undefined ? 0 : 1) + found(LISTED, "SENDER") + (options.writeAs === undefined ? 0 : found(WRITTEN, "RECEIVER")) + (commands === undefined ? 0 : 1);
    if (credentials !== undefined) await checkCredentials(createProber(common, checks, next("credentials"), version), credentials);
    for (const kind of LISTED) {
      const endpoint = find(KINDS[kind].module, "SENDER");
      if (endpoint === undefined) continue;
      const prober = createProber(common, checks, next(`${KINDS[kind].module} (SENDER)`), version);
      // Before 2.2 details do not tell which interface is offered.
      if (endpoint.role === undefined && !(await isServed(prober, endpoint, kind))) prober.say("the list is offered", "skip", "it is not; the other interface is");
      else await checkList(prober, endpoint, kind);
    }
    if (options.writeAs === undefined) continue;
    for (const kind of WRITTEN) {
      const endpoint = find(KINDS[kind].module, "RECEIVER");
      if (endpoint === undefined) continue;
      const prober = createProber(common, checks, next(`${KINDS[kind].module} (RECEIVER)`), version);
      if (endpoint.role === undefined && !(await isTaken(prober, endpoint, kind, options.writeAs))) prober.say("objects are taken", "skip", "they are not; the other interface is offered");
      else await checkReceiver(prober, endpoint, kind, { party: options.writeAs, now: options.clock.now(), mark: `cpokit-${ids.next().slice(-8)}` });
    }
    if (commands !== undefined) await checkCommands(createProber(common, checks, next("commands (RECEIVER)"), version), commands);
  }
  return reportOf(versionsUrl, checks);
}

/** A response_url into a private network must not be called: neither taken on nor, for the test, ever answered. */
async function checkCommands(prober: Prober, endpoint: PeerEndpoint): Promise<void> {
  const stop = (responseUrl: string) => prober.ask("POST", endpointUrl(endpoint, ["STOP_SESSION"]), { body: { response_url: responseUrl, session_id: "cpokit-no-such-session" } });
  const isTaken = ({ data }: { readonly data: unknown }): boolean => (data as { readonly result?: unknown } | undefined)?.result === "ACCEPTED";
  const hostile = await stop("http://169.254.169.254/latest/meta-data");
  prober.expect("a response_url into a private network is refused", isRefused(hostile) || !isTaken(hostile), `${described(hostile)}, ACCEPTED`);
  const unknown = await prober.ask("POST", endpointUrl(endpoint, ["NO_SUCH_COMMAND"]), { body: {} });
  prober.expect("an unknown command is refused", isRefused(unknown) || !isTaken(unknown), described(unknown));
}

async function isServed(prober: Prober, endpoint: PeerEndpoint, kind: Kind): Promise<boolean> {
  const { http } = await prober.ask("GET", endpointUrl(endpoint, [], kind === "Session" ? { date_from: "2100-01-01T00:00:00Z" } : { limit: 1 }));
  return http !== 404 && http !== 405;
}

async function isTaken(prober: Prober, endpoint: PeerEndpoint, kind: Kind, { countryCode, partyId }: Party): Promise<boolean> {
  const { http } = await (kind === "CDR" ? prober.ask("POST", endpointUrl(endpoint), { body: {} }) : prober.ask("PUT", endpointUrl(endpoint, [countryCode, partyId, "cpokit-no-such"]), { body: {} }));
  return http !== 404 && http !== 405;
}

async function encodingFor({ versionsUrl, token, exchange }: ConformanceOptions, urlPolicy: UrlPolicy): Promise<TokenEncoding> {
  try {
    const { status } = await exchange({ method: "GET", url: versionsUrl, token, encoding: "base64", urlPolicy });
    return status === 401 ? "raw" : "base64";
  } catch {
    // The first check tells why there is no answer.
    return "base64";
  }
}
