import { instant } from "@cpokit/kernel";
import type { CallOutcome, IncomingCall } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { relay } from "./relay.ts";

function callOf(protocol: typeof v16 | typeof v21, action: string): IncomingCall {
  const link = { id: "1", identity: "CS-1", protocol, call: () => Promise.reject(new Error("unused")), close: () => undefined };
  return { link, action, payload: { asked: action }, messageId: "a", receivedAt: instant(0) };
}

describe("relay", () => {
  it.each<[CallOutcome, object]>([
    [{ outcome: "result", payload: { status: "Accepted" } }, { response: { status: "Accepted" } }],
    [{ outcome: "error", code: "OccurenceConstraintViolation", description: "no", details: { field: "x" } }, { refusal: "occurrence", description: "no", details: { field: "x" } }],
    [{ outcome: "error", code: "SecurityError", description: "", details: [] }, { refusal: "security", description: "" }],
    [{ outcome: "error", code: "Vendor specific", description: "no", details: {} }, { refusal: "generic", description: "no", details: {} }],
    [{ outcome: "timeout" }, { refusal: "internal", description: "The other side gave no answer (timeout)." }],
    [{ outcome: "invalid", payload: {}, rule: "" }, { refusal: "internal", description: "The other side gave no answer (invalid)." }],
  ])("gives %j back as %j", async (outcome, reply) => {
    const asked: unknown[] = [];
    expect(await relay({ call: async (...given) => (asked.push(given), outcome) }, callOf(v16, "Authorize"))).toEqual(reply);
    expect(asked).toEqual([["Authorize", { asked: "Authorize" }]]);
  });

  it("sends a SEND of 2.1, and refuses it where there is no way for it", async () => {
    const sent: unknown[] = [];
    const call = () => Promise.reject(new Error("a SEND is no CALL"));
    const stream = callOf(v21, "NotifyPeriodicEventStream");
    expect(await relay({ call, send: (...given) => void sent.push(given) }, stream)).toEqual({ response: {} });
    expect(sent).toEqual([["NotifyPeriodicEventStream", { asked: "NotifyPeriodicEventStream" }]]);
    expect(await relay({ call }, stream)).toMatchObject({ refusal: "notSupported" });
  });
});
