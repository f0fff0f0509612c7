import { accessPolicies, localLists, stations, type AccessPolicy, type AccessRule } from "@cpokit/csms";
import { instantText, type Location } from "@cpokit/model";
import type { Reader } from "@cpokit/storage";
import { locations } from "../collections.ts";
import type { Cpo } from "../cpo.ts";
import { optional } from "../views/optional.ts";
import { AccessPolicyDraft, AccessPolicyView } from "../wire/access-policy.ts";
import { PAGE, pageOf, paging } from "../wire/common.ts";
import { invalid, notFound } from "./errors.ts";
import { pageOfKnown, placePaging } from "./lists.ts";
import { momentOf } from "./moments.ts";
import { body, byId, createRoute, createRoutes, json, problems, z } from "./routes.ts";

const tags = ["Authorization"];

/** Who may charge where, and when: staff, residents, a club, opening hours of a car park. */
export function accessPolicyRoutes({ store, csms, settings }: Cpo) {
  const routes = createRoutes();

  routes.openapi(
    createRoute({ method: "get", path: "/access-policies", permission: "locations:read", tags, summary: "Who may charge where, by place; everybody with a valid token where there is none", request: { query: z.strictObject({ ...paging, place: z.string().max(300).optional().openapi({ description: "Of this place alone, by its own rules", example: "location/marina" }) }) }, responses: { 200: json(pageOf(AccessPolicyView), "By place"), ...problems } }),
    async (c) => {
      const { limit = PAGE, after, place } = c.req.valid("query");
      if (place !== undefined) {
        const policy = await store.get(accessPolicies, place);
        return c.json({ items: policy === undefined ? [] : [view(policy)] }, 200);
      }
      const page = await store.find(accessPolicies, { limit, ...optional({ after }) });
      return c.json({ items: page.items.map(({ body: policy }) => view(policy)), ...optional({ next: page.next }) }, 200);
    },
  );

  routes.openapi(
    createRoute({ method: "get", path: "/locations/{id}/access-policies", permission: "locations:read", sites: "location", tags, summary: "What decides who may charge at a location", request: { params: byId, query: z.strictObject(placePaging) }, responses: { 200: json(pageOf(AccessPolicyView), "Of all places, of the location, its stations and EVSEs"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const location = await store.get(locations, id);
      if (location === undefined) throw notFound("location", id);
      const found = await Promise.all(placesOf(location).map((place) => store.get(accessPolicies, place)));
      return c.json(pageOfKnown(found.filter((policy) => policy !== undefined).map(view), c.req.valid("query")), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "put", path: "/access-policies", permission: "locations:write", tags, summary: "Say who may charge at a place, and when; in place of what was said before", request: { body: body(AccessPolicyDraft) }, responses: { 200: json(AccessPolicyView, "In force from now on; running sessions go on"), ...problems } }),
    async (c) => {
      const { place, timeZone, rules, otherwise } = c.req.valid("json");
      const { zone, concerned } = await resolved(place);
      const policy: AccessPolicy = { place, timeZone: timeZone ?? zone ?? (await settings()).timeZone, rules: rules.map(ruleOf), otherwise };
      await store.transaction((unit) => unit.put(accessPolicies, place, policy));
      await tell(concerned);
      return c.json(view(policy), 200);
    },
  );

  routes.openapi(
    createRoute({ method: "delete", path: "/access-policies/{id}", permission: "locations:write", tags, summary: "Take the rules of a place away; those of the next wider place hold there", request: { params: byId }, responses: { 200: json(AccessPolicyView, "As they were"), ...problems } }),
    async (c) => {
      const { id } = c.req.valid("param");
      const removed = await store.transaction(async (unit) => {
        const policy = await unit.get(accessPolicies, id);
        if (policy === undefined) throw notFound("access policy", id);
        unit.delete(accessPolicies, id);
        return policy;
      });
      await tell(await stationsOf(store, id));
      return c.json(view(removed), 200);
    },
  );

  return routes;

  /** The place that a policy names must be there; its time zone, and the stations that hear of it. */
  async function resolved(place: string): Promise<{ readonly zone: string | undefined; readonly concerned: readonly string[] }> {
    const concerned = await stationsOf(store, place);
    const [kind, id = "", number] = partsOf(place);
    if (kind === "all") return { zone: undefined, concerned };
    if (kind === "location") {
      const location = await store.get(locations, id);
      if (location === undefined) throw invalid("place", `must be a place; there is no location "${id}"`);
      return { zone: location.timeZone, concerned };
    }
    if ((await store.get(stations, id)) === undefined) throw invalid("place", `must be a place; there is no station "${id}"`);
    const { items } = await store.find(locations, { index: "byStation", prefix: id, limit: 10 });
    const at = items.find(({ body: { evses } }) => evses.some((evse) => evse.stationId === id && (number === undefined || evse.number === Number(number))));
    if (number !== undefined && at === undefined) throw invalid("place", `must be a place; the station "${id}" has no EVSE ${number} at any location`);
    return { zone: at?.body.timeZone, concerned };
  }

  /** What stations keep of who may charge is brought in line, and forgotten where it is not known. */
  async function tell(concerned: readonly string[]): Promise<void> {
    for (const station of concerned) {
      if ((await store.get(localLists, station)) !== undefined) await csms.maintain(station, "localList");
      await csms.maintain(station, "clearCache");
    }
  }
}

/** `evse/CS-1/2` names EVSE 2 of station CS-1; a station's name may have strokes in it. */
function partsOf(place: string): readonly string[] {
  const [, kind = "all", rest = ""] = /^([a-z]+)(?:\/(.+))?$/.exec(place) ?? [];
  if (kind !== "evse") return [kind, rest];
  const cut = rest.lastIndexOf("/");
  return [kind, rest.slice(0, cut), rest.slice(cut + 1)];
}

function placesOf({ id, evses }: Location): readonly string[] {
  const own = [...new Set(evses.map(({ stationId }) => stationId))];
  return ["all", `location/${id}`, ...own.map((station) => `station/${station}`), ...evses.map(({ stationId, number }) => `evse/${stationId}/${number}`)];
}

async function stationsOf(reader: Reader, place: string): Promise<readonly string[]> {
  const [kind, id = ""] = partsOf(place);
  if (kind === "location") return [...new Set((await reader.get(locations, id))?.evses.map(({ stationId }) => stationId))];
  if (kind !== "all") return [id];
  const found: string[] = [];
  for (let after: string | undefined, isLast = false; !isLast; ) {
    const page = await reader.find(stations, { limit: 200, ...optional({ after }) });
    found.push(...page.items.map((item) => item.id));
    after = page.next;
    isLast = after === undefined;
  }
  return found;
}

function ruleOf({ effect, who, when }: AccessPolicyDraft["rules"][number], index: number): AccessRule {
  const at = (name: "notBefore" | "notAfter"): AccessRuleMoment => (when?.[name] === undefined ? undefined : momentOf(`rules.${index}.when.${name}`, when[name]));
  return {
    effect, who: who === "everybody" ? who : optional(who),
    ...(when === undefined ? {} : { when: optional({ weekdays: when.weekdays, from: when.from, to: when.to, notBefore: at("notBefore"), notAfter: at("notAfter") }) }),
  };
}

type AccessRuleMoment = NonNullable<AccessRule["when"]>["notBefore"] | undefined;

function view({ place, timeZone, rules, otherwise }: AccessPolicy): AccessPolicyView {
  return {
    place, timeZone, otherwise,
    rules: rules.map(({ effect, who, when }) => ({
      effect,
      who: who === "everybody" ? who : { ...optional({ tokens: who.tokens && [...who.tokens], groups: who.groups && [...who.groups], types: who.types && [...who.types], roaming: who.roaming }) },
      ...(when === undefined ? {} : {
        when: { ...optional({ weekdays: when.weekdays && [...when.weekdays], from: when.from, to: when.to, notBefore: when.notBefore && instantText(when.notBefore), notAfter: when.notAfter && instantText(when.notAfter) }) },
      }),
    })),
  };
}
