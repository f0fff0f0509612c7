import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findStation, findToken } from "@cpokit/csms";
import { instant } from "@cpokit/kernel";
import { createSystemIds, systemRandom as random, systemScheduler as scheduler } from "@cpokit/kernel/system";
import { createSessions } from "@cpokit/sessions";
import { createMemoryDriver, createMemoryPlace, createStore, type Store } from "@cpokit/storage";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeFault } from "../src/fault.ts";
import { migrate, type MigrateOptions } from "../src/migrate.ts";

const SAMPLE = fileURLToPath(new URL("../sample", import.meta.url));
const clock = { now: () => instant(Date.UTC(2026, 10, 1)) };
const ids = createSystemIds();
const engine = createSessions({ clock, ids, random });

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cpokit-migrate-"));
  store = createStore(createMemoryDriver(), { clock, scheduler, random, ids });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const run = (more: Partial<MigrateOptions> = {}) => migrate({ store, clock, ids, random, folder, ...more });
const write = (name: string, ...lines: string[]): void => writeFileSync(join(folder, name), lines.join("\n"));
const faultsOf = async (): Promise<readonly string[]> => {
  const result = await run();
  return result.outcome === "faults" ? result.faults.map(describeFault) : [];
};
const counts = (added: number, kept: number) => ({ stations: { added, kept }, tokens: { added, kept }, sessions: { added, kept } });

describe("what SteVe exports", () => {
  it("becomes stations, tokens, and sessions that count as settled", async () => {
    expect(await run({ folder: SAMPLE })).toEqual({ outcome: "done", counts: counts(3, 0) });
    expect(await findStation(store, "DELFT-01")).toEqual({ id: "DELFT-01", identity: "DELFT-01", lifecycle: "operative", protocol: "1.6", vendor: "Alfen", model: "NG910", serial: "ACE0012345", firmware: "6.5.1" });
    expect(await findStation(store, "DELFT-03")).toEqual({ id: "DELFT-03", identity: "DELFT-03", lifecycle: "planned" });
    expect(await findToken(store, "04a2b3c4d5e681")).toMatchObject({ status: "accepted", group: "POOL", holder: "Pool car, grey", validUntil: Date.UTC(2027, 11, 31, 23, 59, 59) });
    expect(await findToken(store, "04A2B3C4D5E682")).toMatchObject({ status: "blocked" });
    expect(await engine.byTransaction(store, "DELFT-02", "former-18")).toMatchObject({
      evse: 2, token: { value: "04A2B3C4D5E681" }, lifecycle: "ended", review: "clean", settlement: "waived", energy: 41_720, stopReason: "Local",
      startAt: Date.UTC(2026, 2, 2, 17, 30), endAt: Date.UTC(2026, 2, 3, 6, 55, 10),
    });
  });

  it("is moved once, however often it is run", async () => {
    await run({ folder: SAMPLE });
    const before = await engine.list(store);
    expect(await run({ folder: SAMPLE })).toEqual({ outcome: "done", counts: counts(0, 3) });
    expect(await engine.list(store)).toEqual(before);
  });

  it("is only counted in a dry run", async () => {
    expect(await run({ folder: SAMPLE, isDryRun: true })).toEqual({ outcome: "done", counts: counts(3, 0) });
    expect(await findStation(store, "DELFT-01")).toBeUndefined();
    await run({ folder: SAMPLE });
    expect(await run({ folder: SAMPLE, isDryRun: true })).toEqual({ outcome: "done", counts: counts(0, 3) });
  });
});

it("reads JSON and our own names, and keeps what the operator has changed since", async () => {
  write("stations.json", JSON.stringify([{ identity: "a station with a long name, and blanks", lifecycle: "retired", firmware: null }]));
  write("tokens.json", JSON.stringify([{ value: "APP-1", type: "APP_USER", status: "blocked" }]));
  write("sessions.json", JSON.stringify([{ id: 7, station: "a station with a long name, and blanks", connector: 1, start: "2026-03-02T09:00:00+01:00", startRegister: 0, stop: "2026-03-02T09:30:00+01:00", stopRegister: 5500.5 }]));
  expect(await run()).toEqual({ outcome: "done", counts: counts(1, 0) });
  const station = (await findStation(store, "a station with a long name, and blanks"))!;
  expect(await findToken(store, "APP-1")).toMatchObject({ type: "APP_USER", status: "blocked" });
  expect(await engine.byTransaction(store, station.id, "former-7")).toMatchObject({ startAt: Date.UTC(2026, 2, 2, 8), energy: 5_501, settlement: "waived" });
  write("stations.json", JSON.stringify([{ identity: station.identity, lifecycle: "operative" }]));
  expect(await run()).toEqual({ outcome: "done", counts: counts(0, 1) });
  expect(await findStation(store, station.identity)).toEqual(station);
});

it("leaves a session alone that is charging already", async () => {
  await run({ folder: SAMPLE });
  const at = instant(Date.UTC(2026, 9, 31));
  const { session: id } = await store.transaction((unit) => engine.record(unit, {
    fact: "started", numbering: "allocate", station: "DELFT-01", evse: 1, connector: 1, key: "start", stationTime: at, receivedAt: at, readings: [],
  }));
  write("sessions.csv", "id,station,connector,start,startRegister,stop,stopRegister", "20,DELFT-01,1,2026-03-05 08:00:00,139000,2026-03-05 09:00:00,140000");
  expect(await run()).toMatchObject({ outcome: "done", counts: { sessions: { added: 1, kept: 0 } } });
  expect(await engine.openOn(store, "DELFT-01", 1)).toMatchObject({ id, lifecycle: "active" });
  expect(await engine.byTransaction(store, "DELFT-01", "former-20")).toMatchObject({ lifecycle: "ended", energy: 1_000 });
});

it("goes on where it broke off", async () => {
  const place = createMemoryPlace();
  const driver = place.open();
  let commits = 0;
  const breaking = createStore({ ...driver, commit: async (units) => {
    commits += 1;
    if (commits === 4) throw new Error("The disk is full.");
    return driver.commit(units);
  } }, { clock, scheduler, random, ids });
  await expect(run({ store: breaking, folder: SAMPLE })).rejects.toThrow("The disk is full.");
  const again = createStore(place.open(), { clock, scheduler, random, ids });
  expect(await run({ store: again, folder: SAMPLE })).toMatchObject({ counts: { stations: { added: 0, kept: 3 }, tokens: { added: 0, kept: 3 } } });
  expect(await run({ store: again, folder: SAMPLE })).toEqual({ outcome: "done", counts: counts(0, 3) });
  expect((await engine.list(again)).items).toHaveLength(3);
});

it("moves many sessions and tells how far it is", async () => {
  const COUNT = 2_000;
  write("stations.csv", "identity", ...Array.from({ length: 20 }, (_, index) => `S${index}`));
  write("sessions.csv", "id;station;connector;start;startRegister;stop;stopRegister",
    ...Array.from({ length: COUNT }, (_, index) => `${index};S${index % 20};1;${new Date(Date.UTC(2025, 0, 1) + index * 3_600_000).toISOString()};${index * 10};${new Date(Date.UTC(2025, 0, 1, 0, 30) + index * 3_600_000).toISOString()};${index * 10 + 5}`));
  const told: number[] = [];
  expect(await run({ progress: (table, done) => table === "sessions" && told.push(done) })).toMatchObject({ counts: { sessions: { added: COUNT, kept: 0 } } });
  expect(told).toEqual(Array.from({ length: COUNT }, (_, index) => index + 1));
  expect((await engine.list(store, { lifecycle: "ended", limit: 1 })).items).toMatchObject([{ review: "clean", energy: 5 }]);
});

describe("a file with faults", () => {
  it("is refused whole, with file, line and field", async () => {
    write("stations.csv", "charge_box_id,ocpp_protocol,registration_status", "CS-1,ocpp1.5S,Accepted", "CS-2,ocpp1.6J,Maybe", ",ocpp2.0.1,", "CS-1,,", "");
    write("tokens.csv", "id_tag,expiry_date,type", "04A2,tomorrow,", "04a2,,BADGE");
    write("sessions.csv", "transaction_pk,charge_box_id,connector_id,start_timestamp,start_value,stop_timestamp,stop_value",
      "1,CS-1,0,2026-01-01 08:00:00,100,2026-01-01 07:00:00,90", "2,CS-9,1,2026-01-01 08:00:00,12,,", "3,CS-1,1,2026-01-01 08:00:00,\"12,5\",2026-01-01 09:00:00,20");
    expect(await faultsOf()).toEqual([
      'stations.csv, line 2, ocpp_protocol: must be 1.6, 2.0.1 or 2.1 over WebSocket (leave it empty for a station that will be changed to one of them); it is "ocpp1.5S"',
      'stations.csv, line 3, registration_status: must be planned, commissioned, operative or retired; it is "Maybe"',
      "stations.csv, line 4, identity: must be given (also as charge_box_id)",
      "stations.csv, line 5, charge_box_id: is the same as in line 2",
      'tokens.csv, line 2, expiry_date: must be a time in UTC or with an offset, such as 2026-03-02 08:01:12 or 2026-03-02T09:01:12+01:00; it is "tomorrow"',
      "tokens.csv, line 3, type: must be RFID, APP_USER, AD_HOC_USER, EMAID, OTHER",
      "tokens.csv, line 3, id_tag: is the same as in line 2",
      "sessions.csv, line 2, connector_id: must be 1 or more",
      "sessions.csv, line 2, stop_timestamp: must not be before the start",
      "sessions.csv, line 2, stop_value: must not be below the start, which is 100",
      "sessions.csv, line 3, stop: must be given: let the session end at the former back end, then move it",
      'sessions.csv, line 4, start_value: must be a number of Wh, such as 12500; it is "12,5"',
      'sessions.csv, line 3, station: must be in the file of stations or in the store; there is no "CS-9"',
    ]);
    expect(await findStation(store, "CS-2")).toBeUndefined();
  });

  it.each([
    ["sessions.csv", ["a,b", "1,2,3"], "sessions.csv, line 2: cannot be read as CSV: Invalid Record Length: columns length is 2, got 3 on line 2"],
    ["tokens.json", ["{"], "tokens.json: cannot be read as JSON:"],
    ["tokens.json", ["{}"], "tokens.json: must be an array of objects"],
    ["tokens.json", ["[1]"], "tokens.json, element 1: must be an object"],
  ])("that cannot be read is named: %s %j", async (name, lines, fault) => {
    write(name, ...lines);
    expect((await faultsOf())[0]).toContain(fault);
  });

  it("is not chosen among two", async () => {
    write("tokens.json", "[]");
    write("tokens.csv", "value");
    expect(await faultsOf()).toEqual(["tokens: there are tokens.csv and tokens.json; keep one of them"]);
  });
});
