import { foldTokenValue, type AuthorizationResult, type Station, type Token } from "@cpokit/model";
import { carried, mergeRule, type MergeNames, type MergePart } from "@cpokit/storage";
import { accessPolicies, type AccessPolicy } from "../authorization/access-policy.ts";
import { authorizationDecisions } from "../authorization/decisions.ts";
import { findToken, tokens } from "../authorization/tokens.ts";
import { newestIncarnations, stationIncarnations } from "../provisioning/incarnations.ts";
import { findStation, stations } from "../provisioning/stations.ts";

/**
 * How stations and tokens are merged into another tenant (F24). A station whose identity is taken gets another, which must then be set
 * in the station as well. What stations tell again when they connect, and what was ordered of them, stays behind.
 */
export const csmsMerge: MergePart = {
  kinds: [
    { kind: "station", isTaken: async (reader, name) => (await reader.get(stations, name)) !== undefined },
    { kind: "identity", isTaken: async (reader, name) => (await findStation(reader, name)) !== undefined },
    { kind: "token", isTaken: async (reader, name) => (await reader.get(tokens, name)) !== undefined },
    {
      kind: "tokenValue",
      isTaken: async (reader, name) => (await findToken(reader, name)) !== undefined,
      fixed: "A card cannot be given another number: delete one of the two tokens, or say which token of the target it is.",
    },
    { kind: "group", isTaken: async (reader, name) => (await reader.find(tokens, { index: "byGroup", prefix: [name], limit: 1 })).items.length > 0 },
  ],
  rules: [
    mergeRule(stations, {
      names: ({ id, body }) => [{ kind: "station", name: id }, { kind: "identity", name: body.identity }],
      carry: ({ id, body }, names) => [carried(stations, names.of("station", id), mergedStation(body, names))],
    }),
    mergeRule(stationIncarnations, {
      carry: ({ body }, names) => {
        const station = names.of("station", body.station);
        return [carried(stationIncarnations, `${station}/${body.incarnation}`, { ...body, station })];
      },
    }),
    mergeRule(newestIncarnations, {
      carry: ({ id, body }, names) => [carried(newestIncarnations, names.of("station", id), { ...body, station: names.of("station", body.station) })],
    }),
    mergeRule(tokens, {
      names: ({ id, body }) => [{ kind: "token", name: id }, { kind: "tokenValue", name: foldTokenValue(body.value) }, ...(body.group === undefined ? [] : [{ kind: "group", name: body.group }])],
      carry: ({ id, body }, names) => [carried(tokens, names.of("token", id), mergedToken(body, names))],
    }),
    mergeRule(accessPolicies, {
      obstacle: ({ id }) => (id === "all" ? "The access policy for all would hold for the stations of the target as well; give it to locations or stations instead." : undefined),
      carry: ({ body }, names) => {
        const policy = mergedPolicy(body, names);
        return [carried(accessPolicies, policy.place, policy)];
      },
    }),
    mergeRule(authorizationDecisions, {
      carry: ({ id, body }, names) => {
        const station = names.of("station", body.station);
        const own = id.startsWith(`${body.station}/`) ? `${station}/${id.slice(body.station.length + 1)}` : id;
        return [carried(authorizationDecisions, own, { ...body, station, result: mergedDecision(body.result, names) })];
      },
    }),
  ],
};

function mergedStation(station: Station, names: MergeNames): Station {
  const { id, identity, locationId } = station;
  const location = locationId === undefined ? {} : { locationId: names.of("location", locationId) };
  return { ...station, id: names.of("station", id), identity: names.of("identity", identity), ...location };
}

function mergedToken(token: Token, names: MergeNames): Token {
  // Accounts of drivers stay in their own tenant; the token stands for itself in the target.
  const { id, group, driver: _, ...rest } = token;
  return { ...rest, id: names.of("token", id), ...(group === undefined ? {} : { group: names.of("group", group) }) };
}

function mergedDecision<Result extends AuthorizationResult>(result: Result, names: MergeNames): Result {
  const { group, tokenId } = result;
  return { ...result, ...(group === undefined ? {} : { group: names.of("group", group) }), ...(tokenId === undefined ? {} : { tokenId: names.of("token", tokenId) }) };
}

function mergedPolicy(policy: AccessPolicy, names: MergeNames): AccessPolicy {
  const rules = policy.rules.map((rule) => {
    if (rule.who === "everybody") return rule;
    const { tokens: ids, groups } = rule.who;
    const who = {
      ...rule.who,
      ...(ids === undefined ? {} : { tokens: ids.map((id) => names.of("token", id)) }),
      ...(groups === undefined ? {} : { groups: groups.map((group) => names.of("group", group)) }),
    };
    return { ...rule, who };
  });
  return { ...policy, place: mergedPlace(policy.place, names), rules };
}

/** `all`, `location/<id>`, `station/<id>` or `evse/<station>/<number>`. */
function mergedPlace(place: string, names: MergeNames): string {
  const [, kind = "", rest = ""] = /^(location|station|evse)\/(.*)$/s.exec(place) ?? [];
  if (kind === "") return place;
  if (kind !== "evse") return `${kind}/${names.of(kind, rest)}`;
  const end = rest.lastIndexOf("/");
  return `evse/${names.of("station", rest.slice(0, end))}${rest.slice(end)}`;
}
