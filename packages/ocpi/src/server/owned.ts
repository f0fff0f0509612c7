import type { Json } from "../convert/narrow.ts";
import { isPlainObject } from "../schema/clean.ts";
import { isFor } from "../peers/is-for.ts";
import { partyKey } from "../peers/peer.ts";
import type { Kind, Kinds } from "../peers/kinds.ts";
import type { Incoming, OcpiCall } from "./call.ts";
import type { Operation } from "./operations.ts";
import type { Platform } from "./options.ts";
import { createPageCache, type PageCache } from "./page-cache.ts";
import { pageHeaders, pinnedTotal, readPageQuery } from "./paging.ts";
import { partOf } from "./parts.ts";
import type { OwnedSource, PageQuery } from "./ports.ts";
import { CODES, done, refuse, type Reply } from "./reply.ts";
import { say } from "./wire.ts";

/** GET on the list of our objects of a kind. */
export function listOwned(kind: Kind): Operation {
  let pages: PageCache | undefined;
  return async (platform, incoming) => {
    const { clock, limits, project: show } = platform;
    if (limits.pageAge === 0) return makePage(kind, platform, incoming);
    pages ??= createPageCache(clock, limits.pageAge);
    const { call: { peer, version, from, to }, url } = incoming;
    const isShared = show === undefined && platform.audience === undefined && sourceOf(platform, kind).isShared === true;
    const key = JSON.stringify([version, url.search, to?.countryCode, to?.partyId, ...(isShared ? [] : [peer.id, from?.countryCode, from?.partyId])]);
    return pages.get(key, () => makePage(kind, platform, incoming));
  };
}

async function makePage(kind: Kind, platform: Platform, incoming: Incoming): Promise<Reply> {
  const { call } = incoming;
  const { limits } = platform;
  const source = sourceOf(platform, kind);
  const query: PageQuery = { ...readPageQuery(incoming, limits), isFor: (object) => isVisible(platform, kind, object as Kinds[Kind], call) };
  const page = await source.page(query, call);
  const total = page.total ?? pinnedTotal(query) ?? (await source.count?.(query, call)) ?? query.offset + page.items.length;
  const shown = page.items.map((object) => project(platform, kind, object, call)).filter((object) => object !== undefined);
  const locations = await locationsFor(platform, kind, shown, call);
  const data = shown.map((object) => sayOwned(platform, incoming, kind, object, locations)).filter((object) => object !== undefined);
  return done(data, { headers: pageHeaders(incoming, query, page, total, limits.maxPageSize) });
}

/** GET on one of our objects, or on an EVSE, connector or calendar of it. */
export function getOwned(kind: Kind, gives: string): Operation {
  return async (platform, incoming) => {
    const { call, params } = incoming;
    const [id = "", ...parts] = Object.values(params);
    const found = await sourceOf(platform, kind).get!(id, call);
    const shown = found === undefined ? undefined : project(platform, kind, found, call);
    const wire = shown === undefined ? undefined : sayOwned(platform, incoming, kind, shown, await locationsFor(platform, kind, [shown], call));
    const part = wire === undefined ? undefined : partOf(wire, gives, parts);
    return part === undefined ? refuse(404, CODES.unknownObject, `There is no such ${gives}.`) : done(part);
  };
}

function sourceOf({ modules }: Platform, kind: Kind): OwnedSource<Kinds[Kind]> {
  return modules.owned![kind]!;
}

function isVisible<Name extends Kind>({ audience }: Platform, kind: Name, object: Kinds[Name], { peer, from }: OcpiCall): boolean {
  if (audience !== undefined) return audience(kind, object, peer);
  // A hub that asks for one of its parties is shown what is for that party.
  const isOfParty = peer.hub !== undefined && from !== undefined && partyKey(from.countryCode, from.partyId) !== peer.hub;
  return isFor(object, isOfParty ? { roles: [{ country_code: from.countryCode, party_id: from.partyId }] } : peer);
}

function project<Name extends Kind>(platform: Platform, kind: Name, object: Kinds[Name], call: OcpiCall): Kinds[Name] | undefined {
  if (!isVisible(platform, kind, object, call)) return undefined;
  return platform.project === undefined ? object : platform.project(kind, object, call.peer);
}

/** In the version that is spoken; `undefined` and a line in the log when it has no words for the object. */
function sayOwned({ logger }: Platform, { call }: Incoming, kind: Kind, object: Kinds[Kind], locations: ReadonlyMap<string, Json>): Json | undefined {
  const { wire, losses } = say(kind, object, call.version, (id) => locations.get(id));
  if (wire === undefined) logger.warn({ peer: call.peer.id, kind, version: call.version, losses }, "An object of ours cannot be said in the partner's version; it is left out.");
  else if (losses.length > 0) logger.debug({ peer: call.peer.id, kind, version: call.version, losses }, "An object of ours loses something in the partner's version.");
  return wire;
}

/** Sessions and CDRs of 2.1.1 carry their location whole. */
async function locationsFor({ modules }: Platform, kind: Kind, objects: readonly Kinds[Kind][], call: OcpiCall): Promise<ReadonlyMap<string, Json>> {
  const found = new Map<string, Json>();
  if (call.version !== "2.1.1" || (kind !== "Session" && kind !== "CDR")) return found;
  for (const object of objects as unknown as readonly Json[]) {
    const id = kind === "Session" ? object["location_id"] : isPlainObject(object["cdr_location"]) ? object["cdr_location"]["id"] : undefined;
    if (typeof id !== "string" || found.has(id)) continue;
    const location = await modules.owned?.Location?.get?.(id, call);
    if (location !== undefined) found.set(id, location as unknown as Json);
  }
  return found;
}
