import { isCpoError } from "@cpokit/kernel";
import { discover, type Discovery } from "../peers/discover.ts";
import { credentialsOf, hubOf, rolesOf } from "../peers/credentials-object.ts";
import { partyKey, type InboundToken, type Peer } from "../peers/peer.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { encodingOf, hashOfToken, newToken } from "../transport/credentials-token.ts";
import type { CredentialsRole } from "../v230/index.ts";
import type { Caller } from "./authenticate.ts";
import type { Platform } from "./options.ts";
import { CODES, done, refuse, type Reply } from "./reply.ts";
import { readWire } from "./wire.ts";

/** At most so many tokens that were issued and never used: each repeated registration issues one. */
const UNUSED_TOKENS = 5;

/** GET, POST, PUT and DELETE on credentials; 405 in the wrong state. */
export async function answerCredentials(platform: Platform, version: OcpiVersion, method: string, caller: Caller, body: unknown): Promise<Reply> {
  const { peer, inbound, token } = caller;
  const isRegistered = inbound.kind === "access";
  const notNow = (allow: string, rule: string): never => refuse(405, CODES.client, rule, { allow });
  switch (method) {
    case "GET":
      // We keep no token that could be shown; the partner's own is what it presented (roaming 3).
      return done(credentialsOf(platform, version, token));
    case "POST":
      return isRegistered ? notNow("GET, PUT, DELETE", "This connection is registered; change it by PUT.") : exchangeCredentials(platform, version, caller, body);
    case "PUT":
      return isRegistered ? exchangeCredentials(platform, version, caller, body) : notNow("GET, POST", "This connection is not registered; register by POST.");
    case "DELETE":
      if (!isRegistered) return notNow("GET, POST", "This connection is not registered.");
      await platform.peers.update(peer.id, ({ outbound: _, ...current }) => ({ ...current, status: "removed", inbound: [], endpoints: [] }));
      platform.onEvent?.({ event: "disconnected", peer: peer.id, version });
      return done();
    default:
      return notNow(isRegistered ? "GET, PUT, DELETE" : "GET, POST", "Credentials have GET, POST, PUT and DELETE.");
  }
}

/**
 * Takes the partner's credentials and issues new ones. Everything is stored in one unit at the end: if we stop before it, nothing has
 * changed and the partner repeats its request; if we stop after it, the token that the partner holds is still taken until it uses the
 * new one (roaming 2 and 5).
 */
async function exchangeCredentials(platform: Platform, version: OcpiVersion, { peer, inbound }: Caller, body: unknown): Promise<Reply> {
  const given = readWire({ call: { peer, version, requestId: "", correlationId: "" }, body, findings: [] }, "Credentials");
  const roles = rolesOf(given, version, peer, platform);
  if (roles.length === 0) refuse(200, CODES.invalid, "/roles: at least one party is needed.");
  const hub = hubOf(given, roles);
  if (hub !== undefined && peer.isHub !== true) refuse(200, CODES.invalid, "/roles: this connection is not known to be one with a hub.");
  await checkParties(platform, peer, roles);
  const outbound = String(given["token"]);
  const { endpoints } = await discoverPartner(platform, version, peer, String(given["url"]), outbound);
  const token = newToken();
  const issued: InboundToken = { hash: await hashOfToken(token), kind: "access", issuedAt: platform.clock.now() };
  const isFirst = inbound.kind === "registration";
  await platform.peers.update(peer.id, ({ hub: _, ...current }) => {
    // Another request may have been faster: the token that this one came with must still open the door.
    if (!current.inbound.some(({ hash }) => hash === inbound.hash) || current.status === "suspended" || current.status === "removed") refuse(401, CODES.invalid, "The token was replaced; use the newest one.", { peer: peer.id });
    const unused = current.inbound.filter(({ kind, confirmed }) => kind === "access" && confirmed !== true).slice(1 - UNUSED_TOKENS);
    return {
      ...current, status: "connected", version, endpoints, roles, versionsUrl: String(given["url"]), outbound: { token: outbound, kind: "access" }, ...(hub === undefined ? {} : { hub }),
      inbound: [...current.inbound.filter(({ kind, confirmed }) => kind === "registration" || confirmed === true), ...unused, issued],
    };
  });
  platform.onEvent?.({ event: isFirst ? "connected" : "rotated", peer: peer.id, version });
  return done(credentialsOf(platform, version, token));
}

async function discoverPartner({ exchange, urlPolicy }: Platform, version: OcpiVersion, { profile, urlPolicy: own }: Peer, versionsUrl: string, token: string): Promise<Discovery> {
  try {
    return await discover({
      exchange, versionsUrl, token, encoding: profile.tokenEncoding ?? encodingOf(version), versions: [version],
      urlPolicy: { allow: [...(urlPolicy?.allow ?? []), ...(own?.allow ?? [])] },
    });
  } catch (error) {
    if (!isCpoError(error, "ocpi.discovery")) throw error;
    return refuse(200, Number(error.values["status"]), error.message);
  }
}

/** Nobody speaks for a party that another connection speaks for in the same role. */
async function checkParties({ peers }: Platform, { id }: Peer, roles: readonly CredentialsRole[]): Promise<void> {
  for (const { country_code: country, party_id: party, role } of roles) {
    const others = (await peers.byParty(country, party)).filter((other) => other.id !== id && (other.status === "connected" || other.status === "suspended"));
    if (others.some((other) => other.roles.some((own) => own.role === role && partyKey(own.country_code, own.party_id) === partyKey(country, party)))) {
      refuse(200, CODES.invalid, `/roles: ${country} ${party} is connected as ${role} through another connection.`);
    }
  }
}
