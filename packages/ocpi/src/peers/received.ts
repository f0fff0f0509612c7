import { instant, type Instant } from "@cpokit/kernel";
import { collection, encodeKey, type Reader, type Unit } from "@cpokit/storage";
import { convertObject, type ConvertedName } from "../convert/convert-object.ts";
import type { Loss } from "../convert/loss.ts";
import type { Json } from "../convert/narrow.ts";
import { parseDateTime } from "../schema/date-time.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { foldedKey, type Kind, type Kinds, type ObjectKey } from "./kinds.ts";

/** An object of a partner as it was received: in the words of its version, so that PATCHes apply to what the partner knows. */
export interface ReceivedObject {
  readonly peer: string;
  readonly kind: Kind;
  readonly key: ObjectKey;
  readonly version: OcpiVersion;
  readonly wire: Json;
  readonly lastUpdated: Instant;
  readonly receivedAt: Instant;
}

/** What partners told us, by `receivedId`; `byKey` finds an object whoever told it, `byPeer` all of one kind that a partner told. */
export const receivedObjects = collection<ReceivedObject>("ocpi.received", {
  indexes: {
    byKey: { keys: ({ kind, key }) => [[kind, ...foldedKey(key)]] },
    byId: { keys: ({ kind, key }) => [[kind, key.id.toUpperCase()]] },
    byPeer: { keys: ({ peer, kind, lastUpdated }) => [[peer, kind, lastUpdated]] },
  },
});

export function receivedId(peer: string, kind: Kind, key: ObjectKey): string {
  return encodeKey([peer, kind, ...foldedKey(key)]);
}

/** A change of a partner's object that was stored, as listeners hear it: canonical, with what the conversion could not say. */
export interface ReceivedChange<Name extends Kind = Kind> {
  readonly kind: Name;
  readonly peer: string;
  readonly key: ObjectKey;
  readonly before: Kinds[Name] | undefined;
  /** `undefined`: it was deleted. */
  readonly after: Kinds[Name] | undefined;
  readonly losses: readonly Loss[];
}

/** Runs in the unit of work that stores the change: what it writes commits with it, and what it throws keeps the change from being stored. */
export type ReceivedListener<Name extends Kind = Kind> = (change: ReceivedChange<Name>, unit: Unit) => Promise<void> | void;

/** A listener for each kind that is taken from partners; `true` just stores. */
export type ReceivedListeners = { readonly [Name in Kind]?: true | ReceivedListener<Name> };

export interface Reception {
  readonly peer: string;
  readonly kind: Kind;
  readonly key: ObjectKey;
  readonly version: OcpiVersion;
  /** The whole object, read and clean. */
  readonly wire: Json;
  readonly now: Instant;
}

/** `stale`: what is stored is newer, nothing was changed (roaming, decision 3). */
export type ReceptionOutcome = "created" | "updated" | "stale";

/** Stores what a partner told, pushed or pulled, and tells the listener; an older object never replaces a newer one. */
export async function receiveObject(unit: Unit, { peer, kind, key, version, wire, now }: Reception, listeners: ReceivedListeners): Promise<ReceptionOutcome> {
  const id = receivedId(peer, kind, key);
  const known = await unit.get(receivedObjects, id);
  const lastUpdated = updatedAt(wire) ?? known?.lastUpdated ?? instant(0);
  if (known !== undefined && lastUpdated < known.lastUpdated) return "stale";
  unit.put(receivedObjects, id, { peer, kind, key, version, wire, lastUpdated, receivedAt: now });
  const { value: after, losses } = canonical(kind, wire, version, key);
  await tell(listeners, { kind, peer, key, before: known && canonicalOf(known), after, losses }, unit);
  return known === undefined ? "created" : "updated";
}

/** Forgets an object that its owner deleted; `false` when there was none. */
export async function forgetObject(unit: Unit, peer: string, kind: Kind, key: ObjectKey, listeners: ReceivedListeners): Promise<boolean> {
  const id = receivedId(peer, kind, key);
  const known = await unit.get(receivedObjects, id);
  if (known === undefined) return false;
  unit.delete(receivedObjects, id);
  await tell(listeners, { kind, peer, key: known.key, before: canonicalOf(known), after: undefined, losses: [] }, unit);
  return true;
}

/** The canonical form of what was received. */
export function canonicalOf<Name extends Kind>({ kind, wire, version, key }: ReceivedObject & { readonly kind: Name }): Kinds[Name] {
  // Newer versions can say all that older ones can.
  return canonical(kind, wire, version, key).value!;
}

/** An object of a partner, canonical; with a token, `type` may be left out. */
export async function findReceived<Name extends Kind>(reader: Reader, kind: Name, key: ObjectKey): Promise<readonly Kinds[Name][]> {
  const { items } = await reader.find(receivedObjects, { index: "byKey", prefix: [kind, ...foldedKey(key)] });
  return items.map(({ body }) => canonicalOf(body as ReceivedObject & { readonly kind: Name }));
}

const CONVERTED: ReadonlySet<string> = new Set<ConvertedName>(["Location", "Session", "CDR", "Tariff", "Token"]);

function canonical<Name extends Kind>(kind: Name, wire: Json, version: OcpiVersion, { countryCode, partyId }: ObjectKey): { readonly value: Kinds[Name] | undefined; readonly losses: readonly Loss[] } {
  if (!CONVERTED.has(kind)) return { value: wire as unknown as Kinds[Name], losses: [] };
  const { value, losses } = convertObject(kind as ConvertedName, wire as never, version, "2.3.0", { party: { countryCode, partyId } });
  return { value: value as Kinds[Name] | undefined, losses };
}

async function tell<Name extends Kind>(listeners: ReceivedListeners, change: ReceivedChange<Name>, unit: Unit): Promise<void> {
  const listener = listeners[change.kind];
  if (typeof listener === "function") await listener(change, unit);
}

function updatedAt(wire: Json): Instant | undefined {
  const { last_updated: text } = wire;
  return typeof text === "string" ? parseDateTime(text) : undefined;
}
