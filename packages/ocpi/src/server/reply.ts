import { CpoError, type ErrorValues } from "@cpokit/kernel";

/** The status codes of OCPI; 4xxx are those of hubs. Which HTTP status goes with them stands in the README. */
export const CODES = {
  success: 1000, client: 2000, invalid: 2001, incomplete: 2002, unknownObject: 2003, unknownToken: 2004,
  server: 3000, unusable: 3001, version: 3002, noEndpoints: 3003, hub: 4000, unknownReceiver: 4001, timeout: 4002, notConnected: 4003,
} as const;

/** What is answered: an HTTP status, an OCPI status and what goes with them. */
export interface Reply {
  readonly http: number;
  readonly code: number;
  readonly data?: unknown;
  /** The data as JSON in UTF-8, when they were written before. */
  readonly bytes?: Uint8Array;
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Success with data, or with none. */
export function done(data?: unknown, { http = 200, headers }: { readonly http?: number; readonly headers?: Readonly<Record<string, string>> } = {}): Reply {
  return { http, code: CODES.success, ...(data === undefined ? {} : { data }), ...(headers === undefined ? {} : { headers }) };
}

/**
 * Refuses the request: thrown by ports of the application too, where a partner asks for what it may not. The rule is what the partner and
 * the log read.
 *
 * @throws `ocpi.refused` with both statuses
 * @example
 * if (!knows(command.location_id)) refuse(404, 2003, "There is no such location.");
 */
export function refuse(http: number, code: number, rule: string, values: ErrorValues = {}): never {
  throw new CpoError("ocpi.refused", rule, { ...values, http, code });
}

/** What the partner is answered, by its profile: some want HTTP errors where OCPI has 200 (roaming 6). */
export function statusFor({ http, code }: Reply, httpErrors: boolean): number {
  if (!httpErrors || http !== 200 || code < 2000) return http;
  return code >= 4000 ? 502 : code >= 3000 ? 500 : 400;
}
