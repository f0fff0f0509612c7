import { isPlainObject } from "../schema/clean.ts";
import type { Finding } from "../schema/finding.ts";
import type { ExchangeResponse } from "../peers/exchange.ts";
import type { Answer, Failure } from "./answer.ts";

/** What an exchange came to, before its data are read. */
export type Unwrapped = Answer<unknown>;

/**
 * Reads a response by one table, whether the partner speaks by HTTP status, by OCPI status or by both (roaming 6). An envelope that is
 * missing, a status code in quotes and an empty answer to a write are accepted with a finding.
 */
export function unwrap(response: ExchangeResponse, expectsData: boolean): Unwrapped {
  const { status: http, headers, body } = response;
  const { status, message, data, findings } = envelopeOf(body);
  const said = { http, ...(status === undefined ? {} : { status }) };
  const words = message ?? `HTTP ${http}${status === undefined ? "" : `, OCPI ${status}`}`;
  if (http === 429 || http === 408 || http >= 500) return failed(http === 429 ? "busy" : "server", said, words, headers);
  if (http >= 300) return { outcome: "refused", ...said, message: http < 400 ? "it redirects, which is not followed; give the final URL" : words };
  if (status !== undefined && (status < 1000 || status >= 2000)) {
    // 4001 is an unknown receiver; the other codes of hubs, and those of servers, speak of a moment.
    if (status >= 3000 && status !== 4001) return failed("server", said, words, headers);
    return { outcome: "refused", ...said, message: words };
  }
  if (data === undefined && expectsData) return failed("unreadable", said, "the answer has no data", headers);
  return { outcome: "ok", value: data, findings, losses: [], http, headers };
}

interface Envelope {
  readonly status?: number;
  readonly message?: string;
  readonly data?: unknown;
  readonly findings: readonly Finding[];
}

function envelopeOf(body: unknown): Envelope {
  if (body === undefined) return { findings: [note("missing", "", "the answer has no envelope")] };
  if (!isPlainObject(body) || !("status_code" in body)) return { data: body, findings: [note("missing", "/status_code", "the answer is bare, without an envelope")] };
  const { status_code: code, status_message: message, data } = body;
  const status = typeof code === "string" && /^\d{4}$/.test(code) ? Number(code) : code;
  const findings = status === code ? [] : [note("type", "/status_code", "a number was written as a string")];
  return {
    ...(typeof status === "number" ? { status } : {}), ...(typeof message === "string" && message !== "" ? { message } : {}),
    ...(data === undefined || data === null ? {} : { data }), findings,
  };
}

function note(code: Finding["code"], pointer: string, rule: string): Finding {
  return { pointer, code, severity: "repaired", rule };
}

function failed(reason: Failure["reason"], said: Pick<Failure, "http" | "status">, message: string, headers: Headers): Failure {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  return { outcome: "failed", reason, ...said, message, ...(seconds >= 0 ? { retryAfter: seconds * 1_000 } : {}) };
}
