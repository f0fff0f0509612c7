import { CpoError, silentLogger, type Cancel, type Ids, type Random, type Scheduler } from "@cpokit/kernel";
import type { Unit } from "@cpokit/storage";
import { createConnections, type Connections } from "./client/create-connections.ts";
import { createExchange, type Fetch } from "./client/create-exchange.ts";
import { endpointOf } from "./client/endpoint-url.ts";
import { createPeerClient, type PeerClient } from "./client/create-peer-client.ts";
import { createCommands, type Commands } from "./commands/create-commands.ts";
import { createPeers, type NewPeer, type Peers } from "./peers/create-peers.ts";
import type { Exchange } from "./peers/exchange.ts";
import { KINDS, type Kind } from "./peers/kinds.ts";
import type { Peer } from "./peers/peer.ts";
import type { ReceivedChange, ReceivedListeners } from "./peers/received.ts";
import { pullObjects, type Pulled, type PullRequest } from "./pull/pull-objects.ts";
import type { Audience } from "./push/audience.ts";
import { createPush, type Push, type PushAlarm } from "./push/create-push.ts";
import type { Drained } from "./push/drain.ts";
import { createOcpiHandler, type OcpiHandler } from "./server/create-ocpi-handler.ts";
import { createResults, type Results } from "./server/create-results.ts";
import type { OcpiHandlerOptions } from "./server/options.ts";
import type { OcpiModules, OwnedSources } from "./server/ports.ts";
import { publishedSource } from "./server/published-source.ts";

export interface OcpiOptions extends Omit<OcpiHandlerOptions, "modules" | "peers" | "exchange"> {
  readonly scheduler: Scheduler;
  readonly ids: Ids;
  readonly random: Random;
  /** How partners are reached; the runtime's own `fetch` when absent. */
  readonly fetch?: Fetch;
  /** As `OcpiModules`, but `owned` may just name the kinds that are published with `publish`. */
  readonly modules: Omit<OcpiModules, "owned"> & { readonly owned?: readonly Kind[] | OwnedSources };
  /** Partners that do not answer, and objects that they refuse. */
  readonly onAlarm?: (alarm: PushAlarm) => void;
}

/** A platform: server, client, push, commands and connections over one store. */
export interface Ocpi extends Pick<Push, "publish" | "withdraw">, Pick<Results, "report"> {
  /** `Request` in, `Response` out: mount it below `baseUrl`. */
  readonly fetch: OcpiHandler;
  /** What partners need besides a token. */
  readonly versionsUrl: string;
  readonly exchange: Exchange;
  readonly peers: Peers;
  readonly connections: Connections;
  readonly push: Push;
  /** For the stations of partners. */
  readonly commands: Commands;
  /** A token for a partner that is to register with us, shown this once. */
  invite(partner: NewPeer): Promise<{ readonly peer: Peer; readonly token: string; readonly versionsUrl: string }>;
  /** Registers with a partner that gave us its versions URL and a token, and tells it everything. @throws as `Connections.register` */
  register(partner: Parameters<Connections["register"]>[0]): Promise<Peer>;
  /** Every request of every module. @throws `ocpi.peer` when there is no such partner */
  client(peer: string): Promise<PeerClient>;
  /** Fetches what changed at a partner since the last time, into the store and to the listeners. @throws `ocpi.peer`, `ocpi.pull` */
  pull(peer: string, kind: Kind, request?: PullRequest): Promise<Pulled>;
  /** Resumes what was interrupted, then tells partners, reports outcomes and gives up waiting for results, until the returned function is called. For servers. */
  start(): Promise<() => Promise<void>>;
  /** Tells partners what is due now, and gives up waiting for results that are late; for workers without timers. */
  tick(): Promise<Drained>;
}

/** How often results are looked for that did not come, in ms. */
const SWEEP = 10_000;

/**
 * The whole package in one: what its parts need of each other is wired. Sessions of partners are linked with the commands that started
 * them, results of our commands are taken, and a partner that connects is told everything.
 *
 * @example
 * const ocpi = createOcpi({ baseUrl, parties, store, clock, scheduler, ids, random, modules: { owned: ["Location", "Tariff"], received: { Token: true } } });
 * export default { fetch: ocpi.fetch };
 */
export function createOcpi(options: OcpiOptions): Ocpi {
  const { store, clock, scheduler, ids, random, baseUrl, parties, modules, urlPolicy, project, logger = silentLogger, onEvent, onAlarm, fetch } = options;
  const [{ country_code: countryCode, party_id: partyId }] = parties;
  const policy = urlPolicy === undefined ? {} : { urlPolicy };
  const exchange = createExchange({ scheduler, ...policy, ...(fetch === undefined ? {} : { fetch }) });
  const peers = createPeers({ store, clock, ids });
  const { modules: _, fetch: __, onAlarm: ___, audience, ...others } = options;
  const common = { ...others, exchange, peers, party: { countryCode, partyId }, logger };
  const connections = createConnections(common);
  const commands = createCommands(common);
  const push = createPush({
    store, peers, exchange, clock, scheduler, random, ids, party: common.party, logger, ...(audience === undefined ? {} : { audience: told(audience) }), ...(project === undefined ? {} : { project }), ...(onAlarm === undefined ? {} : { onAlarm }),
  });
  const results = createResults({ store, clock, ids, exchange, ...policy, logger });
  const received = listening(modules.received ?? {}, commands);
  const handler = createOcpiHandler({
    ...options, peers, exchange, logger,
    modules: {
      ...(parties.some(({ role }) => role !== "CPO") ? { commandResults: commands.results, chargingProfileResults: commands.results } : {}),
      ...modules, owned: sourcesOf(store, modules.owned ?? []), received,
    },
    onEvent: (event) => {
      if (event.event === "connected") push.resync(event.peer).catch((error: unknown) => logger.error({ peer: event.peer, error }, "A partner that connected could not be marked to be told everything; resync it."));
      onEvent?.(event);
    },
  });
  const versionsUrl = `${baseUrl.replace(/\/+$/, "")}/versions`;

  return {
    fetch: handler, versionsUrl, exchange, peers, connections, push, commands, publish: push.publish, withdraw: push.withdraw, report: results.report,
    invite: async (partner) => ({ ...(await peers.invite(partner)), versionsUrl }),
    async register(partner) {
      const peer = await connections.register(partner);
      await push.resync(peer.id);
      return peer;
    },
    client: async (peer) => createPeerClient(await known(peer), common),
    pull: async (peer, kind, request) => pullObjects(await known(peer), kind, { ...common, listeners: received }, request),
    async start() {
      await connections.resume();
      const stops = [await results.start(), push.start(), sweeping()];
      return async () => {
        for (const stop of stops) await stop();
      };
    },
    async tick() {
      await commands.sweep();
      return push.tick();
    },
  };

  function sweeping(): () => Promise<void> {
    let cancel: Cancel = () => undefined;
    let running: Promise<unknown> = Promise.resolve();
    const plan = (): void => {
      cancel = scheduler.after(SWEEP, () => {
        running = commands.sweep().catch((error: unknown) => logger.error({ error }, "Commands without a result could not be looked for; it goes on with the next turn.")).then(plan);
      });
    };
    plan();
    return async () => {
      cancel();
      await running;
      cancel();
    };
  }

  async function known(id: string): Promise<Peer> {
    const peer = await peers.get(id);
    if (peer === undefined) throw new CpoError("ocpi.peer", `There is no partner "${id}"; add or invite it first.`, { peer: id });
    return peer;
  }
}

/** Who may read is told, where it takes the module. */
function told(audience: Audience): Audience {
  return (kind, object, peer) => peer.status === "connected" && endpointOf(peer, KINDS[kind].module, "RECEIVER") !== undefined && audience(kind, object, peer);
}

/** Sessions that our commands started are found before the application hears of them. */
function listening(received: ReceivedListeners, commands: Commands): ReceivedListeners {
  const { Session: own } = received;
  if (own === undefined) return received;
  return {
    ...received,
    async Session(change: ReceivedChange<"Session">, unit: Unit) {
      await commands.linkSession(change, unit);
      if (own !== true) await own(change, unit);
    },
  };
}

function sourcesOf(store: OcpiOptions["store"], owned: readonly Kind[] | OwnedSources): OwnedSources {
  if (!isList(owned)) return owned;
  return Object.fromEntries(owned.map((kind) => [kind, publishedSource(store, kind)]));
}

function isList(owned: readonly Kind[] | OwnedSources): owned is readonly Kind[] {
  return Array.isArray(owned);
}
