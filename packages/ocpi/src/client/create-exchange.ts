import { CpoError, type Scheduler } from "@cpokit/kernel";
import type { Exchange, ExchangeRequest, ExchangeResponse } from "../peers/exchange.ts";
import { authorizationHeader } from "../transport/credentials-token.ts";
import { checkedUrl, type UrlPolicy } from "../transport/url-policy.ts";
import { depthOf } from "./depth-of.ts";
import { readLimited } from "./read-limited.ts";
import { webScheduler } from "./web-scheduler.ts";

/** A function with the shape of the web's `fetch`; one over another transport may stand in. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface ExchangeOptions {
  /** The runtime's own when absent. */
  readonly fetch?: Fetch;
  /** Which URLs of partners are called; https on public addresses when absent. */
  readonly urlPolicy?: UrlPolicy;
  readonly scheduler?: Scheduler;
  /** Until the last byte of the answer, in ms; 30 000 when absent. */
  readonly timeout?: number;
  /** Of an answer's body; 16 MiB when absent. */
  readonly maxBytes?: number;
  /** How deep the JSON of an answer may nest; 64 when absent. */
  readonly maxDepth?: number;
}

/**
 * HTTP exchanges with partners: every URL is checked, redirects are never followed (the token would go along), and an answer has an end in
 * time, size and depth. Answers of 4xx and 5xx without JSON have no body: their status says enough.
 *
 * @throws `ocpi.url` for a URL that the policy refuses, `ocpi.unreachable` with `reason`: `network`, `timeout`, `too-large`, `too-deep` or `not-json`
 */
export function createExchange(options: ExchangeOptions = {}): Exchange {
  const { fetch = (url, init) => globalThis.fetch(url, init), urlPolicy = {}, scheduler = webScheduler, timeout = 30_000, maxBytes = 16 * 1_048_576, maxDepth = 64 } = options;

  return async (request) => {
    const url = checkedUrl(request.url, { allow: [...(urlPolicy.allow ?? []), ...(request.urlPolicy?.allow ?? [])] });
    const { method } = request;
    const unreachable = (reason: string, sentence: string, cause?: unknown): CpoError =>
      new CpoError("ocpi.unreachable", `${method} ${url.origin}${url.pathname} has no answer that can be used: ${sentence}.`, { method, url: url.origin + url.pathname, reason }, cause);

    const stop = new AbortController();
    let isLate = false;
    const cancel = scheduler.after(timeout, () => {
      isLate = true;
      stop.abort();
    }, { keepAlive: true });
    try {
      const answer = await beforeAbort(fetch(url.href, { ...initOf(request), signal: stop.signal }), stop.signal);
      const text = await beforeAbort(readLimited(answer, maxBytes), stop.signal);
      if (text === undefined) {
        stop.abort();
        throw unreachable("too-large", `it has more than ${maxBytes} bytes`);
      }
      return { status: answer.status, headers: answer.headers, body: jsonOf(answer.status, text, maxDepth, unreachable) };
    } catch (error) {
      if (error instanceof CpoError) throw error;
      throw isLate ? unreachable("timeout", `it took longer than ${timeout} ms`) : unreachable("network", error instanceof Error ? error.message : "the connection failed", error);
    } finally {
      cancel();
    }
  };
}

function initOf({ method, token, encoding, headers, body }: ExchangeRequest): RequestInit {
  return {
    method, redirect: "manual",
    headers: { Accept: "application/json", ...(body === undefined ? {} : { "Content-Type": "application/json" }), ...headers, Authorization: authorizationHeader(token, encoding) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** A transport that does not heed the signal is left alone. */
function beforeAbort<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("the exchange was ended")), { once: true });
    work.then(resolve, reject);
  });
}

function jsonOf(status: number, text: string, maxDepth: number, unreachable: (reason: string, sentence: string, cause?: unknown) => CpoError): ExchangeResponse["body"] {
  if (text.trim() === "") return undefined;
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    if (status < 200 || status > 299) return undefined;
    throw unreachable("not-json", "its body is no JSON", error);
  }
  if (depthOf(body, maxDepth) > maxDepth) throw unreachable("too-deep", `it nests deeper than ${maxDepth}`);
  return body;
}
