import { describe, expect, it } from "vitest";
import { createHarness, heads } from "../../test/rpc/harness.ts";
import { v16 } from "../v16/index.ts";
import { v201 } from "../v201/index.ts";
import { v21 } from "../v21/index.ts";

const accept = () => ({ response: { status: "Accepted" } });
const transfer = (data: string) => [2, "a", "DataTransfer", { vendorId: "v", data }];

describe("the size of a message", () => {
  it("has a limit for all actions and others for some, in bytes", () => {
    const csms = createHarness(v16, accept, { messageBytes: 1_000, actionBytes: { DataTransfer: 2_000, Heartbeat: 40 } });
    csms.take(transfer("x".repeat(1_900)));
    csms.take(transfer("é".repeat(1_000)));
    csms.take([2, "b", "Authorize", { idTag: "x".repeat(1_000) }]);
    csms.take([2, `h-${"x".repeat(30)}`, "Heartbeat", {}]);
    expect(csms.written.map(([type, , code, sentence]) => [type, code, sentence])).toEqual([
      [3, { status: "Accepted" }, undefined],
      [4, "GenericError", "A message of DataTransfer may have 2000 bytes here."],
      [4, "GenericError", "A message of Authorize may have 1000 bytes here."],
      [4, "GenericError", "A message of Heartbeat may have 40 bytes here."],
    ]);
    expect(csms.faults).toMatchObject([{ fault: "refused" }, { fault: "refused" }, { fault: "refused" }]);
  });

  it("holds for answers too", async () => {
    const csms = createHarness(v21, accept, { actionBytes: { DataTransfer: 100 } });
    const outcome = csms.peer.call("DataTransfer", { vendorId: "v" });
    csms.take([3, "own-1", { status: "Accepted", data: "x".repeat(100) }]);
    expect(await outcome).toMatchObject({ outcome: "invalid", payload: undefined, rule: "A message of DataTransfer may have 100 bytes here." });
    expect(heads(csms.written).at(-1)).toEqual([5, "own-1", "GenericError"]);
  });
});

describe("exiResponse of 2.0.1 (ocpp.md §2 #7)", () => {
  const answer = async (exiResponse: string) => {
    const station = createHarness(v201, accept, { role: "station" });
    const outcome = station.peer.call("Get15118EVCertificate", { iso15118SchemaVersion: "urn:iso:15118:2:2013:MsgDef", action: "Install", exiRequest: "x" });
    station.take([3, "own-1", { status: "Accepted", exiResponse }]);
    return { outcome: await outcome, faults: station.faults };
  };

  it("may have 7,500 characters, with a warning, in strict mode too", async () => {
    expect(await answer("x".repeat(5_600))).toMatchObject({ outcome: { outcome: "result" }, faults: [] });
    expect(await answer("x".repeat(7_500))).toMatchObject({
      outcome: { outcome: "result", payload: { exiResponse: "x".repeat(7_500) } }, faults: [{ fault: "repaired", repairs: ["longExiResponse"] }],
    });
    expect(await answer("x".repeat(7_501))).toMatchObject({ outcome: { outcome: "invalid" }, faults: [{ fault: "invalidAnswer" }] });
  });

  it("is sent with 5,600 at most", async () => {
    const csms = createHarness(v201, () => ({ response: { status: "Accepted", exiResponse: "x".repeat(5_601) } }));
    csms.take([2, "a", "Get15118EVCertificate", { iso15118SchemaVersion: "urn:iso:15118:2:2013:MsgDef", action: "Install", exiRequest: "x" }]);
    expect(heads(csms.written)).toEqual([[4, "a", "InternalError"]]);
  });
});
