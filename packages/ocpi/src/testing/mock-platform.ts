import { createUlids, instant, type Clock, type Instant, type Scheduler } from "@cpokit/kernel";
import { createMemoryDriver, createStore, type Store } from "@cpokit/storage";
import { createConnections, type Connections } from "../client/create-connections.ts";
import { createPeerClient, type PeerClient } from "../client/create-peer-client.ts";
import { webScheduler } from "../client/web-scheduler.ts";
import { createCommands, type Commands } from "../commands/create-commands.ts";
import { createPeers, type Peers } from "../peers/create-peers.ts";
import type { Kind, Kinds } from "../peers/kinds.ts";
import { publishedObjects } from "../peers/published.ts";
import { canonicalOf, receivedObjects, type ReceivedObject } from "../peers/received.ts";
import { pullObjects, type Pulled } from "../pull/pull-objects.ts";
import { createPush, type Push } from "../push/create-push.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { createOcpiHandler, type OcpiHandler } from "../server/create-ocpi-handler.ts";
import { createResults, type Results } from "../server/create-results.ts";
import type { OcpiEvent, OcpiHandlerOptions } from "../server/options.ts";
import type { OcpiModules } from "../server/ports.ts";
import type { CredentialsRole } from "../v230/index.ts";
import type { MockNetwork } from "./mock-network.ts";

export interface MockPlatformOptions {
  readonly network: MockNetwork;
  /** `cpo.test.com`; its versions URL is `https://<host>/ocpi/versions`. */
  readonly host: string;
  readonly role: CredentialsRole["role"];
  readonly countryCode: string;
  readonly partyId: string;
  /** All when absent. */
  readonly versions?: readonly OcpiVersion[];
  /** The real time when absent. */
  readonly clock?: Clock;
  readonly scheduler?: Scheduler;
  /** Any other option of the handler. */
  readonly handler?: Partial<OcpiHandlerOptions>;
}

/** A platform in memory with both halves of OCPI, and what a test wants to look at. */
export interface MockPlatform {
  readonly versionsUrl: string;
  readonly isHub: boolean;
  readonly store: Store;
  readonly peers: Peers;
  readonly handler: OcpiHandler;
  readonly connections: Connections;
  readonly push: Push;
  readonly commands: Commands;
  readonly results: Results;
  readonly clock: Clock;
  /** What the handler told of. */
  readonly events: OcpiEvent[];
  client(peer: string): Promise<PeerClient>;
  /** Publishes objects of its own and tells partners at once. */
  publish<Name extends Kind>(kind: Name, ...objects: readonly Kinds[Name][]): Promise<void>;
  pull(peer: string, kind: Kind, isFull?: boolean): Promise<Pulled>;
  /** What partners told it. */
  received<Name extends Kind>(kind: Name): Promise<readonly Kinds[Name][]>;
  /** What it owns. */
  published<Name extends Kind>(kind: Name): Promise<readonly Kinds[Name][]>;
}

/** A platform with the modules that `modules` makes of it. */
export function createMockPlatform(options: MockPlatformOptions, modules: (platform: () => MockPlatform) => OcpiModules): MockPlatform {
  const { network, host, role, countryCode, partyId, scheduler = webScheduler } = options;
  const clock = options.clock ?? { now: (): Instant => instant(Date.now()) };
  const party = { countryCode, partyId };
  const baseUrl = `https://${host}/ocpi`;
  const parties: readonly [CredentialsRole] = [{ role, country_code: countryCode, party_id: partyId, business_details: { name: host } }];
  const store = createStore(createMemoryDriver(), { clock, scheduler, random: Math.random });
  const ids = createUlids({ clock, random: Math.random });
  const peers = createPeers({ store, clock, ids });
  const events: OcpiEvent[] = [];
  const { exchange } = network;
  const common = { store, peers, exchange, clock, scheduler, ids, party, baseUrl, parties, random: Math.random };
  const versions = options.versions === undefined ? {} : { versions: options.versions };
  const client = async (peer: string): Promise<PeerClient> => createPeerClient((await peers.get(peer))!, common);
  const platform: MockPlatform = {
    versionsUrl: `${baseUrl}/versions`, isHub: options.handler?.hubPartyId !== undefined, store, peers, clock, events, client,
    connections: createConnections({ ...common, ...versions }),
    push: createPush(common),
    commands: createCommands(common),
    results: createResults({ store, clock, ids, exchange }),
    handler: (request) => handler(request),
    async publish(kind, ...objects) {
      await store.transaction(async (unit) => {
        for (const object of objects) await platform.push.publish(unit, kind, object);
      });
      await platform.push.tick();
    },
    pull: async (peer, kind, isFull = false) => pullObjects((await peers.get(peer))!, kind, { ...common, listeners: modules(() => platform).received ?? {} }, { isFull }),
    async received<Name extends Kind>(kind: Name) {
      const found: Kinds[Name][] = [];
      for await (const { body } of store.each(receivedObjects)) if (body.kind === kind) found.push(canonicalOf(body as ReceivedObject & { readonly kind: Name }));
      return found;
    },
    async published<Name extends Kind>(kind: Name) {
      const found: Kinds[Name][] = [];
      for await (const { body } of store.each(publishedObjects, { index: "inOrder", prefix: [kind] })) found.push(body.object as Kinds[Name]);
      return found;
    },
  };
  const handler = createOcpiHandler({ baseUrl, parties, store, clock, peers, exchange, modules: modules(() => platform), onEvent: (event) => void events.push(event), ...versions, ...options.handler });
  network.listen(host, handler);
  return platform;
}

/** Registers one platform with another that invites it; each knows the other by its name. */
export async function connectMocks(guest: MockPlatform, inviter: MockPlatform, names: { readonly guest: string; readonly inviter: string }, version?: OcpiVersion): Promise<void> {
  const { token } = await inviter.peers.invite({ id: names.guest, isHub: guest.isHub });
  await guest.connections.register({ id: names.inviter, versionsUrl: inviter.versionsUrl, token, isHub: inviter.isHub, ...(version === undefined ? {} : { versions: [version] }) });
}
