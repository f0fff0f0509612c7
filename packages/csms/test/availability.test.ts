import { hours, instant, minutes, type Instant } from "@cpokit/kernel";
import { availabilityCsv, availabilityReport, firstEvidence, ledgerMonths, readIntervals, type AvailabilityRow } from "@cpokit/csms";
import type { Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createMemoryDriver, createStore } from "@cpokit/storage";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { enterChange } from "../src/availability/ledger-months.ts";
import type { Change } from "../src/availability/timeline.ts";
import { at, connect, createBench, START, type Bench } from "./kit.ts";

const ALL: readonly [string, Protocol][] = [["1.6", v16], ["2.0.1", v201], ["2.1", v21]];
const DAY = hours(24);

/** `state minutes` of each interval since the start. */
async function story(bench: Bench, to: Instant = bench.clock.now()): Promise<readonly string[]> {
  return (await readIntervals(bench.store, "CS-1", 1, START, to)).map(({ from, to: end, state, cause }) => `${state}${cause === undefined ? "" : ` (${cause})`} ${(end - from) / minutes(1)}`);
}

describe.each(ALL)("the availability of an EVSE of a %s station", (_, protocol) => {
  const is16 = protocol === v16;
  const status = (word: "Available" | "Occupied" | "Faulted", seconds: number) => is16
    ? { connectorId: 1, status: word === "Occupied" ? "Charging" : word, errorCode: word === "Faulted" ? "GroundFailure" : "NoError", timestamp: at(seconds) }
    : { evseId: 1, connectorId: 1, connectorStatus: word, timestamp: at(seconds) };

  it("comes from what it reports and from whether it is there", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    bench.clock.advance(minutes(1));
    await station.ask("StatusNotification", status("Available", 60));
    bench.clock.advance(minutes(9));
    await station.ask("StatusNotification", status("Occupied", 600));
    bench.clock.advance(minutes(20));
    await station.ask("StatusNotification", status("Faulted", 1_800));
    bench.clock.advance(minutes(30));
    await station.ask("Heartbeat", {});
    bench.clock.advance(minutes(5));
    await bench.csms.disconnected(station.link, "silent");
    bench.clock.advance(minutes(55));
    expect(await story(bench)).toEqual(["unknown (neverReported) 1", "available 9", "occupied 20", "faulted (connector) 30", "unknown (offline) 60"]);
    expect(await firstEvidence(bench.store, "CS-1", 1)).toBe(START + minutes(1));
    expect(await firstEvidence(bench.store, "CS-1", 2)).toBeUndefined();
  });

  it("counts a session that it tells of when it is back, though it was away (F8)", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    await station.ask("StatusNotification", status("Available", 0));
    bench.clock.advance(minutes(10));
    await station.ask("Heartbeat", {});
    await bench.csms.disconnected(station.link, "gone");
    bench.clock.advance(minutes(110));
    const back = await connect(bench, protocol);
    if (is16) {
      await back.ask("StartTransaction", { connectorId: 1, idTag: "04A2B3C4", meterStart: 0, timestamp: at(1_800) });
      await back.ask("StopTransaction", { transactionId: 1, meterStop: 9, timestamp: at(5_400) });
    } else {
      const event = { triggerReason: "Authorized", seqNo: 0, transactionInfo: { transactionId: "tx" }, offline: true };
      await back.ask("TransactionEvent", { ...event, eventType: "Started", timestamp: at(1_800), evse: { id: 1, connectorId: 1 } });
      await back.ask("TransactionEvent", { ...event, eventType: "Ended", timestamp: at(5_400), seqNo: 1 });
    }
    expect(await story(bench)).toEqual(["available 10", "unknown (offline) 20", "occupied 60", "unknown (offline) 30"]);
  });

  it("goes by our clock where that of the station cannot be right (F10)", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    bench.clock.advance(minutes(10));
    await station.ask("StatusNotification", { ...status("Available", 0), timestamp: "1970-01-01T00:00:09Z" });
    bench.clock.advance(minutes(10));
    await station.ask("StatusNotification", { ...status("Faulted", 0), timestamp: "2036-01-01T00:00:00Z" });
    bench.clock.advance(minutes(10));
    expect(await story(bench)).toEqual(["unknown (neverReported) 10", "available 10", "faulted (connector) 10"]);
  });
});

describe("the ledger", () => {
  it("is the same whatever the order in which months of evidence arrive", async () => {
    const change: fc.Arbitrary<Change & { readonly evse: number }> = fc.record({
      at: fc.nat(110).map((day) => START + day * DAY), evse: fc.constantFrom(0, 1), track: fc.constantFrom("online", 1, 2), value: fc.constantFrom("on", "off", "available", "faulted"),
    }).map(({ at: when, evse, track, value }) => evse === 0
      ? { at: when, evse, track: "online" as const, value: value === "on" || value === "available" ? "on" as const : "off" as const }
      : { at: when, evse, track: track === "online" ? 1 : track as number, value: value === "available" || value === "on" ? "available" as const : "faulted" as const });
    await fc.assert(fc.asyncProperty(fc.array(change, { maxLength: 20 }), fc.infiniteStream(fc.nat()), fc.nat(60), async (changes, shuffle, begin) => {
      const read = async (order: readonly (Change & { readonly evse: number })[]) => {
        const store = createStore(createMemoryDriver(), { clock: { now: () => START } });
        for (const { evse, ...each } of order) await store.transaction((unit) => enterChange(unit, "S", evse, each));
        for (const { evse, ...each } of order.slice(0, 3)) await store.transaction((unit) => enterChange(unit, "S", evse, each));
        return readIntervals(store, "S", 1, START + begin * DAY, START + 120 * DAY);
      };
      const shuffled = changes.map((each) => [shuffle.next().value as number, each] as const).sort(([left], [right]) => left - right).map(([, each]) => each);
      const intervals = await read(changes);
      expect(await read(shuffled)).toEqual(intervals);
      expect(intervals.reduce((sum, { from, to }) => sum + to - from, 0)).toBe((120 - begin) * DAY);
    }), { numRuns: 40 });
  });

  it("has a document for a month with changes alone", async () => {
    const store = createStore(createMemoryDriver(), { clock: { now: () => START } });
    for (const [day, value] of [[0, "available"], [100, "faulted"], [40, "faulted"]] as const) await store.transaction((unit) => enterChange(unit, "S", 1, { at: START + day * DAY, track: 1, value }));
    expect((await store.find(ledgerMonths)).items.map(({ body }) => body.month)).toEqual(["2026-11", "2026-12", "2027-03"]);
    expect((await readIntervals(store, "S", 1, START + 60 * DAY, START + 61 * DAY)).map(({ state }) => state)).toEqual(["faulted"]);
  });

  it("is not kept where the policy says so", async () => {
    const bench = await createBench({ policy: { availability: "off" } });
    await connect(bench, v16);
    expect((await bench.store.find(ledgerMonths)).items).toEqual([]);
  });
});

describe("a report", () => {
  async function year() {
    const bench = await createBench();
    const from = START;
    const to = instant(START + 100 * DAY);
    await bench.store.transaction(async (unit) => {
      for (const [station, faultDays] of [["A", 2], ["B", 0]] as const) {
        await enterChange(unit, station, 0, { at: from, track: "online", value: "on" });
        await enterChange(unit, station, 1, { at: from, track: 1, value: "available" });
        if (faultDays === 0) continue;
        await enterChange(unit, station, 1, { at: from + 10 * DAY, track: 1, value: "faulted" });
        await enterChange(unit, station, 1, { at: from + (10 + faultDays) * DAY, track: 1, value: "available" });
      }
    });
    const places = [{ station: "A", evse: 1, locationId: "L" }, { station: "B", evse: 1, locationId: "L" }, { station: "C", evse: 1 }];
    const report = async () => availabilityReport(bench.store, { from, to, places });
    return { bench, from, to, report };
  }
  const shares = (rows: readonly AvailabilityRow[]) => rows.map(({ station, ukReliability, neviUptime }) => [station ?? "site", ukReliability.percent, neviUptime.percent]);

  it("tells of each EVSE and of each site", async () => {
    const { report } = await year();
    const rows = await report();
    expect(shares(rows)).toEqual([["A", "98", "98"], ["B", "100", "100"], ["C", undefined, "0"], ["site", "99", "99"]]);
    for (const { time, from, to, station } of rows) expect(Object.values(time).reduce((sum, each) => sum + each, 0)).toBe((to - from) * (station === undefined ? 2 : 1));
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });

  it("leaves out what has evidence, and maintenance that was announced", async () => {
    const { bench, from, report } = await year();
    const scope = { station: "A" };
    await bench.csms.availability.exclude({ scope, from: instant(from + 10 * DAY), to: instant(from + 11 * DAY), reason: "utilityOutage", evidence: ["notice 77 of the grid"], by: "ada" });
    expect(shares(await report())[0]).toEqual(["A", "98.989", "99"]);
    const window = await bench.csms.availability.scheduleMaintenance({ scope: { locationId: "L" }, from: instant(from + 11 * DAY), to: instant(from + 12 * DAY), text: "New cable", by: "ada" });
    expect(shares(await report())[0]).toEqual(["A", "100", "100"]);
    await bench.csms.availability.cancelMaintenance(window.id);
    expect(shares(await report())[0]).toEqual(["A", "98.989", "99"]);
  });

  it.each([
    ["without evidence", { evidence: [] }, "evidence"], ["with empty evidence", { evidence: [" "] }, "evidence"], ["that ends before it begins", { to: START }, "to"],
    ["about nothing", { scope: {} }, "scope"], ["about an EVSE of nothing", { scope: { locationId: "L", evse: 1 } }, "scope.evse"],
  ])("takes no exclusion %s", async (_, wrong, field) => {
    const { bench } = await year();
    const exclusion = { scope: { station: "A" }, from: START, to: instant(START + 1), reason: "vandalism" as const, evidence: ["case 1"], by: "ada", ...wrong };
    await expect(bench.csms.availability.exclude(exclusion)).rejects.toMatchObject({ code: "csms.exclusion", values: { field } });
  });

  it("takes no maintenance in the past", async () => {
    const { bench } = await year();
    await expect(bench.csms.availability.scheduleMaintenance({ scope: { station: "A" }, from: instant(START - 1), to: instant(START + DAY), text: "", by: "ada" })).rejects.toMatchObject({ code: "csms.exclusion" });
  });

  it("is CSV that spreadsheets read and do not run", async () => {
    const { report } = await year();
    const [row] = await report();
    const lines = availabilityCsv([{ ...row!, locationId: "=cmd()" }, { ...row!, locationId: 'a "b", c' }]).split("\r\n");
    expect(lines[0]).toBe("location,station,evse,from,to,available_s,occupied_s,reserved_s,unavailable_s,faulted_s,unknown_s,excluded_s,exclusions,uk_reliability_percent,nevi_uptime_percent");
    expect(lines[1]).toBe("'=cmd(),A,1,2026-11-21T09:00:00.000Z,2027-03-01T09:00:00.000Z,8467200,0,0,0,172800,0,0,,98,98");
    expect(lines[2]?.startsWith('"a ""b"", c",A,1,')).toBe(true);
  });
});
