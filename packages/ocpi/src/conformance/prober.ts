import { isCpoError, type Ids } from "@cpokit/kernel";
import { urlOf } from "../client/endpoint-url.ts";
import { FACTS } from "../client/wire.ts";
import type { Exchange, ExchangeRequest, ExchangeResponse } from "../peers/exchange.ts";
import type { PeerEndpoint } from "../peers/peer.ts";
import { isPlainObject } from "../schema/clean.ts";
import { readObject } from "../schema/reader.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { TokenEncoding } from "../transport/credentials-token.ts";
import type { UrlPolicy } from "../transport/url-policy.ts";
import type { Check, Verdict } from "./report.ts";

/** What came back, taken apart. */
export interface Seen {
  readonly http: number;
  readonly status: number | undefined;
  readonly data: unknown;
  readonly headers: Headers;
  readonly body: unknown;
  /** There was no answer; why. */
  readonly trouble?: string;
}

export interface ProberOptions {
  readonly exchange: Exchange;
  readonly ids: Ids;
  readonly token: string;
  readonly encoding: TokenEncoding;
  readonly urlPolicy: UrlPolicy;
}

/** Asks the partner and writes down what holds, for one version and module. */
export interface Prober {
  readonly version: OcpiVersion | undefined;
  ask(method: ExchangeRequest["method"], url: string, options?: { readonly body?: unknown; readonly token?: string }): Promise<Seen>;
  say(rule: string, verdict: Verdict, detail?: string): void;
  /** `pass` when it holds. */
  expect(rule: string, holds: boolean, detail: string, otherwise?: Verdict): boolean;
  /** Whether each is an object of the version; the first few errors are told. */
  expectValid(name: string, values: readonly unknown[]): void;
}

export function createProber({ exchange, ids, token, encoding, urlPolicy }: ProberOptions, checks: Check[], module: string, version?: OcpiVersion): Prober {
  const prober: Prober = {
    version,
    async ask(method, url, { body, token: other } = {}) {
      const requestId = ids.next();
      let response: ExchangeResponse;
      try {
        response = await exchange({ method, url, token: other ?? token, encoding, urlPolicy, headers: { "X-Request-ID": requestId, "X-Correlation-ID": requestId }, ...(body === undefined ? {} : { body }) });
      } catch (error) {
        if (!isCpoError(error)) throw error;
        return { http: 0, status: undefined, data: undefined, headers: new Headers(), body: undefined, trouble: error.message };
      }
      const { status: http, headers, body: answer } = response;
      const status = isPlainObject(answer) && typeof answer["status_code"] === "number" ? answer["status_code"] : undefined;
      return { http, status, data: isPlainObject(answer) ? answer["data"] : undefined, headers, body: answer };
    },
    say: (rule, verdict, detail) => void checks.push({ ...(version === undefined ? {} : { version }), module, rule, verdict, ...(detail === undefined ? {} : { detail }) }),
    expect(rule, holds, detail, otherwise = "fail") {
      prober.say(rule, holds ? "pass" : otherwise, holds ? undefined : detail);
      return holds;
    },
    expectValid(name, values) {
      if (values.length === 0) return prober.say(`each ${name} follows the version`, "skip", "there is none");
      const [errors, repaired]: [string[], string[]] = [[], []];
      for (const [place, value] of values.entries()) {
        for (const { pointer, rule, severity } of readObject(FACTS[version!], name, value, "lenient").findings) {
          if (severity === "error") errors.push(`/${place}${pointer}: ${rule}`);
          else if (severity !== "note") repaired.push(`/${place}${pointer}: ${rule}`);
        }
      }
      prober.expect(`each ${name} can be read`, errors.length === 0, listed(errors));
      prober.expect(`each ${name} follows the version to the letter`, repaired.length === 0, listed(repaired), "warn");
    },
  };
  return prober;
}

/** What was seen, in a line. */
export function described({ http, status, trouble }: Seen): string {
  return trouble ?? `HTTP ${http}${status === undefined ? "" : `, OCPI ${status}`}`;
}

export function isSuccess({ http, status }: Seen): boolean {
  return http >= 200 && http < 300 && status !== undefined && status >= 1000 && status < 2000;
}

/** Refused as the caller's fault, by HTTP, by OCPI or by both (roaming 6). */
export function isRefused({ http, status }: Seen): boolean {
  return (http >= 400 && http < 500) || (status !== undefined && status >= 2000 && status < 3000);
}

export function endpointUrl({ url }: PeerEndpoint, segments: readonly string[] = [], query: Readonly<Record<string, string | number>> = {}): string {
  return urlOf(url, segments, query);
}

function listed(texts: readonly string[]): string {
  return texts.slice(0, 5).join("; ") + (texts.length > 5 ? `; and ${texts.length - 5} more` : "");
}
