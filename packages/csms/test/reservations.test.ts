import { instant, minutes } from "@cpokit/kernel";
import { reservations, stations, waitingEntries, type ReservationRequest } from "@cpokit/csms";
import type { CallOutcome, Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { LocationId } from "@cpokit/model";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { at, connect, createBench, START, station as stationDocument, type Bench, type FakeStation } from "./kit.ts";

const token = { value: "04A2B3C4" };
const request = (more: Partial<ReservationRequest> = {}): ReservationRequest => ({ station: "CS-1", evse: 1, token, until: instant(START + 600_000), requestedBy: "anna", ...more });
const status = (word: string): CallOutcome => ({ outcome: "result", payload: { status: word } });
const stateOf = async (bench: Bench, id = "CS-1/1") => (await bench.store.get(reservations, id))?.state;

function start(protocol: Protocol, options: { readonly value?: string; readonly reservation?: number; readonly evse?: number; readonly seconds?: number; readonly offline?: boolean } = {}): readonly [string, unknown] {
  const { value = token.value, reservation, evse = 1, seconds = 30, offline } = options;
  return protocol.version === "1.6"
    ? ["StartTransaction", { connectorId: evse, idTag: value, meterStart: 0, timestamp: at(seconds), ...(reservation && { reservationId: reservation }) }]
    : ["TransactionEvent", {
        eventType: "Started", timestamp: at(seconds), triggerReason: "Authorized", seqNo: 0, transactionInfo: { transactionId: `tx-${seconds}` },
        evse: { id: evse, connectorId: 1 }, idToken: { idToken: value, type: "ISO14443" }, ...(reservation && { reservationId: reservation }), ...(offline && { offline }),
      }];
}

describe.each<[string, Protocol]>([["1.6", v16], ["2.0.1", v201], ["2.1", v21]])("OCPP %s: a reservation", (_, protocol) => {
  it("is asked of the station in its own words and is active once it accepts", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    expect(await bench.csms.reservations.reserve(request({ group: "FLEET-1" }))).toMatchObject({ outcome: "reserved", reservation: { state: "active", number: 1 } });
    expect(station.calls).toEqual([{
      action: "ReserveNow",
      payload: protocol.version === "1.6"
        ? { reservationId: 1, connectorId: 1, expiryDate: at(600), idTag: token.value, parentIdTag: "FLEET-1" }
        : { id: 1, evseId: 1, expiryDateTime: at(600), idToken: { idToken: token.value, type: "Central" }, groupIdToken: { idToken: "FLEET-1", type: "Central" } },
    }]);
    expect(await bench.csms.reservations.on(bench.store, "CS-1", 1)).toMatchObject({ number: 1 });
    expect(await bench.csms.reservations.reserve(request({ token: { value: "OTHER" } }))).toMatchObject({ outcome: "refused", reason: "EVSE 1 is reserved already." });
  });

  it.each([["Occupied", "it is occupied"], ["Faulted", "it is faulted"], ["Unavailable", "it is out of service"], ["Rejected", "the station takes no reservations there"]])(
    "that is answered %s is refused, and the EVSE is free for the next one", async (word, reason) => {
      const bench = await createBench();
      let answer = status(word);
      await connect(bench, protocol, { answering: () => answer });
      expect(await bench.csms.reservations.reserve(request())).toMatchObject({ outcome: "refused", reason, reservation: { state: "failed" } });
      answer = status("Accepted");
      expect(await bench.csms.reservations.reserve(request())).toMatchObject({ outcome: "reserved", reservation: { number: 2 } });
    });

  const uses: readonly (readonly [string, Parameters<typeof start>[1], boolean])[] = [
    ["its token", {}, true],
    ["its token, named", { reservation: 1 }, true],
    ["its token in other letters", { value: "04a2b3c4" }, true],
    ["its token elsewhere", { evse: 2 }, false],
    ["a token that is blocked and names it (I18)", { value: "BLOCKED1", reservation: 1 }, false],
    ["an unknown token that names it", { value: "FFFF", reservation: 1 }, false],
    ["another reservation", { reservation: 7 }, false],
  ];
  it.each(uses)("is used by %s: %o", async (_name, options, isUsed) => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    await bench.csms.reservations.reserve(request());
    await station.ask(...start(protocol, options));
    expect(await stateOf(bench)).toBe(isUsed ? "consumed" : "active");
    if (isUsed) expect(await bench.store.get(reservations, "CS-1/1")).toMatchObject({ session: "session-1" });
    // The same message again changes nothing.
    await station.ask(...start(protocol, options));
    expect(await stateOf(bench)).toBe(isUsed ? "consumed" : "active");
  });

  it("of a group is used by another of its tokens, and one of nobody's group is not", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    await bench.csms.reservations.reserve(request({ token: { value: "SOMEBODY" }, group: "FLEET-1" }));
    await bench.csms.reservations.reserve(request({ token: { value: "SOMEBODY" }, group: "FLEET-2", evse: 2 }));
    await station.ask(...start(protocol, { evse: 2, seconds: 20 }));
    expect([await stateOf(bench), await stateOf(bench, "CS-1/2")]).toEqual(["active", "active"]);
    await station.ask(...start(protocol, { seconds: 40 }));
    expect([await stateOf(bench), await stateOf(bench, "CS-1/2")]).toEqual(["consumed", "active"]);
  });

  it("is cancelled at the station; when it is offline, as soon as it returns; in any case it expires", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol);
    await bench.csms.reservations.reserve(request());
    expect(await bench.csms.reservations.cancel("CS-1/1", "anna")).toMatchObject({ state: "cancelled", reason: "anna" });
    expect(await bench.csms.reservations.cancel("CS-1/1", "ben")).toMatchObject({ reason: "anna" });
    await bench.csms.reservations.reserve(request());
    await bench.csms.reservations.reserve(request({ evse: 2 }));
    await bench.csms.disconnected(station.link, "gone");
    expect(await bench.csms.reservations.cancel("CS-1/2", "anna")).toMatchObject({ state: "active", cancelRequestedBy: "anna" });
    await connect(bench, protocol);
    await expect.poll(() => stateOf(bench, "CS-1/2")).toBe("cancelled");
    bench.clock.advance(600_000);
    await bench.csms.sweep();
    expect(await stateOf(bench, "CS-1/3")).toBe("expired");
  });

  it("without an answer may be held: it counts until it expires, and a start uses it (F18)", async () => {
    const bench = await createBench();
    const station = await connect(bench, protocol, { answering: () => ({ outcome: "timeout", messageId: "m" }) });
    expect(await bench.csms.reservations.reserve(request())).toMatchObject({ outcome: "unsure" });
    await station.ask(...start(protocol, { reservation: 1 }));
    expect(await stateOf(bench)).toBe("consumed");
    bench.csms.fault(station.link, { fault: "lateAnswer", messageId: "m", action: "ReserveNow", outcome: status("Rejected") });
    await bench.csms.sweep();
    expect(await stateOf(bench)).toBe("consumed");
  });

  it("refuses the impossible by name", async () => {
    const bench = await createBench();
    await expect(bench.csms.reservations.reserve(request({ until: START }))).rejects.toMatchObject({ code: "csms.reservation", message: expect.stringContaining("until") });
    await expect(bench.csms.reservations.reserve(request({ evse: 0 }))).rejects.toMatchObject({ code: "csms.reservation", message: expect.stringContaining("evse") });
    await expect(bench.csms.reservations.reserve(request({ station: "NOBODY" }))).rejects.toMatchObject({ code: "csms.station-unknown" });
    await expect(bench.csms.reservations.cancel("CS-1/9", "anna")).rejects.toMatchObject({ code: "csms.reservation-unknown" });
    expect(await bench.csms.reservations.reserve(request())).toMatchObject({ outcome: "refused", reason: "the station is offline" });
    await connect(bench, protocol);
    const byType = await bench.csms.reservations.reserve(request({ connectorType: "cCCS2", token: { value: "X" } }));
    expect(byType.outcome).toBe(protocol.version === "1.6" ? "refused" : "reserved");
  });

  it("that the station ends itself is over (2.x)", async () => {
    if (protocol.version === "1.6") return;
    const bench = await createBench();
    const station = await connect(bench, protocol);
    await bench.csms.reservations.reserve(request());
    await bench.csms.reservations.reserve(request({ evse: 2 }));
    await station.ask("ReservationStatusUpdate", { reservationId: 1, reservationUpdateStatus: "Expired" });
    await station.ask("ReservationStatusUpdate", { reservationId: 2, reservationUpdateStatus: "Removed" });
    await station.ask("ReservationStatusUpdate", { reservationId: 9, reservationUpdateStatus: "Expired" });
    expect([await stateOf(bench), await stateOf(bench, "CS-1/2")]).toEqual(["expired", "cancelled"]);
    await bench.csms.reservations.reserve(request());
    // A backlog from before the reservation uses nothing (F8).
    bench.clock.advance(1);
    await station.ask(...start(protocol, { seconds: -500, offline: true }));
    expect(await stateOf(bench, "CS-1/3")).toBe("active");
  });
});

it("a reservation is used at most once, by an accepted start of its token or group, and always ends (property)", async () => {
  type Step = { readonly do: "reserve" | "start" | "cancel" | "expire" | "offline" | "online"; readonly pick: number };
  const step: fc.Arbitrary<Step> = fc.record({ do: fc.constantFrom("reserve", "start", "start", "cancel", "expire", "offline", "online"), pick: fc.nat(11) });
  const holders = ["04A2B3C4", "SOMEBODY", "BLOCKED1"];
  const answers = [status("Accepted"), status("Accepted"), status("Rejected"), { outcome: "timeout" } as const];
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
    const bench = await createBench();
    let answer: CallOutcome = status("Accepted");
    let station: FakeStation | undefined = await connect(bench, v201, { answering: () => answer, boot: true });
    let seconds = 0;
    for (const { do: what, pick } of steps) {
      bench.clock.advance(1_000);
      seconds += 1;
      const known = (await bench.store.find(reservations, { index: "byTime" })).items;
      if (what === "reserve") {
        answer = answers[pick % 4]!;
        const until = instant(bench.clock.now() + 30_000 + pick * 1_000);
        await bench.csms.reservations.reserve(request({ evse: (pick % 2) + 1, until, token: { value: holders[pick % 3]! }, ...(pick > 6 && { group: "FLEET-1" }) }));
      } else if (what === "start" && station !== undefined) {
        const value = holders[pick % 3]!;
        const accepted = value === "04A2B3C4";
        const before = new Map(known.map(({ id, body }) => [id, body]));
        await station.ask(...start(v201, { value, evse: (pick % 2) + 1, seconds, ...(pick > 8 && known.length > 0 && { reservation: known[pick % known.length]!.body.number }) }));
        const consumed = (await bench.store.find(reservations, { index: "byTime" })).items.filter(({ id, body }) => body.state === "consumed" && before.get(id)?.state !== "consumed");
        expect(consumed.length).toBeLessThanOrEqual(accepted ? 1 : 0);
        for (const { body } of consumed) expect(body.token.value === value || body.group === "FLEET-1").toBe(true);
      } else if (what === "cancel" && known.length > 0) {
        answer = answers[pick % 4]!;
        await bench.csms.reservations.cancel(known[pick % known.length]!.id, "anna");
      } else if (what === "expire") {
        bench.clock.advance(pick * 5_000);
        await bench.csms.sweep();
      } else if (what === "offline" && station !== undefined) {
        await bench.csms.disconnected(station.link, "gone");
        station = undefined;
      } else if (what === "online") station = await connect(bench, v201, { answering: () => answer });
      // At most one open reservation holds an EVSE.
      const open = (await bench.store.find(reservations, { index: "byOpenStation", prefix: "CS-1" })).items.filter(({ body }) => body.until > bench.clock.now());
      expect(new Set(open.map(({ body }) => body.evse)).size).toBe(open.length);
    }
    bench.clock.advance(minutes(60));
    await bench.csms.sweep();
    expect((await bench.store.find(reservations, { index: "byOpenStation" })).items).toEqual([]);
  }), { numRuns: 60 });
});

describe("the line at a full site", () => {
  const site = LocationId.parse("SITE");
  const occupied = (station: FakeStation, evse: number, word: string) => station.ask("StatusNotification", { connectorId: evse, errorCode: "NoError", status: word });

  async function fullSite() {
    const bench = await createBench();
    await bench.store.transaction((unit) => unit.put(stations, "CS-1", stationDocument("CS-1", { locationId: site })));
    const station = await connect(bench, v16);
    await occupied(station, 1, "Charging");
    await occupied(station, 2, "Charging");
    return { bench, station };
  }
  const states = async (bench: Bench) => (await bench.store.find(waitingEntries)).items.map(({ body }) => `${body.token.value} ${body.state}`).sort();

  it("offers an EVSE that becomes free to whoever waits longest, keeps it for them, and goes on when they do not come", async () => {
    const { bench, station } = await fullSite();
    expect(await bench.csms.waitingList.join({ site, token: { value: "A" } })).toMatchObject({ outcome: "waiting", place: 1 });
    bench.clock.advance(1);
    const second = await bench.csms.waitingList.join({ site, token: { value: "04A2B3C4" } });
    expect(second).toMatchObject({ outcome: "waiting", place: 2 });
    expect(await bench.csms.waitingList.join({ site, token: { value: "04a2b3c4" } })).toEqual(second);
    await occupied(station, 1, "Available");
    expect(await states(bench)).toEqual(["04A2B3C4 waiting", "A offered"]);
    await expect.poll(() => station.calls).toMatchObject([{ action: "ReserveNow", payload: { connectorId: 1, idTag: "A" } }]);
    await expect.poll(() => stateOf(bench)).toBe("active");
    bench.clock.advance(minutes(10));
    await bench.csms.sweep();
    expect(await states(bench)).toEqual(["04A2B3C4 offered", "A missed"]);
    await station.ask(...start(v16));
    expect(await states(bench)).toEqual(["04A2B3C4 taken", "A missed"]);
    expect((await bench.store.find(waitingEntries, { index: "byOpen" })).items).toEqual([]);
  });

  it("is not needed while something is free, and can be left", async () => {
    const { bench, station } = await fullSite();
    await occupied(station, 2, "Available");
    expect(await bench.csms.waitingList.join({ site, token: { value: "A" } })).toEqual({ outcome: "free", evses: [{ station: "CS-1", evse: 2 }] });
    await occupied(station, 2, "Charging");
    const joined = await bench.csms.waitingList.join({ site, token: { value: "A" } });
    const id = joined.outcome === "waiting" ? joined.entry.id : "";
    expect(await bench.csms.waitingList.leave(id)).toMatchObject({ state: "left" });
    expect(await bench.csms.waitingList.leave(id)).toMatchObject({ state: "left" });
    await expect(bench.csms.waitingList.leave("none")).rejects.toMatchObject({ code: "csms.waiting-unknown" });
    await occupied(station, 2, "Available");
    expect(await states(bench)).toEqual(["A left"]);
  });
});
