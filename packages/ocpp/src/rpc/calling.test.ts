import { describe, expect, expectTypeOf, it } from "vitest";
import { createHarness, heads, settle } from "../../test/rpc/harness.ts";
import { v16, type ResetResponse } from "../v16/index.ts";
import { v201 } from "../v201/index.ts";
import { v21 } from "../v21/index.ts";
import type { CallHandler } from "./link.ts";
import { typedCall } from "./typed-call.ts";

const TIME = "2026-11-21T10:00:00Z";
const beat: CallHandler = () => ({ response: { currentTime: TIME } });

describe("calls of ours", () => {
  it("keeps one in flight and the others in line, high priority first", async () => {
    const { peer, take, written } = createHarness(v16, beat);
    const outcomes = [
      peer.call("Reset", { type: "Soft" }),
      peer.call("ClearCache", {}),
      peer.call("GetLocalListVersion", {}),
      peer.call("RemoteStopTransaction", { transactionId: 1 }, { priority: "high" }),
    ];
    expect(heads(written)).toEqual([[2, "own-1", "Reset"]]);
    take([3, "own-1", { status: "Accepted" }]);
    take([3, "own-4", { status: "Accepted" }]);
    take([3, "own-2", { status: "Accepted" }]);
    take([4, "own-3", "NotSupported", "no", { x: 1 }]);
    expect(written.map((message) => message[1])).toEqual(["own-1", "own-4", "own-2", "own-3"]);
    expect(await Promise.all(outcomes)).toEqual([
      { outcome: "result", payload: { status: "Accepted" } },
      { outcome: "result", payload: { status: "Accepted" } },
      { outcome: "error", code: "NotSupported", description: "no", details: { x: 1 } },
      { outcome: "result", payload: { status: "Accepted" } },
    ]);
    expect(peer.isIdle).toBe(true);
  });

  it("answers a crossing CALL while its own is in flight", () => {
    const { peer, take, written } = createHarness(v16, beat);
    void peer.call("ClearCache", {});
    take([2, "a", "Heartbeat", {}]);
    expect(heads(written)).toEqual([[2, "own-1", "ClearCache"], [3, "a"]]);
  });

  it.each([
    ["an unknown action", "Frobnicate", {}, "ocpp.unknownAction"],
    ["an action of the station", "BootNotification", {}, "ocpp.wrongDirection"],
    ["an invalid payload", "Reset", { type: "Now" }, "ocpp.invalidPayload"],
  ])("refuses to send %s", async (_name, action, payload, code) => {
    const { peer, written } = createHarness(v16, beat);
    await expect(peer.call(action, payload)).rejects.toMatchObject({ code });
    expect(written).toEqual([]);
  });

  it("times out by the sweep, sends the next, and names a late answer without settling anything twice (F18)", async () => {
    const { peer, take, pass, written, faults } = createHarness(v16, beat, { callTimeout: 1_000 });
    const first = peer.call("ClearCache", {});
    const second = peer.call("Reset", { type: "Soft" }, { timeout: 5_000 });
    pass(999);
    expect(written).toHaveLength(1);
    pass(1);
    expect(await first).toMatchObject({ outcome: "timeout" });
    expect(written).toHaveLength(2);
    take([3, "own-1", { status: "Accepted" }]);
    take([3, "own-1", { status: "Accepted" }]);
    expect(faults).toEqual([
      { fault: "lateAnswer", messageId: "own-1", action: "ClearCache", outcome: { outcome: "result", payload: { status: "Accepted" } } },
      { fault: "unsolicited", messageId: "own-1" },
    ]);
    pass(4_999);
    pass(1);
    expect(await second).toMatchObject({ outcome: "timeout" });
  });

  it("survives a hundred calls that all time out", async () => {
    const { peer, pass } = createHarness(v16, beat, { callTimeout: 1_000 });
    const outcomes = Array.from({ length: 100 }, () => peer.call("ClearCache", {}));
    for (let turn = 0; turn < 100; turn += 1) pass(1_000);
    expect(new Set((await Promise.all(outcomes)).map(({ outcome }) => outcome))).toEqual(new Set(["timeout"]));
    expect(peer.isIdle).toBe(true);
  });

  it("drops what waited too long, what does not fit, and what the connection no longer carries", async () => {
    const { peer, pass } = createHarness(v16, beat, { outboundLimit: 2 });
    const inFlight = peer.call("ClearCache", {});
    const impatient = peer.call("ClearCache", {}, { expiry: 500 });
    const waiting = peer.call("ClearCache", {});
    expect(await peer.call("ClearCache", {})).toEqual({ outcome: "unsent", reason: "full" });
    pass(500);
    expect(await impatient).toEqual({ outcome: "unsent", reason: "expired" });
    peer.close();
    expect(await inFlight).toEqual({ outcome: "closed", sent: true });
    expect(await waiting).toEqual({ outcome: "closed", sent: false });
    expect(await peer.call("ClearCache", {})).toEqual({ outcome: "closed", sent: false });
  });

  it("takes an error with an unreadable id for the answer to the call in flight", async () => {
    const { peer, take } = createHarness(v201, beat);
    const outcome = peer.call("ClearCache", {});
    take([4, "-1", "RpcFrameworkError", "", {}]);
    expect(await outcome).toMatchObject({ outcome: "error", code: "RpcFrameworkError" });
  });

  it("is typed on request", async () => {
    const { link, take } = createHarness(v16, beat);
    const call = typedCall(link, v16, "Reset", { type: "Soft" });
    take([3, "own-1", { status: "Accepted" }]);
    const outcome = await call;
    if (outcome.outcome !== "result") throw new Error("expected a result");
    expectTypeOf(outcome.payload).toEqualTypeOf<ResetResponse>();
    expect(outcome.payload.status).toBe("Accepted");
    await expect(typedCall(link, v201, "Reset", { type: "Immediate" })).rejects.toMatchObject({ code: "ocpp.wrongVersion" });
  });
});

describe("answers that break the schema", () => {
  it.each([[v16, []], [v201, []], [v21, [[5, "own-1", "PropertyConstraintViolation"]]]] as const)(
    "settle the call as invalid; only 2.1 tells the station ($0.version)",
    async (version, answers) => {
      const { peer, take, written, faults } = createHarness(version, beat);
      const outcome = peer.call("ClearCache", {});
      take([3, "own-1", { status: "Perhaps" }]);
      expect(await outcome).toMatchObject({ outcome: "invalid", payload: { status: "Perhaps" } });
      expect(heads(written.slice(1))).toEqual(answers);
      expect(faults).toMatchObject([{ fault: "invalidAnswer", action: "ClearCache" }]);
    },
  );

  it("settle the call also when the frame itself is broken", async () => {
    const { peer, take } = createHarness(v16, beat);
    const outcome = peer.call("ClearCache", {});
    take([3, "own-1"]);
    expect(await outcome).toMatchObject({ outcome: "invalid" });
  });

  it("may be valid and still refused by the application, which 2.1 can say (bad tariff in AuthorizeResponse)", async () => {
    const station = createHarness(v21, beat, { role: "station" });
    const request = { idToken: { idToken: "04A2", type: "ISO14443" } };
    const outcome = station.peer.call("Authorize", request, { review: () => ({ refusal: "property", description: "The tariff cannot be shown." }) });
    station.take([3, "own-1", { idTokenInfo: { status: "Accepted" } }]);
    expect(await outcome).toMatchObject({ outcome: "invalid", rule: "The tariff cannot be shown." });
    expect(station.written[1]).toEqual([5, "own-1", "PropertyConstraintViolation", "The tariff cannot be shown.", {}]);
  });

  it("are told to us by CALLRESULTERROR, which is not answered", async () => {
    const { take, written, faults } = createHarness(v21, beat);
    take([2, "a", "Heartbeat", {}]);
    take([5, "a", "FormatViolation", "no", {}]);
    await settle();
    expect(written).toHaveLength(1);
    expect(faults).toEqual([{ fault: "resultRefused", messageId: "a", code: "FormatViolation", description: "no", details: {} }]);
  });
});
