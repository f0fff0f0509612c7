import { describe, expect, it } from "vitest";
import { createHarness, createPatientHandler, heads, settle } from "../../test/rpc/harness.ts";
import { v16 } from "../v16/index.ts";
import { v201 } from "../v201/index.ts";
import { v21 } from "../v21/index.ts";
import type { CallHandler } from "./link.ts";

const TIME = "2026-11-21T10:00:00Z";
const beat: CallHandler = () => ({ response: { currentTime: TIME } });
const LONG_ID = "x".repeat(37);

describe("answers to requests", () => {
  it("answers a synchronous handler at once", () => {
    const { take, written } = createHarness(v16, beat);
    expect(take([2, "a", "Heartbeat", {}])).toBe(true);
    expect(written).toEqual([[3, "a", { currentTime: TIME }]]);
  });

  it("tells the handler who asks, what and when", () => {
    const calls: unknown[] = [];
    const { take, link, now } = createHarness(v16, (call) => (calls.push(call), { response: { currentTime: TIME } }));
    take([2, "a", "Heartbeat", null]);
    expect(calls).toEqual([{ link, action: "Heartbeat", payload: {}, messageId: "a", receivedAt: now }]);
  });

  it.each([
    ["an unknown action", [2, "a", "Frobnicate", {}], "NotImplemented"],
    ["a name from the prototype", [2, "a", "__proto__", {}], "NotImplemented"],
    ["an action of the central system", [2, "a", "Reset", { type: "Soft" }], "NotSupported"],
    ["a missing field", [2, "a", "Authorize", {}], "OccurenceConstraintViolation"],
    ["a field of the wrong type", [2, "a", "Authorize", { idTag: 7 }], "TypeConstraintViolation"],
    ["a field that is too long", [2, "a", "Authorize", { idTag: "secret-secret-secret-secret" }], "PropertyConstraintViolation"],
    ["a field too many", [2, "a", "Authorize", { idTag: "a", colour: "secret" }], "FormationViolation"],
    ["a payload that is no object", [2, "a", "Authorize", "secret"], "FormationViolation"],
  ])("refuses %s in 1.6 with the code of 1.6 and repeats no value", (_name, message, code) => {
    const { take, written, faults } = createHarness(v16, beat);
    take(message);
    expect(heads(written)).toEqual([[4, "a", code]]);
    expect(JSON.stringify(written)).not.toContain("secret");
    expect(faults).toMatchObject([{ fault: "refused", messageId: "a" }]);
  });

  it.each([v201, v21])("spells the codes of $version", (version) => {
    const { take, written } = createHarness(version, beat);
    take([2, "a", "Authorize", {}]);
    take([2, "b", "Authorize", { idToken: 1 }]);
    take([2, "c", "Heartbeat", { colour: 1 }]);
    expect(heads(written)).toEqual([[4, "a", "OccurrenceConstraintViolation"], [4, "b", "TypeConstraintViolation"], [4, "c", "FormatViolation"]]);
  });

  it("names field and rule", () => {
    const { take, written } = createHarness(v16, beat);
    take([2, "a", "Authorize", {}]);
    expect(written).toEqual([
      [4, "a", "OccurenceConstraintViolation", "/idTag: is required", { violations: [{ field: "/idTag", rule: "is required" }] }],
    ]);
  });

  it("answers InternalError for a handler that throws, rejects or answers nonsense, and says why only to us", async () => {
    const reasons: CallHandler[] = [
      () => { throw new Error("secret"); },
      async () => { throw new Error("secret"); },
      () => ({ response: { currentTime: "secret" } }),
      () => undefined as never,
      async () => undefined as never,
      () => ({ refusal: "generic", description: "no", details: { secret: 1n } }),
      async () => ({ refusal: "generic", description: "no", details: { secret: 1n } }),
    ];
    for (const handler of reasons) {
      const { take, written, faults } = createHarness(v16, handler);
      take([2, "a", "Heartbeat", {}]);
      await settle();
      expect(heads(written)).toEqual([[4, "a", "InternalError"]]);
      expect(JSON.stringify(written)).not.toContain("secret");
      expect(faults).toHaveLength(1);
    }
  });

  it("sends a refusal of the handler with the code of the version and at most 255 characters", () => {
    const { take, written } = createHarness(v201, () => ({ refusal: "security", description: "é".repeat(300), details: { hint: "boot first" } }));
    take([2, "a", "Heartbeat", {}]);
    expect(written).toEqual([[4, "a", "SecurityError", "é".repeat(255), { hint: "boot first" }]]);
  });

  it("mends what the repair hook can mend, and reports it", () => {
    const seen: unknown[] = [];
    const { take, written, faults } = createHarness(v16, ({ payload }) => (seen.push(payload), { response: { idTagInfo: { status: "Accepted" } } }), {
      repair: (_link, action, part) => (action.name === "Authorize" && part === "request" ? { payload: { idTag: "7" }, repairs: ["number as text"] } : undefined),
    });
    take([2, "a", "Authorize", { idTag: 7 }]);
    expect(seen).toEqual([{ idTag: "7" }]);
    expect(heads(written)).toEqual([[3, "a"]]);
    expect(faults).toEqual([{ fault: "repaired", messageId: "a", action: "Authorize", repairs: ["number as text"] }]);
  });

  it("answers a request for the repair hook that finds nothing to handle in it, by a valid response only", () => {
    const harness = (response: unknown) => createHarness(v201, () => expect.unreachable(), { repair: () => ({ response, repairs: ["nothing left"] }) });
    const [right, wrong] = [harness({}), harness({ status: "Accepted" })];
    for (const { take } of [right, wrong]) take([2, "a", "MeterValues", { evseId: 1, meterValue: [] }]);
    expect([right.written, right.faults]).toEqual([[[3, "a", {}]], [{ fault: "repaired", messageId: "a", action: "MeterValues", repairs: ["nothing left"] }]]);
    expect(heads(wrong.written)).toEqual([[4, "a", "OccurrenceConstraintViolation"]]);
  });

  it("refuses an answer for which the repair hook has an answer", async () => {
    const { peer, take, faults } = createHarness(v16, () => ({ response: {} }), { repair: () => ({ response: {}, repairs: ["nonsense"] }) });
    const outcome = peer.call("ClearCache", {});
    take([3, "own-1", {}]);
    expect(await outcome).toMatchObject({ outcome: "invalid" });
    expect(faults).toMatchObject([{ fault: "invalidAnswer" }]);
  });
});

describe("texts that are no message", () => {
  it.each([
    ["not JSON", "[,{...", [undefined, "-1", "-1"]],
    ["no array", "{}", [undefined, "-1", "-1"]],
    ["message type 2.5 (Q19)", '[2.5,"a","Heartbeat",{}]', [undefined, "a", "a"]],
    ["message type as text", '["2","a","Heartbeat",{}]', [undefined, "a", "a"]],
    ["an id that is a number", '[2,7,"Heartbeat",{}]', [undefined, "-1", "-1"]],
    ["an id that is too long", `[2,"${LONG_ID}","Heartbeat",{}]`, [LONG_ID, LONG_ID, LONG_ID]],
    ["no payload", '[2,"a","Heartbeat"]', ["a", "a", "a"]],
    ["too many elements", '[2,"a","Heartbeat",{},{}]', ["a", "a", "a"]],
    ["a CALLERROR without code", '[4,"a"]', [undefined, undefined, undefined]],
    ["a CALLRESULT without payload", '[3,"a"]', [undefined, undefined, "a"]],
    ["a CALLRESULTERROR without code", '[5,"a"]', [undefined, "a", undefined]],
  ])("%s is answered as each version says", (_name, text, answeredIds) => {
    [v16, v201, v21].forEach((version, place) => {
      const { peer, written, faults } = createHarness(version, beat);
      expect(peer.receive(text)).toBe(false);
      expect(written.map((message) => message[1])).toEqual(answeredIds[place] === undefined ? [] : [answeredIds[place]]);
      expect(faults).toMatchObject([{ fault: "unreadable" }]);
    });
  });

  it("says MessageTypeNotSupported or RpcFrameworkError in 2.x, FormationViolation in 1.6", () => {
    const later = createHarness(v201, beat);
    later.take([2.5, "a", "Heartbeat", {}]);
    later.take([2, "b", "Heartbeat"]);
    expect(heads(later.written)).toEqual([[4, "a", "MessageTypeNotSupported"], [4, "b", "RpcFrameworkError"]]);
    const early = createHarness(v16, beat);
    early.take([2, "b", "Heartbeat"]);
    expect(heads(early.written)).toEqual([[4, "b", "FormationViolation"]]);
    const latest = createHarness(v21, beat);
    latest.take([3, "c"]);
    expect(heads(latest.written)).toEqual([[5, "c", "RpcFrameworkError"]]);
  });
});

describe("the lane", () => {
  it("handles one request at a time, in order", async () => {
    const { handler, seen, answer } = createPatientHandler();
    const { take, written } = createHarness(v16, handler);
    take([2, "a", "Heartbeat", {}]);
    take([2, "b", "Heartbeat", {}]);
    expect(seen).toEqual(["a"]);
    await answer("a", { currentTime: TIME });
    expect(seen).toEqual(["a", "b"]);
    await answer("b", { currentTime: TIME });
    expect(heads(written)).toEqual([[3, "a"], [3, "b"]]);
  });

  it("lets a handler call the station before it answers, also when the station needs an answer first", async () => {
    const { handler, answer } = createPatientHandler();
    const outcomes: unknown[] = [];
    const { take, written, peer } = createHarness(v16, async (call) => {
      if (call.action !== "BootNotification") return handler(call);
      outcomes.push(await call.link.call("GetConfiguration", {}));
      return { response: { currentTime: TIME, interval: 300, status: "Accepted" } };
    });
    take([2, "boot", "BootNotification", { chargePointVendor: "v", chargePointModel: "m" }]);
    take([2, "beat", "Heartbeat", {}]);
    await answer("beat", { currentTime: TIME });
    expect(heads(written)).toEqual([[2, "own-1", "GetConfiguration"], [3, "beat"]]);
    take([3, "own-1", { unknownKey: [] }]);
    await settle();
    expect(written.at(-1)).toEqual([3, "boot", { currentTime: TIME, interval: 300, status: "Accepted" }]);
    expect(outcomes).toEqual([{ outcome: "result", payload: { unknownKey: [] } }]);
    expect(peer.isIdle).toBe(true);
  });

  it("stops reading at the limit, reads on below half of it, and closes at the limit of memory", async () => {
    const { handler, answer } = createPatientHandler();
    const { take, holds, closed, faults } = createHarness(v16, handler, { inboundLimit: 2, inboundCharacters: 120 });
    for (const id of ["a", "b", "c"]) take([2, id, "Heartbeat", {}]);
    expect(holds).toEqual([true]);
    await answer("a", { currentTime: TIME });
    expect(holds).toEqual([true, false]);
    take([2, "d", "DataTransfer", { vendorId: "v".repeat(200) }]);
    expect(faults).toEqual([{ fault: "overflow" }]);
    expect(closed).toMatchObject([{ code: 1008 }]);
  });

  it("answers InternalError for a handler that takes too long, once, and goes on", async () => {
    const { handler, seen, answer } = createPatientHandler();
    const { take, pass, written, faults } = createHarness(v16, handler, { handlerTimeout: 1_000 });
    take([2, "a", "Heartbeat", {}]);
    take([2, "b", "Heartbeat", {}]);
    pass(1_001);
    expect(heads(written)).toEqual([[4, "a", "InternalError"]]);
    expect(faults).toMatchObject([{ fault: "handlerTimeout", messageId: "a" }]);
    expect(seen).toEqual(["a", "b"]);
    await answer("a", { currentTime: TIME });
    expect(written).toHaveLength(1);
  });

  it("still handles what has arrived when the connection closes, and writes nothing (Q20)", async () => {
    const { handler, seen, answer } = createPatientHandler();
    const { take, peer, written } = createHarness(v16, handler);
    take([2, "a", "Heartbeat", {}]);
    take([2, "stop", "StopTransaction", { transactionId: 1, meterStop: 1, timestamp: TIME }]);
    peer.close();
    take([2, "late", "Heartbeat", {}]);
    await answer("a", { currentTime: TIME });
    await answer("stop", {});
    expect(seen).toEqual(["a", "stop"]);
    expect(written).toEqual([]);
  });
});

describe("repeats", () => {
  it("answers an exact repeat within the window without a second run", () => {
    let runs = 0;
    const { take, pass, written } = createHarness(v16, (call) => ((runs += 1), beat(call)));
    take([2, "a", "Heartbeat", {}]);
    pass(4_000);
    take([2, "a", "Heartbeat", {}]);
    expect(runs).toBe(1);
    expect(written).toEqual([[3, "a", { currentTime: TIME }], [3, "a", { currentTime: TIME }]]);
    pass(2_000);
    take([2, "a", "Heartbeat", {}]);
    expect(runs).toBe(2);
  });

  it("answers every message of a station that uses one constant id (Q15)", () => {
    const actions: string[] = [];
    const { take, written } = createHarness(v16, ({ action }) => (actions.push(action), { response: action === "Heartbeat" ? { currentTime: TIME } : {} }));
    take([2, "1000001", "Heartbeat", {}]);
    take([2, "1000001", "StatusNotification", { connectorId: 1, errorCode: "NoError", status: "Available" }]);
    take([2, "1000001", "StatusNotification", { connectorId: 2, errorCode: "NoError", status: "Available" }]);
    expect(actions).toEqual(["Heartbeat", "StatusNotification", "StatusNotification"]);
    expect(written).toHaveLength(3);
  });

  it("runs a refused request again", () => {
    let runs = 0;
    const { take, written } = createHarness(v16, () => ((runs += 1), { refusal: "internal", description: "Later." }));
    const stop = [2, "1000001", "StopTransaction", { transactionId: 1, meterStop: 1, timestamp: TIME }];
    take(stop);
    take(stop);
    expect(runs).toBe(2);
    expect(written).toHaveLength(2);
  });

  it("answers repeats of a running request together with it", async () => {
    const { handler, seen, answer } = createPatientHandler();
    const { take, written } = createHarness(v16, handler);
    take([2, "a", "Heartbeat", {}]);
    take([2, "a", "Heartbeat", {}]);
    await answer("a", { currentTime: TIME });
    expect(seen).toEqual(["a"]);
    expect(heads(written)).toEqual([[3, "a"], [3, "a"]]);
  });
});

describe("SEND of 2.1", () => {
  const stream = { id: 1, pending: 0, basetime: TIME, data: [{ t: 0, v: "1" }] };

  it("reaches the handler and is never answered", () => {
    const seen: string[] = [];
    const { take, written, faults } = createHarness(v21, ({ action }) => (seen.push(action), { response: {} }));
    take([6, "a", "NotifyPeriodicEventStream", stream]);
    take([6, "b", "NotifyPeriodicEventStream", { id: 1 }]);
    take([6, "c", "Heartbeat", {}]);
    expect(seen).toEqual(["NotifyPeriodicEventStream"]);
    expect(written).toEqual([]);
    expect(faults).toMatchObject([{ fault: "refused", messageId: "b" }, { fault: "refused", messageId: "c", kind: "notSupported" }]);
  });

  it("is not taken as a CALL", () => {
    const { take, written } = createHarness(v21, beat);
    take([2, "a", "NotifyPeriodicEventStream", stream]);
    expect(heads(written)).toEqual([[4, "a", "NotSupported"]]);
  });

  it("is sent by the station, overtaking its CALL in flight", async () => {
    const { peer, written } = createHarness(v21, beat, { role: "station" });
    const heartbeat = peer.call("Heartbeat", {});
    peer.send("NotifyPeriodicEventStream", stream);
    expect(heads(written)).toEqual([[2, "own-1", "Heartbeat"], [6, "own-2", "NotifyPeriodicEventStream"]]);
    peer.close();
    expect(await heartbeat).toEqual({ outcome: "closed", sent: true });
  });

  it("cannot be sent in the wrong direction or version", () => {
    expect(() => createHarness(v21, beat).peer.send("NotifyPeriodicEventStream", stream)).toThrowError(expect.objectContaining({ code: "ocpp.wrongDirection" }));
    expect(() => createHarness(v201, beat, { role: "station" }).peer.send("NotifyPeriodicEventStream", stream)).toThrowError(
      expect.objectContaining({ code: "ocpp.unknownAction" }),
    );
  });
});
