import type { Instant } from "@cpokit/kernel";
import { foldTokenValue, TokenType, type Station, type Token } from "@cpokit/model";
import type { Fault } from "./fault.ts";
import { createFieldReader, type FieldReader } from "./field-reader.ts";
import { readRows, type Row } from "./read-rows.ts";

/** A session that came to its end at the former back end. */
export interface FormerSession {
  readonly id: string;
  /** The identity of its station. */
  readonly station: string;
  readonly connector: number;
  readonly token?: string;
  readonly start: Instant;
  /** Registers in Wh, as they were written. */
  readonly startRegister: string;
  readonly stop: Instant;
  readonly stopRegister: string;
  readonly reason?: string;
}

/** What the former back end had, read and checked; nothing of it may be used while there are faults. */
export interface FormerBackEnd {
  readonly stations: readonly Omit<Station, "id">[];
  readonly tokens: readonly Omit<Token, "id">[];
  readonly sessions: readonly FormerSession[];
  /** The sessions' stations, with where each is named first. */
  readonly stationsOfSessions: ReadonlyMap<string, Row>;
  readonly faults: readonly Fault[];
}

/** Our name of each field, and what SteVe calls it. */
const NAMES = {
  identity: ["identity", "charge_box_id"], protocol: ["protocol", "ocpp_protocol"], lifecycle: ["lifecycle", "registration_status"],
  vendor: ["vendor", "charge_point_vendor"], model: ["model", "charge_point_model"], serial: ["serial", "charge_point_serial_number"], firmware: ["firmware", "fw_version"],
  value: ["value", "id_tag"], group: ["group", "parent_id_tag"], validUntil: ["validUntil", "expiry_date"], holder: ["holder", "note"],
  type: ["type"], status: ["status"], sessionsAtOnce: ["max_active_transaction_count"],
  id: ["id", "transaction_pk"], station: ["station", "charge_box_id"], connector: ["connector", "connector_id"], token: ["token", "id_tag"],
  start: ["start", "start_timestamp"], startRegister: ["startRegister", "start_value"], stop: ["stop", "stop_timestamp"], stopRegister: ["stopRegister", "stop_value"], reason: ["reason", "stop_reason"],
} as const;

const LIFECYCLES: Readonly<Record<string, Station["lifecycle"]>> = {
  planned: "planned", commissioned: "commissioned", operative: "operative", retired: "retired", accepted: "operative", pending: "planned", rejected: "retired",
};

/** Reads `stations`, `tokens` and `sessions` of a folder, and finds all that is wrong in them. */
export function readFormerBackEnd(folder: string): FormerBackEnd {
  const faults: Fault[] = [];
  const table = <Record>(name: string, read: (fields: FieldReader) => Record, key: (record: Record) => string, names: readonly string[]): readonly { readonly record: Record; readonly row: Row }[] => {
    const { rows, faults: unreadable } = readRows(folder, name);
    faults.push(...unreadable);
    const seen = new Map<string, string>();
    return rows.map((row) => {
      const fields = createFieldReader(row, faults);
      const record = read(fields);
      const own = key(record);
      const first = seen.get(own);
      if (first !== undefined && own !== "") fields.refuse(names, `is the same as in ${first}`);
      seen.set(own, first ?? row.place);
      return { record, row };
    });
  };
  const stations = table("stations", readStation, ({ identity }) => identity, NAMES.identity);
  const tokens = table("tokens", readToken, ({ value }) => foldTokenValue(value), NAMES.value);
  const sessions = table("sessions", readSession, ({ id }) => id, NAMES.id);
  const stationsOfSessions = new Map<string, Row>();
  for (const { record, row } of sessions) if (!stationsOfSessions.has(record.station)) stationsOfSessions.set(record.station, row);
  return { stations: stations.map(({ record }) => record), tokens: tokens.map(({ record }) => record), sessions: sessions.map(({ record }) => record), stationsOfSessions, faults };
}

function readStation(fields: FieldReader): Omit<Station, "id"> {
  const identity = fields.required(NAMES.identity, 255);
  const lifecycle = fields.text(NAMES.lifecycle, 20);
  const known = lifecycle === undefined ? "operative" : LIFECYCLES[lifecycle.toLowerCase()];
  if (known === undefined) fields.refuse(NAMES.lifecycle, `must be planned, commissioned, operative or retired; it is "${lifecycle}"`);
  const protocol = readProtocol(fields);
  const rest = { vendor: fields.text(NAMES.vendor, 255), model: fields.text(NAMES.model, 255), serial: fields.text(NAMES.serial, 255), firmware: fields.text(NAMES.firmware, 255) };
  return { identity, lifecycle: known ?? "operative", ...(protocol === undefined ? {} : { protocol }), ...given(rest) };
}

function readProtocol(fields: FieldReader): Station["protocol"] {
  const text = fields.text(NAMES.protocol, 20);
  if (text === undefined) return undefined;
  const version = (["1.6", "2.0.1", "2.1"] as const).find((each) => text.toLowerCase() === each || text.toLowerCase() === `ocpp${each}` || text.toLowerCase() === `ocpp${each}j`);
  if (version === undefined) fields.refuse(NAMES.protocol, `must be 1.6, 2.0.1 or 2.1 over WebSocket (leave it empty for a station that will be changed to one of them); it is "${text}"`);
  return version;
}

function readToken(fields: FieldReader): Omit<Token, "id"> {
  const value = fields.required(NAMES.value, 255);
  const status = fields.text(NAMES.status, 20);
  if (status !== undefined && status !== "accepted" && status !== "blocked") fields.refuse(NAMES.status, `must be accepted or blocked; it is "${status}"`);
  const type = TokenType.safeParse(fields.text(NAMES.type, 20) ?? "RFID");
  if (!type.success) fields.refuse(NAMES.type, `must be ${TokenType.options.join(", ")}`);
  // SteVe blocks a tag by allowing it no transaction; -1 is no limit.
  const isBlocked = status === "blocked" || fields.text(NAMES.sessionsAtOnce, 12) === "0";
  const validUntil = fields.time(NAMES.validUntil);
  const rest = { group: fields.text(NAMES.group, 36), holder: fields.text(NAMES.holder, 255) };
  return { value, type: type.data ?? "RFID", status: isBlocked ? "blocked" : "accepted", ...(validUntil === undefined ? {} : { validUntil }), ...given(rest) };
}

function readSession(fields: FieldReader): FormerSession {
  const [id, station] = [fields.required(NAMES.id, 64), fields.required(NAMES.station, 255)];
  for (const names of [NAMES.connector, NAMES.start, NAMES.startRegister]) fields.required(names, 64);
  const connector = fields.count(NAMES.connector) ?? 1;
  if (connector < 1) fields.refuse(NAMES.connector, "must be 1 or more");
  const [start, startRegister] = [fields.time(NAMES.start), fields.number(NAMES.startRegister, "Wh")];
  const [stop, stopRegister] = [fields.time(NAMES.stop), fields.number(NAMES.stopRegister, "Wh")];
  if (fields.text(NAMES.stop, 64) === undefined) fields.refuse(NAMES.stop, "must be given: let the session end at the former back end, then move it");
  else fields.required(NAMES.stopRegister, 64);
  if (start !== undefined && stop !== undefined && stop < start) fields.refuse(NAMES.stop, "must not be before the start");
  if (startRegister !== undefined && stopRegister !== undefined && Number(stopRegister) < Number(startRegister)) fields.refuse(NAMES.stopRegister, `must not be below the start, which is ${startRegister}`);
  const rest = { token: fields.text(NAMES.token, 255), reason: fields.text(NAMES.reason, 50) };
  // What is absent here is a fault, with which nothing is written.
  return { id, station, connector, start: start ?? EPOCH, startRegister: startRegister ?? "", stop: stop ?? EPOCH, stopRegister: stopRegister ?? "", ...given(rest) };
}

const EPOCH = 0 as Instant;

function given<Values extends Readonly<Record<string, string | undefined>>>(values: Values): { readonly [Name in keyof Values]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as { readonly [Name in keyof Values]?: string };
}
