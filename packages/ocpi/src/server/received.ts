import type { Unit } from "@cpokit/storage";
import type { Json } from "../convert/narrow.ts";
import { KINDS, keyOf, type Kind, type ObjectKey } from "../peers/kinds.ts";
import { partyKey, type Peer } from "../peers/peer.ts";
import { canonicalOf, forgetObject, receivedId, receivedObjects, receiveObject, type ReceivedObject } from "../peers/received.ts";
import { applyPatch, isSame } from "../rules/merge-patch.ts";
import type { Incoming } from "./call.ts";
import type { Operation } from "./operations.ts";
import type { Platform } from "./options.ts";
import { partIdOf, partOf, updatedAt, withPart } from "./parts.ts";
import { CODES, done, refuse, type Reply } from "./reply.ts";
import { ownerOf, readWire, say } from "./wire.ts";

/** GET on an object of the partner, as we hold it. */
export function getReceived(kind: Kind, gives: string): Operation {
  return async ({ store }, incoming) => {
    const { key, parts } = addressOf(incoming, kind);
    const known = await find(store, incoming, kind, key);
    const part = known === undefined ? undefined : partOf(wireOf(known, incoming), gives, parts);
    return part === undefined ? unknown(kind, gives) : done(part);
  };
}

/** PUT of an object of the partner, or of an EVSE, connector or calendar of it. */
export function putReceived(kind: Kind, takes: string): Operation {
  return async (platform, incoming) => {
    const { key: address, parts } = addressOf(incoming, kind);
    const wire = readWire(incoming, takes);
    const key = kind === "Token" ? { ...address, type: typeOf(wire, incoming) } : address;
    checkIdentity(wire, kind, takes, key, parts);
    return write(platform, incoming, kind, key, async (unit) => {
      if (parts.length === 0) return { whole: wire, isNew: false };
      const known = await find(unit, incoming, kind, key);
      const before = known === undefined ? undefined : wireOf(known, incoming);
      const part = before === undefined ? undefined : partOf(before, takes, parts);
      if (part !== undefined && updatedAt(wire) < updatedAt(part)) return "stale";
      const whole = before === undefined ? undefined : withPart(before, takes, parts, wire);
      return whole === undefined ? unknown(kind, KINDS[kind].module) : { whole, isNew: part === undefined };
    });
  };
}

/** PATCH: members that are given replace, null removes, charging periods are appended (roaming, decision 2; E28). */
export function patchReceived(kind: Kind, takes: string): Operation {
  return async (platform, incoming) => {
    const { key: address, parts } = addressOf(incoming, kind);
    const { call, body } = incoming;
    const read = readWire(incoming, takes, true);
    const patch: Json = { ...Object.fromEntries(Object.entries(body as Json).filter(([, value]) => value === null)), ...read };
    if (call.version !== "2.1.1" && read["last_updated"] === undefined) refuse(200, CODES.invalid, "/last_updated: a PATCH tells when the object changed.");
    checkIdentity(read, kind, takes, address, parts);
    // A token is found by what the partner asks for, then changed where it is.
    const found = await find(platform.store, incoming, kind, address);
    if (found === undefined) return unknown(kind, takes);
    return write(platform, incoming, kind, found.key, async (unit) => {
      const known = await unit.get(receivedObjects, receivedId(call.peer.id, kind, found.key));
      const before = known === undefined ? undefined : wireOf(known, incoming);
      const part = before === undefined ? undefined : partOf(before, takes, parts);
      if (part === undefined) return unknown(kind, takes);
      if (read["last_updated"] !== undefined && updatedAt(read) < updatedAt(part)) return "stale";
      const appends = call.version !== "2.1.1";
      const changed = applyPatch(part, appends ? withoutRepeated(patch, part) : patch, appends);
      return { whole: parts.length === 0 ? changed : withPart(before!, takes, parts, changed)!, isNew: false };
    });
  };
}

/** POST of a new object, which then has a URL of its own (roaming 9). CDRs do not change: the same one again is acknowledged. */
export function postReceived(kind: Kind): Operation {
  return async (platform, incoming) => {
    const { call } = incoming;
    const wire = readWire(incoming, kind);
    const key = keyOf(kind, wire, ownerOf(call.peer));
    if (!mayTell(call.peer, kind, key)) refuse(200, CODES.invalid, `${key.countryCode} ${key.partyId} is none of the parties of this connection.`);
    const path = kind === "Terminal" ? ["terminals"] : kind === "FinancialAdviceConfirmation" ? ["financial-advice-confirmations"] : [key.countryCode, key.partyId];
    const url = `${incoming.publicUrl.replace(/\/(terminals|financial-advice-confirmations)$/, "")}/${[...path, key.id].map(encodeURIComponent).join("/")}`;
    const reply = await write(platform, incoming, kind, key, async (unit) => {
      const known = kind === "CDR" ? await unit.get(receivedObjects, receivedId(call.peer.id, kind, key)) : undefined;
      if (known !== undefined && !isSame(wireOf(known, incoming), wire)) refuse(200, CODES.invalid, "A CDR with this id was received already and does not change; send a credit CDR.");
      return { whole: wire, isNew: false };
    });
    return { ...reply, headers: { Location: url } };
  };
}

export function deleteReceived(kind: Kind): Operation {
  return async ({ store, modules }, incoming) => {
    const { key } = addressOf(incoming, kind);
    const { peer } = incoming.call;
    const isGone = await store.transaction((unit) => forgetObject(unit, peer.id, kind, key, modules.received!));
    return isGone ? done() : unknown(kind, kind);
  };
}

type Change = { readonly whole: Json; readonly isNew: boolean } | "stale";

/** One unit of work: what is there, what becomes of it, and what the application makes of it. */
async function write({ store, modules, clock, logger, onEvent }: Platform, { call }: Incoming, kind: Kind, key: ObjectKey, change: (unit: Unit) => Promise<Change>): Promise<Reply> {
  const { peer, version } = call;
  const outcome = await store.transaction(async (unit) => {
    const next = await change(unit);
    if (next === "stale") return next;
    const received = await receiveObject(unit, { peer: peer.id, kind, key, version, wire: next.whole, now: clock.now() }, modules.received!);
    return received === "updated" && next.isNew ? "created" : received;
  });
  if (outcome === "stale") {
    logger.info({ peer: peer.id, kind, rule: "an older last_updated never replaces a newer one" }, "An outdated write was acknowledged and ignored.");
    onEvent?.({ event: "stale", peer: peer.id, kind, key });
  }
  return done(undefined, { http: outcome === "created" ? 201 : 200 });
}

interface ObjectAddress {
  readonly key: ObjectKey;
  /** Ids of the part, from the outer to the inner. */
  readonly parts: readonly string[];
}

/** The object that a path means, if the partner may speak of it. */
function addressOf({ params, call, url }: Incoming, kind: Kind): ObjectAddress {
  const owner = ownerOf(call.peer);
  const { country_code: countryCode = owner.countryCode, party_id: partyId = owner.partyId, ...others } = params;
  const [id = "", ...parts] = Object.values(others);
  const type = kind === "Token" ? url.searchParams.get("type") ?? url.searchParams.get("token_type") ?? (call.version === "2.1.1" ? undefined : "RFID") : undefined;
  const key: ObjectKey = { countryCode, partyId, id, ...(type === undefined ? {} : { type }) };
  if (!mayTell(call.peer, kind, key)) refuse(404, CODES.invalid, `${countryCode} ${partyId} is none of the parties of this connection.`);
  if (kind === "Booking" && id.toLowerCase() === "booking_locations") refuse(200, CODES.invalid, "booking_locations is no id of a booking (E13).");
  return { key, parts };
}

/** A hub speaks for all its parties and of them, others for themselves (roaming 24). */
function mayTell({ roles, hub }: Peer, kind: Kind, { countryCode, partyId }: ObjectKey): boolean {
  if (hub !== undefined) return true;
  return kind !== "ClientInfo" && roles.some(({ country_code: country, party_id: party }) => partyKey(country, party) === partyKey(countryCode, partyId));
}

/** URL and body agree, in whatever case. */
function checkIdentity(wire: Json, kind: Kind, name: string, { countryCode, partyId, id }: ObjectKey, parts: readonly string[]): void {
  const expected: readonly (readonly [string | undefined, string])[] = parts.length > 0
    ? [[partIdOf(name), parts.at(-1)!]]
    : [["country_code", countryCode], ["party_id", partyId], [KINDS[kind].id, id]];
  for (const [member, value] of expected) {
    const given = member === undefined ? undefined : wire[member];
    if (typeof given === "string" && given.toUpperCase() !== value.toUpperCase()) refuse(200, CODES.invalid, `/${member}: URL and body name different objects.`);
  }
}

function typeOf(wire: Json, { url }: Incoming): string {
  const [asked, given] = [url.searchParams.get("type"), String(wire["type"])];
  if (asked !== null && asked !== given) refuse(200, CODES.invalid, "/type: URL and body name different types of the token.");
  return given;
}

async function find(reader: Pick<Unit, "get">, { call }: Incoming, kind: Kind, key: ObjectKey): Promise<ReceivedObject | undefined> {
  // URLs of 2.1.1 do not tell the type of a token.
  const keys = kind === "Token" && key.type === undefined ? ["RFID", "OTHER"].map((type) => ({ ...key, type })) : [key];
  for (const each of keys) {
    const known = await reader.get(receivedObjects, receivedId(call.peer.id, kind, each));
    if (known !== undefined) return known;
  }
  return undefined;
}

/** As the version that is spoken has it, which may have changed since. */
function wireOf(known: ReceivedObject, { call }: Incoming): Json {
  if (known.version === call.version) return known.wire;
  return say(known.kind, canonicalOf(known), call.version).wire ?? refuse(200, CODES.server, `What is stored of it cannot be said in ${call.version}; PUT it again.`);
}

/** A PATCH that is repeated because our answer got lost adds no period twice. */
function withoutRepeated(patch: Json, before: Json): Json {
  const { charging_periods: periods } = patch;
  const known = before["charging_periods"];
  if (!Array.isArray(periods) || !Array.isArray(known) || updatedAt(patch) !== updatedAt(before)) return patch;
  return { ...patch, charging_periods: periods.filter((period) => !known.some((other) => isSame(other, period))) };
}

function unknown(kind: Kind, name: string): never {
  return refuse(404, kind === "Token" ? CODES.unknownToken : CODES.unknownObject, `There is no such ${name}.`);
}
