import { CpoError, silentLogger, type Clock, type Ids, type Logger, type Scheduler } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";
import { credentialsOf, hubOf, rolesOf, type Ourselves } from "../peers/credentials-object.ts";
import { discover, type Discovery } from "../peers/discover.ts";
import type { NewPeer, Peers } from "../peers/create-peers.ts";
import type { Exchange } from "../peers/exchange.ts";
import { peers as peerDocuments, type InboundToken, type Peer } from "../peers/peer.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { encodingOf, hashOfToken, newToken, type TokenEncoding } from "../transport/credentials-token.ts";
import type { UrlPolicy } from "../transport/url-policy.ts";
import type { Answer } from "./answer.ts";
import { readAnswer } from "./client-context.ts";
import { createCaller, type Caller } from "./create-caller.ts";
import { readCredentials } from "./read-credentials.ts";

/** An exchange of credentials that has begun and not come to its end. */
export interface PendingExchange {
  readonly peer: string;
  /** `register` by POST, `rotate` by PUT; both may choose a version. */
  readonly step: "register" | "rotate";
  readonly versions: readonly OcpiVersion[];
  readonly startedAt: ReturnType<Clock["now"]>;
}

/** Exchanges under way, by peer: a restart finds and repeats them. */
export const pendingExchanges = collection<PendingExchange>("ocpi.exchanges");

export interface ConnectionsOptions extends Ourselves {
  readonly store: Store;
  readonly peers: Peers;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly ids: Ids;
  /** Of the platform. */
  readonly urlPolicy?: UrlPolicy;
  /** Those that we speak; all when absent. The newest in common is chosen. */
  readonly versions?: readonly OcpiVersion[];
  readonly logger?: Logger;
}

/**
 * Connections that we begin, change and end. What a partner answered is stored in one unit; before that nothing has changed here, and a
 * request that was interrupted is repeated with a new token of ours, for the partner takes the one that it knows until it sees its new one
 * used (roaming 2 and 5).
 */
export interface Connections {
  /**
   * Registers with a partner that gave us its versions URL and a registration token.
   *
   * @throws `ocpi.discovery` when its API cannot be used, `ocpi.registration` when it refuses, `ocpi.interrupted` when its answer is not known: `resume`
   */
  register(partner: NewPeer & { readonly versionsUrl: string; readonly token: string; readonly versions?: readonly OcpiVersion[] }): Promise<Peer>;
  /** New tokens for both sides; the old ones are taken until the new ones are used, and kept when the partner refuses. */
  rotate(peer: string): Promise<Peer>;
  /** Goes over to another version: the newest in common when none is named. */
  switchVersion(peer: string, version?: OcpiVersion): Promise<Peer>;
  /** Ends the connection at both sides; a partner that does not answer does not keep us. */
  unregister(peer: string): Promise<Peer>;
  /** Repeats what was interrupted; all of it when no peer is named. Returns what is still open. */
  resume(peer?: string): Promise<readonly PendingExchange[]>;
  /** Asks again what the partner offers, and whether our token is still taken. @throws `ocpi.discovery` */
  refresh(peer: string): Promise<Peer>;
}

const ALL: readonly OcpiVersion[] = ["2.3.0", "2.2.1", "2.1.1"];

/**
 * @example
 * const peer = await connections.register({ versionsUrl: "https://emsp.com/ocpi/versions", token: "…" });
 */
export function createConnections(options: ConnectionsOptions): Connections {
  const { store, peers, exchange, clock, logger = silentLogger, urlPolicy = {} } = options;
  const spoken = ALL.filter((version) => (options.versions ?? ALL).includes(version));

  async function open(pending: PendingExchange): Promise<Peer> {
    await store.transaction((unit) => unit.put(pendingExchanges, pending.peer, pending));
    return run(pending);
  }

  /** One attempt from the beginning; safe to repeat. */
  async function run({ peer: id, step, versions }: PendingExchange): Promise<Peer> {
    const peer = await known(id);
    if (peer.outbound === undefined || peer.versionsUrl === undefined) throw await ended(id, "there is no token that the partner gave us");
    // The answer was stored and the mark was not taken away yet.
    if (step === "register" && peer.status === "connected" && peer.outbound.kind === "access") return done(peer);
    const { version, endpoints, encoding } = await found(peer, versions);
    const token = newToken();
    const issued: InboundToken = { hash: await hashOfToken(token), kind: "access", issuedAt: clock.now() };
    // Stored first: the partner calls us with it before it answers.
    const before = await peers.update(id, (current) => ({ ...current, inbound: [...withoutUnused(current.inbound), issued] }));
    const asking: Peer = { ...before, version, endpoints, profile: withEncoding(before, version, encoding) };
    const answer = await callerOf(asking)({ method: step === "register" ? "POST" : "PUT", module: "credentials", role: "RECEIVER", body: credentialsOf(options, version, token), expectsData: true });
    const read = readAnswer<Readonly<Record<string, unknown>>>(answer, (data) => readCredentials(data, version, peer.profile.readMode ?? "lenient"));
    if (read.outcome !== "ok") throw await failed(id, issued, peer.inbound, read);
    const given = read.value;
    const roles = rolesOf(given, version, peer, options);
    const hub = peer.isHub === true ? hubOf(given, roles) : undefined;
    const connected = await peers.update(id, ({ hub: _, ...current }, unit) => {
      unit.delete(pendingExchanges, id);
      return {
        ...current, status: "connected", version, endpoints, roles, profile: asking.profile, ...(hub === undefined ? {} : { hub }),
        versionsUrl: String(given["url"]), outbound: { token: String(given["token"]), kind: "access" },
      };
    });
    logger.info({ peer: id, version, step }, "Credentials were exchanged.");
    await confirm(connected);
    return connected;
  }

  /** Uses the new token once, so that the partner ends the old one. */
  async function confirm(peer: Peer): Promise<void> {
    const answer = await callerOf(peer)({ method: "GET", module: "credentials", role: "RECEIVER" });
    if (answer.outcome === "refused" && answer.http === 401) logger.error({ peer: peer.id }, "The partner refuses the token that it has just given us; register with it again.");
  }

  function callerOf(peer: Peer): Caller {
    const { country_code: countryCode, party_id: partyId } = options.parties[0];
    return createCaller(peer, { ...options, party: { countryCode, partyId } });
  }

  async function found(peer: Peer, versions: readonly OcpiVersion[]): Promise<Discovery & { readonly encoding: TokenEncoding }> {
    const usual = peer.profile.tokenEncoding ?? encodingOf(peer.version ?? "2.3.0");
    // E02: which encoding a partner wants is known when its version is; it says 401 to the other one.
    const other = usual === "raw" ? "base64" : "raw";
    const encoding = peer.profile.tokenEncoding === undefined && (await askVersions(peer, usual)) === 401 && (await askVersions(peer, other)) !== 401 ? other : usual;
    return { encoding, ...(await discover({ exchange, versionsUrl: peer.versionsUrl!, token: peer.outbound!.token, encoding, urlPolicy: policyFor(peer), versions })) };
  }

  async function askVersions(peer: Peer, encoding: TokenEncoding): Promise<number | undefined> {
    try {
      return (await exchange({ method: "GET", url: peer.versionsUrl!, token: peer.outbound!.token, encoding, urlPolicy: policyFor(peer) })).status;
    } catch (error) {
      // The request that needs the answer tells what is wrong.
      logger.debug({ peer: peer.id, error }, "A partner's versions URL does not answer.");
      return undefined;
    }
  }

  /** A clear no: everything is as it was. Else the partner may hold the new token, and both are taken. */
  async function failed(id: string, issued: InboundToken, inbound: readonly InboundToken[], answer: Exclude<Answer<unknown>, { outcome: "ok" }>): Promise<CpoError> {
    if (answer.outcome === "failed") {
      return new CpoError("ocpi.interrupted", `What the partner made of our credentials is not known: ${answer.message}. Both tokens are taken; resume the exchange.`, { peer: id, reason: answer.reason });
    }
    await peers.update(id, (current) => {
      const known = new Map(inbound.map((token) => [token.hash, token]));
      return { ...current, inbound: [...known.values(), ...current.inbound.filter(({ hash }) => hash !== issued.hash && !known.has(hash))] };
    });
    return ended(id, answer.message, answer);
  }

  async function ended(id: string, why: string, answer?: Answer<unknown>): Promise<CpoError> {
    await store.transaction((unit) => unit.delete(pendingExchanges, id));
    return new CpoError("ocpi.registration", `The partner does not take our credentials: ${why}.`, { peer: id, http: answer !== undefined && "http" in answer ? answer.http ?? null : null, status: answer !== undefined && "status" in answer ? answer.status ?? null : null });
  }

  async function done(peer: Peer): Promise<Peer> {
    await store.transaction((unit) => unit.delete(pendingExchanges, peer.id));
    return peer;
  }

  async function known(id: string): Promise<Peer> {
    const peer = await peers.get(id);
    if (peer === undefined) throw new CpoError("ocpi.peer", `There is no partner "${id}"; add or invite it first.`, { peer: id });
    return peer;
  }

  function policyFor({ urlPolicy: own }: Peer): UrlPolicy {
    return { allow: [...(urlPolicy.allow ?? []), ...(own?.allow ?? [])] };
  }

  function withEncoding({ profile }: Peer, version: OcpiVersion, encoding: TokenEncoding): Peer["profile"] {
    return encoding === encodingOf(version) ? profile : { ...profile, tokenEncoding: encoding };
  }

  return {
    async register({ versions = spoken, ...partner }) {
      const peer = await peers.add(partner);
      return open({ peer: peer.id, step: "register", versions, startedAt: clock.now() });
    },
    async rotate(id) {
      const { version } = await known(id);
      return open({ peer: id, step: "rotate", versions: version === undefined ? spoken : [version], startedAt: clock.now() });
    },
    switchVersion: (peer, version) => open({ peer, step: "rotate", versions: version === undefined ? spoken : [version], startedAt: clock.now() }),
    async unregister(id) {
      const peer = await known(id);
      const answer = peer.status === "connected" ? await callerOf(peer)({ method: "DELETE", module: "credentials", role: "RECEIVER", retries: 2 }) : undefined;
      if (answer !== undefined && answer.outcome !== "ok") logger.warn({ peer: id, answer: answer.message }, "The partner did not confirm the end of the connection; it is ended here.");
      await store.transaction((unit) => unit.delete(pendingExchanges, id));
      return peers.update(id, ({ outbound: _, ...current }) => ({ ...current, status: "removed", inbound: [], endpoints: [] }));
    },
    async resume(id) {
      const open: PendingExchange[] = [];
      const found = new Map<string, PendingExchange>();
      // Added, and interrupted before it was written down that they register.
      for await (const { body } of store.each(peerDocuments, { index: "byStatus", prefix: ["registering"] })) found.set(body.id, { peer: body.id, step: "register", versions: spoken, startedAt: body.updatedAt });
      for await (const { body } of store.each(pendingExchanges)) found.set(body.peer, body);
      for (const body of found.values()) {
        if (id !== undefined && body.peer !== id) continue;
        try {
          await run(body);
        } catch (error) {
          logger.warn({ peer: body.peer, step: body.step, error }, "An exchange of credentials did not come to its end.");
          if ((await store.get(pendingExchanges, body.peer)) !== undefined) open.push(body);
        }
      }
      return open;
    },
    async refresh(id) {
      const peer = await known(id);
      if (peer.outbound === undefined || peer.versionsUrl === undefined || peer.version === undefined) throw new CpoError("ocpi.peer", `The partner "${id}" is not connected.`, { peer: id });
      const { endpoints } = await found(peer, [peer.version]);
      return peers.update(id, (current) => ({ ...current, endpoints }));
    },
  };
}

/** Each attempt issues a token; of those that were never used a few stay, as the partner may hold one of them. */
function withoutUnused(inbound: readonly InboundToken[]): readonly InboundToken[] {
  const unused = inbound.filter(({ kind, confirmed }) => kind === "access" && confirmed !== true);
  return [...inbound.filter((token) => !unused.includes(token)), ...unused.slice(-4)];
}

