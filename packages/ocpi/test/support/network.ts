import { createExchange } from "../../src/client/create-exchange.ts";
import { createConnections } from "../../src/client/create-connections.ts";
import { systemScheduler } from "@cpokit/kernel/system";
import type { Exchange } from "../../src/peers/exchange.ts";
import type { OcpiVersion } from "../../src/schema/version-facts.ts";
import type { OcpiHandlerOptions } from "../../src/server/options.ts";
import type { CredentialsRole } from "../../src/v230/index.ts";
import { givenPlatform } from "./world.ts";

/** Platforms that reach each other by their names, without sockets. A host that is away refuses connections. */
export function givenNetwork() {
  const hosts = new Map<string, (request: Request) => Promise<Response>>();
  const away = new Set<string>();
  const seen: { readonly host: string; readonly method: string; readonly path: string; readonly headers: Headers }[] = [];
  const urlPolicy = { allow: ["cpo.net", "cpo2.net", "emsp.net", "emsp2.net", "hub.net"] };
  const exchange: Exchange = createExchange({
    urlPolicy,
    fetch: async (url, init) => {
      const { host, pathname } = new URL(url);
      const handler = hosts.get(host);
      if (handler === undefined || away.has(host)) throw new Error("connection refused");
      const request = new Request(url, init);
      seen.push({ host, method: request.method, path: pathname, headers: request.headers });
      return handler(request);
    },
  });

  function platform(host: string, parties: readonly CredentialsRole[], options: Partial<OcpiHandlerOptions> & Pick<OcpiHandlerOptions, "modules">) {
    const baseUrl = `https://${host}/ocpi`;
    const ourselves = { baseUrl, parties: parties as OcpiHandlerOptions["parties"], ...(options.hubPartyId === undefined ? {} : { hubPartyId: options.hubPartyId }) };
    const world = givenPlatform({ ...options, ...ourselves, exchange, urlPolicy });
    hosts.set(host, world.handler);
    const { store, peers, clock, ids } = world;
    const connections = createConnections({ ...ourselves, store, peers, exchange, clock, ids, scheduler: systemScheduler, urlPolicy });
    return { ...world, connections, host, parties, exchange, hubPartyId: options.hubPartyId };
  }
  return { platform, exchange, away, seen };
}

export type NetworkPlatform = ReturnType<ReturnType<typeof givenNetwork>["platform"]>;

/** `guest` registers at `host` in a version; each is known to the other by its host name. */
export async function register(guest: NetworkPlatform, host: NetworkPlatform, version: OcpiVersion): Promise<void> {
  // Credentials of 2.1.1 tell no role, hub or other: what is known of the partner beforehand counts.
  const roles = host.hubPartyId === undefined ? host.parties : host.parties.map((each) => ({ ...each, role: "HUB" as never }));
  const { token } = await host.peers.invite({ id: guest.host, roles: guest.parties, isHub: guest.hubPartyId !== undefined });
  await guest.connections.register({ id: host.host, versionsUrl: `https://${host.host}/ocpi/versions`, token, versions: [version], roles, isHub: host.hubPartyId !== undefined });
}
