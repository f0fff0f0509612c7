import { createUlids, CpoError, instant, type Logger } from "@cpokit/kernel";
import { systemRandom, systemScheduler } from "@cpokit/kernel/system";
import { createMemoryPlace, createStore } from "@cpokit/storage";
import { createPeers } from "../../src/peers/create-peers.ts";
import type { Exchange } from "../../src/peers/exchange.ts";
import type { Peer } from "../../src/peers/peer.ts";
import type { OcpiVersion } from "../../src/schema/version-facts.ts";
import { createOcpiHandler } from "../../src/server/create-ocpi-handler.ts";
import type { OcpiEvent, OcpiHandlerOptions } from "../../src/server/options.ts";
import { authorizationHeader, hashOfToken } from "../../src/transport/credentials-token.ts";
import type { CredentialsRole } from "../../src/v230/index.ts";
import type { Json } from "./vectors.ts";

export const START = Date.parse("2026-03-02T00:00:00Z");

export function party(role: CredentialsRole["role"], countryCode: string, partyId: string): CredentialsRole {
  return { role, country_code: countryCode, party_id: partyId, business_details: { name: `${role} ${partyId}` } };
}

/** What came back. */
export interface Told {
  readonly http: number;
  readonly status: number;
  readonly message: string;
  readonly data: unknown;
  readonly headers: Headers;
}

/** A platform in memory at https://cpo.test.com/ocpi, with one partner NL EXA; other hosts are what `exchange` says. */
export function givenPlatform(options: Partial<OcpiHandlerOptions> & Pick<OcpiHandlerOptions, "modules">, place = createMemoryPlace()) {
  const time = { now: START };
  const clock = { now: () => instant(time.now) };
  const store = createStore(place.open(), { clock, scheduler: systemScheduler, random: systemRandom });
  const ids = createUlids({ clock, random: systemRandom });
  const peers = createPeers({ store, clock, ids });
  const log: { readonly level: string; readonly values: Json; readonly message: string }[] = [];
  const logger = Object.fromEntries(["debug", "info", "warn", "error"].map((level) => [level, (values: Json, message: string) => void log.push({ level, values, message })])) as unknown as Logger;
  const events: OcpiEvent[] = [];
  const unreachable: Exchange = ({ url }) => Promise.reject(new CpoError("ocpi.unreachable", `Nothing answers at ${url}.`));
  const handler = createOcpiHandler({
    baseUrl: "https://cpo.test.com/ocpi", parties: [party("CPO", "NL", "CPO")], store, clock, peers, exchange: unreachable, logger, onEvent: (event) => void events.push(event), ...options,
  });

  async function connect(version: OcpiVersion, peer: Partial<Peer> = {}, token = "secret-token"): Promise<Peer> {
    await peers.add({ id: peer.id ?? "emsp", versionsUrl: "https://emsp.test.com/versions", token: "their-token" });
    return peers.update(peer.id ?? "emsp", async (added) => ({
      ...added, status: "connected", version, roles: [party("EMSP", "NL", "EXA")], outbound: { token: "their-token", kind: "access" },
      inbound: [{ hash: await hashOfToken(token), kind: "access", issuedAt: clock.now(), confirmed: true }], ...peer,
    }));
  }

  async function call(method: string, path: string, { body, token = "secret-token", headers = {} }: { readonly body?: unknown; readonly token?: string | null; readonly headers?: Readonly<Record<string, string>> } = {}): Promise<Told> {
    const response = await handler(new Request(path.startsWith("https:") ? path : `${options.baseUrl ?? "https://cpo.test.com/ocpi"}/${path}`, {
      method, headers: { ...(token === null ? {} : { Authorization: authorizationHeader(token, "base64") }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    }));
    const { status_code: status, status_message: message, data } = (await response.json()) as { readonly status_code: number; readonly status_message: string; readonly data?: unknown };
    return { http: response.status, status, message, data, headers: response.headers };
  }

  return { handler, store, clock, time, ids, peers, log, logger, events, connect, call, place };
}
