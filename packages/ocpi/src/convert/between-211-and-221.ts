import { isPlainObject } from "../schema/clean.ts";
import { v211 } from "../v211/index.ts";
import { v221 } from "../v221/index.ts";
import { v230 } from "../v230/index.ts";
import { tariff } from "./between-221-and-230.ts";
import type { ConversionContext } from "./convert-object.ts";
import type { Loss } from "./loss.ts";
import { fingerprint, narrow, shortId, type Json } from "./narrow.ts";

type Rewrite = (value: Json, context: ConversionContext, losses: Loss[]) => Json | undefined;

/** 2.1.1 knows no parties: the credentials of the peer tell whose object it is. */
const UP: Readonly<Record<string, Rewrite>> = {
  Location: (value, context, losses) => locationUp(value, context, losses),
  Session(value, context, losses) {
    const { start_datetime: start, end_datetime: end, auth_id: contract, location, total_cost: cost, ...others } = value;
    const place = isPlainObject(location) ? placeOf(location) : undefined;
    return {
      ...party(context), ...others, start_date_time: start, ...(end === undefined ? {} : { end_date_time: end }),
      cdr_token: cdrToken(contract, context, losses),
      location_id: idUp(place?.location["id"]), evse_uid: idUp(place?.evse?.["uid"]) ?? assumed(losses, "/evse_uid", "#NA"), connector_id: place?.connector?.["id"] ?? assumed(losses, "/connector_id", "#NA"),
      ...(typeof cost === "number" ? { total_cost: { excl_vat: cost } } : {}),
    };
  },
  CDR(value, context, losses) {
    const { stop_date_time: end, auth_id: contract, location, total_cost: cost, tariffs, ...others } = value;
    const place = isPlainObject(location) ? placeOf(location) : undefined;
    return {
      ...party(context), ...others, end_date_time: end, cdr_token: cdrToken(contract, context, losses),
      ...(place === undefined ? {} : { cdr_location: cdrLocation(place, losses) }), total_cost: { excl_vat: cost },
      ...(Array.isArray(tariffs) ? { tariffs: tariffs.map((each: Json, index) => tariffUp(each, context, losses, `/tariffs/${index}`)) } : {}),
    };
  },
  Tariff: (value, context, losses) => tariffUp(value, context, losses, ""),
  Token: (value, context) => tokenUp(value, context),
  EVSE: (value) => evseUp(value),
  Connector: (value) => connectorUp(value),
  StartSession: (value, context) => ({ ...value, token: tokenUp(value["token"] as Json, context) }),
  ReserveNow: (value, context) => ({ ...value, token: tokenUp(value["token"] as Json, context), reservation_id: String(value["reservation_id"]) }),
  /** 2.1.1 has one object for the answer and the outcome, and tells no timeout. */
  CommandResponse: ({ result, ...others }, _, losses) => ({ ...others, result: result === "TIMEOUT" ? "REJECTED" : result, timeout: assumed(losses, "/timeout", 30) }),
};

const DOWN: Readonly<Record<string, Rewrite>> = {
  Location: (value, _, losses) => locationDown(value, losses),
  Session(value, context, losses) {
    const { start_date_time: start, end_date_time: end, cdr_token: token, location_id: id, evse_uid: uid, connector_id: connector, total_cost: cost, ...others } = value;
    const location = knownLocation(context, id, uid, connector);
    if (location === undefined) return undefined;
    return {
      ...others, start_datetime: start, ...(end === undefined ? {} : { end_datetime: end }), auth_id: isPlainObject(token) ? token["contract_id"] : undefined,
      location: locationDown(onlyPlace(location, uid, connector), losses), ...(isPlainObject(cost) ? { total_cost: netOf(cost, losses) } : {}),
    };
  },
  CDR(value, context, losses) {
    const { end_date_time: end, cdr_token: token, cdr_location: place, total_cost: cost, tariffs, ...others } = value;
    if (value["credit"] === true) {
      losses.push({ pointer: "/credit", code: "dropped", rule: "2.1.1 has no credit CDRs" });
      return undefined;
    }
    const { id, evse_uid: uid, connector_id: connector } = place as Json;
    const known = knownLocation(context, id, uid, connector);
    const location = known === undefined ? locationOf(place as Json, value["last_updated"], losses) : onlyPlace(known, uid, connector);
    return {
      ...others, stop_date_time: end, auth_id: isPlainObject(token) ? token["contract_id"] : undefined, location: locationDown(location, losses),
      total_cost: isPlainObject(cost) ? netOf(cost, losses) : undefined,
      ...(Array.isArray(tariffs) ? { tariffs: tariffs.map((each: Json, index) => tariffDown(each, losses, `/tariffs/${index}`)).filter((each) => each !== undefined) } : {}),
    };
  },
  Tariff: (value, _, losses) => tariffDown(value, losses, ""),
  Token: (value) => tokenDown(value),
  EVSE: (value, _, losses) => evseDown(value, losses, ""),
  Connector: (value, _, losses) => connectorDown(value, losses, ""),
  StartSession: (value) => ({ ...value, token: tokenDown(value["token"] as Json) }),
  ReserveNow: (value) => ({ ...value, token: tokenDown(value["token"] as Json), reservation_id: reservationNumber(String(value["reservation_id"])) }),
};

export function from211to221(name: string, value: Json, context: ConversionContext, losses: Loss[]): Json | undefined {
  const rewritten = (UP[name] ?? ((same: Json) => same))(value, context, losses);
  return rewritten === undefined ? undefined : narrow(rewritten, name, v211, v221, losses);
}

export function from221to211(name: string, value: Json, context: ConversionContext, losses: Loss[]): Json | undefined {
  const rewritten = (DOWN[name] ?? ((same: Json) => same))(value, context, losses);
  return rewritten === undefined ? undefined : narrow(rewritten, name, v221, v211, losses);
}

function party({ party: { countryCode, partyId } }: ConversionContext): Json {
  return { country_code: countryCode, party_id: partyId };
}

function tokenUp({ auth_id: contract, ...others }: Json, context: ConversionContext): Json {
  return { ...party(context), ...others, contract_id: contract };
}

function tokenDown({ contract_id: contract, ...others }: Json): Json {
  return { ...others, auth_id: contract };
}

/** Reservations of 2.1.1 have numbers: digits stay what they are, other ids become 31 bits of their fingerprint, always the same. */
export function reservationNumber(id: string): number {
  const digits = /^(0|[1-9]\d{0,8})$/.test(id);
  return digits ? Number(id) : fingerprint(id) >>> 1;
}

function locationUp({ type, evses, energy_mix: mix, ...others }: Json, context: ConversionContext, losses: Loss[]): Json {
  const parking = type === "OTHER" || type === "UNKNOWN" || type === undefined ? {} : { parking_type: type };
  return {
    ...party(context), publish: true, ...others, id: idUp(others["id"]), ...parking, time_zone: others["time_zone"] ?? assumed(losses, "/time_zone", context.timeZone ?? "UTC"),
    ...(Array.isArray(evses) ? { evses: evses.map((evse: Json) => evseUp(evse)) } : {}),
    ...(isPlainObject(mix) ? { energy_mix: impacts(mix, "source", "category") } : {}),
  };
}

function locationDown({ parking_type: parking, evses, energy_mix: mix, ...others }: Json, losses: Loss[]): Json {
  const types = v211.enums["LocationType"]!.values;
  const isSaid = parking === undefined || (typeof parking === "string" && types.includes(parking));
  if (!isSaid) losses.push({ pointer: "/parking_type", code: "replaced", rule: "OTHER is the nearest LocationType of 2.1.1" });
  if (others["publish"] === false) losses.push({ pointer: "/publish", code: "dropped", rule: "2.1.1 publishes every location; do not send it" });
  return {
    ...others, ...placeDown(others, losses, ""), type: parking === undefined ? "UNKNOWN" : isSaid ? parking : "OTHER", postal_code: others["postal_code"] ?? assumed(losses, "/postal_code", ""),
    ...(Array.isArray(evses) ? { evses: evses.map((evse: Json, index) => evseDown(evse, losses, `/evses/${index}`)) } : {}),
    ...(isPlainObject(mix) ? { energy_mix: impacts(mix, "category", "source") } : {}),
  };
}

function tariffUp(value: Json, context: ConversionContext, losses: Loss[], pointer: string): Json {
  const { energy_mix: mix } = value;
  return { ...party(context), ...tariff(value, "2.1.1", "2.2.1", losses, pointer), ...(isPlainObject(mix) ? { energy_mix: impacts(mix, "source", "category") } : {}) };
}

function tariffDown(value: Json, losses: Loss[], pointer: string): Json | undefined {
  const { energy_mix: mix } = value;
  const converted = tariff(value, "2.2.1", "2.1.1", losses, pointer);
  return converted === undefined || !isPlainObject(mix) ? converted : { ...converted, energy_mix: impacts(mix, "category", "source") };
}

/** E25: the same member has two names. */
function impacts(mix: Json, from: string, to: string): Json {
  const { environ_impact: list } = mix;
  if (!Array.isArray(list)) return mix;
  return { ...mix, environ_impact: list.map(({ [from]: category, ...others }: Json) => ({ ...others, [to]: category })) };
}

function evseUp(value: Json): Json {
  const { connectors } = value;
  return { ...value, uid: idUp(value["uid"]), ...(Array.isArray(connectors) ? { connectors: connectors.map((each: Json) => connectorUp(each)) } : {}) };
}

function evseDown(value: Json, losses: Loss[], pointer: string): Json {
  const { connectors } = value;
  return {
    ...value, ...placeDown(value, losses, pointer),
    ...(Array.isArray(connectors) ? { connectors: connectors.map((each: Json, index) => connectorDown(each, losses, `${pointer}/connectors/${index}`)) } : {}),
  };
}

/** Coordinates have exactly six decimals in 2.1.1, and five to seven later. */
function placeDown({ coordinates, related_locations: related }: Json, losses: Loss[], pointer: string): Json {
  const degrees = (value: unknown, at: string): unknown => {
    const [whole, fraction] = typeof value === "string" ? value.split(".") : [];
    if (whole === undefined || fraction === undefined || fraction.length === 6) return value;
    if (fraction.length > 6) losses.push({ pointer: at, code: "shortened", rule: "2.1.1 has coordinates of six decimals" });
    return `${whole}.${fraction.padEnd(6, "0").slice(0, 6)}`;
  };
  const down = (place: Json, at: string): Json => ({ ...place, latitude: degrees(place["latitude"], `${at}/latitude`), longitude: degrees(place["longitude"], `${at}/longitude`) });
  return {
    ...(isPlainObject(coordinates) ? { coordinates: down(coordinates, `${pointer}/coordinates`) } : {}),
    ...(Array.isArray(related) ? { related_locations: related.map((each: Json, index) => down(each, `${pointer}/related_locations/${index}`)) } : {}),
  };
}

function connectorUp({ voltage, amperage, tariff_id: tariffId, ...others }: Json): Json {
  return { ...others, max_voltage: voltage, max_amperage: amperage, ...(tariffId === undefined ? {} : { tariff_ids: [tariffId] }) };
}

function connectorDown({ max_voltage: voltage, max_amperage: amperage, tariff_ids: tariffIds, ...others }: Json, losses: Loss[], pointer: string): Json {
  const ids = Array.isArray(tariffIds) ? (tariffIds as readonly unknown[]) : [];
  if (ids.length > 1) losses.push({ pointer: `${pointer}/tariff_ids`, code: "dropped", rule: "2.1.1 has one tariff for each connector; the first stays" });
  return { ...others, voltage, amperage, ...(ids.length === 0 ? {} : { tariff_id: ids[0] }) };
}

function cdrToken(contract: unknown, context: ConversionContext, losses: Loss[]): Json {
  losses.push({ pointer: "/cdr_token", code: "assumed", rule: "2.1.1 tells the contract only, not the token" });
  return { ...party(context), uid: contract, type: "OTHER", contract_id: contract };
}

interface Place {
  readonly location: Json;
  readonly evse: Json | undefined;
  readonly connector: Json | undefined;
}

/** The one EVSE and connector that sessions and CDRs of 2.1.1 carry in their location. */
function placeOf(location: Json): Place {
  const evse = (location["evses"] as readonly Json[] | undefined)?.[0];
  return { location, evse, connector: (evse?.["connectors"] as readonly Json[] | undefined)?.[0] };
}

/** As 2.2.1 has it: the caller may have it newer. */
function knownLocation({ location }: ConversionContext, id: unknown, uid: unknown, connector: unknown): Json | undefined {
  const known = location?.(String(id), String(uid), String(connector));
  return known === undefined ? undefined : narrow(known, "Location", v230, v221, []);
}

function onlyPlace(location: Json, uid: unknown, connectorId: unknown): Json {
  const evses = ((location["evses"] ?? []) as readonly Json[]).filter((evse) => evse["uid"] === uid);
  return { ...location, evses: evses.map((evse) => ({ ...evse, connectors: (evse["connectors"] as readonly Json[]).filter(({ id }) => id === connectorId) })) };
}

function cdrLocation({ location, evse, connector }: Place, losses: Loss[]): Json {
  const { id, name, address, city, postal_code: postalCode, country, coordinates } = location;
  return {
    id: idUp(id), ...(name === undefined ? {} : { name }), address: cut(address, 45), city, postal_code: postalCode, country, coordinates,
    evse_uid: idUp(evse?.["uid"]) ?? assumed(losses, "/cdr_location/evse_uid", "#NA"), evse_id: evse?.["evse_id"] ?? assumed(losses, "/cdr_location/evse_id", "#NA"),
    connector_id: connector?.["id"] ?? assumed(losses, "/cdr_location/connector_id", "#NA"),
    connector_standard: connector?.["standard"] ?? assumed(losses, "/cdr_location/connector_standard", "IEC_62196_T2"),
    connector_format: connector?.["format"] ?? assumed(losses, "/cdr_location/connector_format", "SOCKET"),
    connector_power_type: connector?.["power_type"] ?? assumed(losses, "/cdr_location/connector_power_type", "AC_3_PHASE"),
  };
}

/** A location of 2.2.1 from what a CDR tells of it. */
function locationOf(place: Json, updated: unknown, losses: Loss[]): Json {
  const { evse_uid: uid, evse_id: evseId, connector_id: connectorId, connector_standard: standard, connector_format: format, connector_power_type: powerType, ...others } = place;
  losses.push({ pointer: "/location", code: "assumed", rule: "voltage, amperage and status of the connector are not known" });
  const connector = { id: connectorId, standard, format, power_type: powerType, max_voltage: 0, max_amperage: 0, last_updated: updated };
  return { ...others, evses: [{ uid, evse_id: evseId, status: "UNKNOWN", connectors: [connector], last_updated: updated }], last_updated: updated };
}

/** Of a price of 2.2.1: 2.1.1 has amounts without VAT. */
function netOf({ excl_vat: net, incl_vat: gross }: Json, losses: Loss[]): unknown {
  if (gross !== undefined) losses.push({ pointer: "/total_cost/incl_vat", code: "dropped", rule: "2.1.1 has costs without VAT" });
  return net;
}

/** Ids of locations and EVSEs have 39 characters in 2.1.1 and 36 later. */
function idUp(id: unknown): unknown {
  return typeof id === "string" ? shortId(id, 36) : id;
}

function cut(text: unknown, length: number): unknown {
  return typeof text === "string" ? text.slice(0, length) : text;
}

function assumed<Value>(losses: Loss[], pointer: string, value: Value): Value {
  losses.push({ pointer, code: "assumed", rule: "the source does not tell it" });
  return value;
}
