import { cdrs, type Billing } from "@cpokit/billing";
import type { Csms, Tokens } from "@cpokit/csms";
import { hours, type Clock, type Ids, type Instant, type Logger, type Random, type Scheduler } from "@cpokit/kernel";
import {
  createCommands, createConnections, createExchange, createOcpiHandler, createPeers, createPush, createResults, markId, publishedSource, pullMarks, pullObjects,
  type Commands, type Connections, type Exchange, type Kind, type OcpiHandler, type OcpiModules, type Peer, type Peers, type Push, type ReceivedListeners,
} from "@cpokit/ocpi";
import { Token } from "@cpokit/model";
import type { CredentialsRole } from "@cpokit/ocpi/v230";
import type { Sessions } from "@cpokit/sessions";
import { collection, type Delivery, type Store, type Unit } from "@cpokit/storage";
import { z } from "zod";
import { createAuthorizing, type Authorizing } from "./authorizing.ts";
import { createPartnerJobs, type PartnerJobs } from "./partner-jobs.ts";
import { keepToken } from "./partner-tokens.ts";
import { createPartnerTariffs } from "./partner-tariffs.ts";
import { createPublishing, type Publishing } from "./publishing.ts";
import { createServingCommands } from "./serving-commands.ts";
import { createServingProfiles, type ServingProfilesPorts } from "./serving-profiles.ts";
import type { RoamingSettings } from "./settings.ts";

export interface RoamingPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: Ids;
  readonly random: Random;
  readonly logger: Logger;
  readonly csms: () => Csms;
  readonly sessions: Sessions;
  readonly billing: Billing;
  readonly tokens: () => Tokens;
  readonly balancing: ServingProfilesPorts["balancing"];
  readonly settings: RoamingSettings;
  /** Hears when a job of ours changes. */
  readonly jobChanged: (job: string) => void;
}

/** Roaming with partners by OCPI, in both roles. Without partners it costs nothing: it begins with the first. */
export interface Roaming extends Pick<Authorizing, "askIssuer" | "decided">, Pick<Publishing, "locationNow"> {
  readonly settings: RoamingSettings;
  readonly peers: Peers;
  readonly push: Push;
  /** What takes long with a partner. */
  readonly jobs: PartnerJobs;
  readonly exchange: Exchange;
  /** What partners told us is stored, and heard here; for pulls. */
  readonly listeners: ReceivedListeners;
  /** For clients of single partners. */
  readonly client: { readonly exchange: Exchange; readonly clock: Clock; readonly scheduler: Scheduler; readonly ids: Ids; readonly party: RoamingSettings["party"] };
  /** There once the address is known. */
  opened(): OpenedRoaming | undefined;
  /** Partners find us here from now on. */
  open(baseUrl: string): Promise<OpenedRoaming>;
  /** Begins to tell partners; call it when one is added. */
  begin(): Promise<void>;
  sweep(now: Instant): Promise<void>;
  close(): Promise<void>;
}

/** What needs to know under which address partners see us. */
export interface OpenedRoaming {
  readonly baseUrl: string;
  readonly handler: OcpiHandler;
  readonly connections: Connections;
  readonly commands: Commands;
}

/** Something that changes by itself at a moment: planned work begins or ends. */
const due = collection<{ readonly at: Instant; readonly location?: string; readonly station?: string }>("roaming.due", { indexes: { byTime: { keys: ({ at }) => [at] } } });

const TOPICS = [
  "session.started", "session.updated", "session.ended", "session.corrected", "cdr.issued", "station.status", "station.connected", "station.disconnected", "station.lifecycle",
  "reservation.changed", "maintenance.changed", "command.done", "location.changed", "tariff.changed", "token.changed",
] as const;

export function createRoaming(ports: RoamingPorts): Roaming {
  const { store, clock, scheduler, ids, random, logger, csms, sessions, billing, settings } = ports;
  const { party, roles: [first, ...others] } = settings;
  const isCpo = settings.roles.includes("CPO");
  const isEmsp = settings.roles.includes("EMSP");
  const inRole = (role: CredentialsRole["role"]): CredentialsRole => ({ role, country_code: party.countryCode, party_id: party.partyId, business_details: { name: settings.name } });
  const parties = [inRole(first), ...others.map(inRole)] as const;
  const exchange = createExchange({ scheduler, ...(settings.fetch === undefined ? {} : { fetch: settings.fetch }) });
  const peers = createPeers({ store, clock, ids });
  const client = { exchange, clock, scheduler, ids, party };
  const tariffs = createPartnerTariffs({ store, clock });
  const push = createPush({ ...client, store, peers, random, logger, project: tariffs.project });
  const results = createResults({ store, clock, ids, exchange, logger });
  const publishing: Publishing = createPublishing({ store, clock, csms, sessions, billing, push, tariffs, settings, takesProfiles: (location, station, evse) => ports.balancing.modelOf(location)?.evses.some((one) => one.station === station && one.connector === evse) ?? false });
  const serving = createServingCommands({ store, clock, logger, csms, sessions, results, settings });
  const authorizing = createAuthorizing({ store, clock, ids, peers, client, settings });
  const running: (() => Promise<void>)[] = [];
  /** When a fetch was tried last, whatever came of it. */
  const fetched = new Map<string, Instant>();
  let beginning: Promise<void> | undefined;
  let opened: OpenedRoaming | undefined;
  let fetching: Promise<void> | undefined;

  const listeners: ReceivedListeners = {
    ...(isCpo ? {
      async Token({ peer, after }, unit) {
        if (after !== undefined && (await keepToken(unit, peer, after)) === "taken") logger.warn({ peer, uid: after.uid }, "A partner's token has the number of another token; it cannot charge here.");
      },
    } : {}),
    ...(isEmsp ? {
      Location: true as const, Tariff: true as const, CDR: true as const,
      Session: async (change, unit) => void (await opened?.commands.linkSession(change, unit)),
    } : {}),
  };

  const jobs = createPartnerJobs(ports, { exchange, settings, client, listeners, push, peers }, ports.jobChanged);

  const roaming: Roaming = {
    settings, peers, push, jobs, exchange, listeners, client, askIssuer: authorizing.askIssuer, decided: async (fact, reader) => (beginning === undefined ? undefined : authorizing.decided(fact, reader)), locationNow: publishing.locationNow,
    opened: () => opened,
    async open(baseUrl) {
      const common = { ...client, store, peers, baseUrl, parties, logger, ...(settings.versions === undefined ? {} : { versions: settings.versions }) };
      const connections = createConnections(common);
      const commands = createCommands(common);
      const handler = createOcpiHandler({
        ...common, modules: modulesFor(commands), project: tariffs.project,
        onEvent: (event) => {
          if (event.event === "connected") void tellAll(event.peer);
        },
      });
      opened = { baseUrl, handler, connections: telling(connections), commands };
      if ((await peers.list({ limit: 1 })).items.length > 0) await roaming.begin();
      // What a restart interrupted goes on by itself.
      void connections.resume().then(() => undefined, (error: unknown) => logger.error({ error }, "Registrations that were interrupted could not be resumed"));
      return opened;
    },
    begin: () => (beginning ??= begin()),
    async sweep(now) {
      if (beginning === undefined) return;
      await jobs.sweep(now);
      await opened?.commands.sweep();
      // Partners may be slow: nothing else waits for them.
      fetching ??= fetchDue(now).catch((error: unknown) => logger.warn({ error }, "What changed at a partner could not be fetched; it is tried again tomorrow")).finally(() => (fetching = undefined));
      for (const { id, body } of (await store.find(due, { index: "byTime", to: now + 1, limit: 100 })).items) {
        await store.transaction(async (unit) => {
          if (body.location !== undefined) await publishing.location(unit, body.location);
          if (body.station !== undefined) await publishing.locationsOf(unit, body.station);
          unit.delete(due, id);
        });
      }
    },
    async close() {
      await jobs.close();
      await beginning;
      await fetching;
      for (const stop of running.splice(0).reverse()) await stop();
    },
  };
  return roaming;

  function modulesFor(commands: Commands): OcpiModules {
    return {
      owned: {
        ...(isCpo ? { Location: publishedSource(store, "Location"), Session: publishedSource(store, "Session"), CDR: publishedSource(store, "CDR"), Tariff: publishedSource(store, "Tariff") } : {}),
        ...(isEmsp ? { Token: publishedSource(store, "Token") } : {}),
      },
      received: listeners,
      ...(isCpo ? { commands: serving.handlers, chargingProfiles: createServingProfiles({ store, clock, sessions, results, balancing: ports.balancing }) } : {}),
      ...(isEmsp ? { authorize: authorizing.answer(ports.tokens()), commandResults: commands.results, chargingProfileResults: commands.results } : {}),
    };
  }

  /** A partner that is connected now hears everything, also when it connects again. */
  function telling(connections: Connections): Connections {
    const then = async (peer: Peer): Promise<Peer> => {
      await tellAll(peer.id);
      return peer;
    };
    return { ...connections, register: async (partner) => then(await connections.register(partner)), switchVersion: async (peer, version) => then(await connections.switchVersion(peer, version)) };
  }

  async function tellAll(peer: string): Promise<void> {
    try {
      await roaming.begin();
      await push.resync(peer);
    } catch (error) {
      logger.error({ peer, error }, "A partner could not be told everything; ask for it again on its page");
    }
  }

  async function begin(): Promise<void> {
    running.push(await store.outbox.deliver("roaming", TOPICS, changed));
    running.push(await results.start());
    running.push(push.start());
    await publishing.all();
  }

  async function changed({ topic, key, payload }: Delivery, unit: Unit): Promise<void> {
    switch (topic as (typeof TOPICS)[number]) {
      case "session.started":
      case "session.ended":
        await publishing.session(unit, key);
        await stationOf(unit, key);
        return;
      case "session.updated":
      case "session.corrected":
        return publishing.session(unit, key);
      case "cdr.issued": {
        const record = await unit.get(cdrs, z.object({ cdr: z.string() }).parse(payload).cdr);
        if (record !== undefined) await publishing.cdr(unit, record);
        return;
      }
      case "station.status":
      case "station.connected":
      case "station.disconnected":
      case "station.lifecycle":
        return publishing.locationsOf(unit, key);
      case "reservation.changed":
        await serving.reservationChanged(unit, payload);
        return publishing.locationsOf(unit, key);
      case "maintenance.changed":
        return maintenance(unit, payload);
      case "command.done":
        return serving.commandDone(unit, payload);
      case "location.changed":
        return publishing.location(unit, key);
      case "tariff.changed":
        return tariffChanged(unit, key);
      case "token.changed":
        return publishing.token(unit, key, Gone.parse(payload).gone);
    }
  }

  /** Once a day what changed at a partner is fetched, one module in a turn: pushes get lost (OCPI 2.2.1 §4.1.3). */
  async function fetchDue(now: Instant): Promise<void> {
    for (const { body: peer } of (await peers.list({ status: "connected", limit: 1_000 })).items) {
      for (const kind of Object.keys(listeners) as Kind[]) {
        const key = `${peer.id}/${kind}`;
        if ((fetched.get(key) ?? 0) > now - FETCH_EVERY || ((await store.get(pullMarks, markId(peer.id, kind)))?.completedAt ?? peer.updatedAt) > now - FETCH_EVERY) continue;
        fetched.set(key, now);
        const pulled = await pullObjects(peer, kind, { ...client, store, listeners, logger });
        logger.info({ peer: peer.id, kind, ...pulled }, "What changed at a partner was fetched");
        return;
      }
    }
  }

  async function stationOf(unit: Unit, id: string): Promise<void> {
    const session = await sessions.get(unit, id);
    if (session !== undefined) await publishing.locationsOf(unit, session.station);
  }

  async function maintenance(unit: Unit, payload: unknown): Promise<void> {
    const { id, scope, from, to } = Window.parse(payload);
    const place = scope.locationId === undefined ? { station: scope.station ?? "" } : { location: scope.locationId };
    for (const [name, at] of [["from", from], ["to", to]] as const) unit.put(due, `${id}/${name}`, { at: at as Instant, ...place });
    await (scope.locationId === undefined ? publishing.locationsOf(unit, scope.station ?? "") : publishing.location(unit, scope.locationId));
  }

  /** Where it applies may have changed too, and with that what connectors name and what partners see. */
  async function tariffChanged(unit: Unit, id: string): Promise<void> {
    if (!(await tariffs.load())) return publishing.tariff(unit, id);
    await publishing.all();
    for (const { body } of (await peers.list({ status: "connected", limit: 1_000 })).items) await push.resync(body.id, { kinds: ["Tariff", "Location"] });
  }
}

/** In ms. */
const FETCH_EVERY = hours(24);

const Gone = z.object({ gone: Token.optional() });
const Window = z.object({ id: z.string(), scope: z.object({ locationId: z.string().optional(), station: z.string().optional() }), from: z.number(), to: z.number() });
