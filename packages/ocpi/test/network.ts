import { createExchange, type ExchangeOptions, type Fetch } from "../src/client/create-exchange.ts";
import type { Exchange } from "../src/peers/exchange.ts";
import { scheduler } from "./partner.ts";

/** Platforms by their hosts: requests go from handler to handler, in one process. */
export interface Network {
  readonly hosts: Map<string, (request: Request) => Promise<Response>>;
  /** Every request that was made, `METHOD host/path`. */
  readonly log: string[];
  readonly fetch: Fetch;
  exchange(options?: ExchangeOptions): Exchange;
  /** Decides on each request: deliver it, or what else happens; the place is counted from 0. */
  disturb: (place: number, deliver: () => Promise<Response>) => Promise<Response>;
}

export function createNetwork(): Network {
  const network: Network = {
    hosts: new Map(), log: [], disturb: (_, deliver) => deliver(),
    exchange: (options) => createExchange({ fetch: network.fetch, scheduler, ...options }),
    fetch(url, init) {
      const request = new Request(url, init);
      const { host, pathname } = new URL(url);
      network.log.push(`${request.method} ${host}${pathname}`);
      return network.disturb(network.log.length - 1, async () => {
        const handler = network.hosts.get(host);
        if (handler === undefined) throw new Error(`nobody is at ${host}`);
        return handler(request);
      });
    },
  };
  return network;
}
