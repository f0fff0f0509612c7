import type { TokenEncoding } from "../transport/credentials-token.ts";
import type { UrlPolicy } from "../transport/url-policy.ts";

/** One request to a partner. */
export interface ExchangeRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  readonly token: string;
  readonly encoding: TokenEncoding;
  /** Added to the policy of the platform, for this partner. */
  readonly urlPolicy?: UrlPolicy;
  /** Besides Authorization and Content-Type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Written as JSON. */
  readonly body?: unknown;
}

export interface ExchangeResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the body; `undefined` when there is none. */
  readonly body: unknown;
}

/**
 * One HTTP exchange with a partner: the URL is checked against the policy, redirects are not followed, time and size have limits. What a
 * partner answered is returned whatever its status.
 *
 * @throws `ocpi.url` for a URL that is not called, `ocpi.unreachable` when there is no answer or it is no JSON
 */
export type Exchange = (request: ExchangeRequest) => Promise<ExchangeResponse>;
