import { instant, type Clock, type Instant } from "@cpokit/kernel";
import { collection, encodeKey, type Reader, type Unit } from "@cpokit/storage";
import { stampChanges } from "../rules/stamp-changes.ts";
import { parseDateTime } from "../schema/date-time.ts";
import { foldedKey, keyOf, type Kind, type Kinds, type ObjectKey } from "./kinds.ts";

/** An object of ours as partners may read it: canonical, with `last_updated` set by `publishObject`. */
export interface PublishedObject<Name extends Kind = Kind> {
  readonly kind: Name;
  /** `partyKey` of the owner. */
  readonly party: string;
  readonly object: Kinds[Name];
  /** When it was published first: lists are in this order. */
  readonly createdAt: Instant;
  readonly lastUpdated: Instant;
}

/** Our objects by `publishedId`: in order of creation, by `last_updated`, and by id within all our parties. */
export const publishedObjects = collection<PublishedObject>("ocpi.published", {
  indexes: {
    inOrder: { keys: ({ kind, createdAt }) => [[kind, createdAt]] },
    byUpdate: { keys: ({ kind, lastUpdated }) => [[kind, lastUpdated]] },
    byId: { keys: ({ kind, object }) => [[kind, ...foldedKey(keyOf(kind, object as unknown as Readonly<Record<string, unknown>>, { countryCode: "", partyId: "" })).slice(1)]] },
  },
});

/** The id of the document of an object of ours. */
export function publishedId<Name extends Kind>(kind: Name, object: Kinds[Name]): string {
  return encodeKey([kind, ...foldedKey(keyOf(kind, object as unknown as Readonly<Record<string, unknown>>, { countryCode: "", partyId: "" }))]);
}

/** An object of ours as it was published last. */
export async function findPublished<Name extends Kind>(reader: Pick<Reader, "get">, kind: Name, key: ObjectKey): Promise<Kinds[Name] | undefined> {
  const published = await reader.get(publishedObjects, encodeKey([kind, ...foldedKey(key)]));
  return published?.object as Kinds[Name] | undefined;
}

/** What became of an object that was published. */
export interface Publication<Name extends Kind> {
  readonly before: Kinds[Name] | undefined;
  readonly object: Kinds[Name];
  readonly isChanged: boolean;
}

/**
 * Puts an object of ours where partners read it, in the unit of work that it changed in. `last_updated` is set where the content changed
 * and only there; publishing the same again changes nothing.
 */
export async function publishObject<Name extends Kind>(unit: Unit, kind: Name, object: Kinds[Name], { clock }: { readonly clock: Clock }): Promise<Publication<Name>> {
  const id = publishedId(kind, object);
  const known = (await unit.get(publishedObjects, id)) as PublishedObject<Name> | undefined;
  const now = clock.now();
  // Two changes within a millisecond, and clocks that go back, still move on: a receiver drops what is older than it has.
  const next = stampChanges(known?.object, object, known === undefined || now > known.lastUpdated ? now : instant(known.lastUpdated + 1));
  const lastUpdated = parseDateTime((next as { readonly last_updated: string }).last_updated) ?? now;
  const isChanged = known === undefined || lastUpdated !== known.lastUpdated;
  if (isChanged) {
    const [party = ""] = foldedKey(keyOf(kind, next as unknown as Readonly<Record<string, unknown>>, { countryCode: "", partyId: "" }));
    unit.put(publishedObjects, id, { kind, party, object: next, createdAt: known?.createdAt ?? clock.now(), lastUpdated });
  }
  return { before: known?.object, object: next, isChanged };
}

/** Takes an object of ours away; `false` when there was none. Locations and tokens are not taken away: they become REMOVED or invalid. */
export async function withdrawObject<Name extends Kind>(unit: Unit, kind: Name, object: Kinds[Name]): Promise<boolean> {
  const id = publishedId(kind, object);
  if ((await unit.get(publishedObjects, id)) === undefined) return false;
  unit.delete(publishedObjects, id);
  return true;
}
