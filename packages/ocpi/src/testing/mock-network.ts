import { createExchange, type Fetch } from "../client/create-exchange.ts";
import type { Exchange } from "../peers/exchange.ts";

/** Hosts that are functions: requests go from handler to handler, without sockets. */
export interface MockNetwork {
  readonly fetch: Fetch;
  readonly exchange: Exchange;
  /** Answers for a host: `network.listen("cpo.test.com", handler)`. */
  listen(host: string, handler: (request: Request) => Promise<Response>): void;
  /** The host is not reached any more, until it listens again. */
  hangUp(host: string): void;
  /** Every request so far, oldest first: `PUT emsp.test.com/ocpi/2.2.1/receiver/locations/DE/ABC/LOC1`. */
  readonly requests: string[];
}

/** @example const network = createMockNetwork(); */
export function createMockNetwork(): MockNetwork {
  const hosts = new Map<string, (request: Request) => Promise<Response>>();
  const requests: string[] = [];
  const fetch: Fetch = async (url, init) => {
    const { host, pathname } = new URL(url);
    requests.push(`${init.method ?? "GET"} ${host}${pathname}`);
    const handler = hosts.get(host);
    if (handler === undefined) throw new TypeError(`nobody listens at ${host}`);
    return handler(new Request(url, init));
  };
  return { fetch, exchange: createExchange({ fetch }), listen: (host, handler) => void hosts.set(host, handler), hangUp: (host) => void hosts.delete(host), requests };
}
