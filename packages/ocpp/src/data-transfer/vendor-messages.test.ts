import { describe, expect, expectTypeOf, it } from "vitest";
import * as z from "zod/mini";
import { createHarness, settle } from "../../test/rpc/harness.ts";
import type { Protocol } from "../protocol.ts";
import { v16 } from "../v16/index.ts";
import { v201 } from "../v201/index.ts";
import { v21 } from "../v21/index.ts";
import { createVendorMessages, sendVendorMessage } from "./vendor-messages.ts";

const seal = { vendorId: "com.example", messageId: "Seal", request: z.object({ number: z.string() }), response: z.object({ known: z.boolean() }) };
const greeting = { vendorId: "org.plain", request: z.string(), response: z.undefined(), text: "plain" } as const;

function vendors() {
  const registry = createVendorMessages();
  registry.on(seal, ({ data }) => (data.number === "" ? { status: "Rejected" } : { status: "Accepted", data: { known: data.number === "7" } }));
  registry.on(greeting, () => Promise.resolve({ status: "Accepted", data: undefined }));
  return registry;
}

/** As the version carries it. */
function carried(protocol: Protocol, data: unknown): unknown {
  return protocol.version === "1.6" ? JSON.stringify(data) : data;
}

describe.each<Protocol>([v16, v201, v21])("vendor messages of OCPP $version", (protocol) => {
  it.each([
    ["a known message", { vendorId: "com.example", messageId: "Seal", data: carried(protocol, { number: "7" }) }, { status: "Accepted", data: carried(protocol, { known: true }) }],
    ["a message that its handler rejects", { vendorId: "com.example", messageId: "Seal", data: carried(protocol, { number: "" }) }, { status: "Rejected" }],
    ["data that breaks the schema", { vendorId: "com.example", messageId: "Seal", data: carried(protocol, { number: 7 }) }, { status: "Rejected" }],
    ["text that is no JSON", { vendorId: "com.example", messageId: "Seal", data: "{" }, { status: "Rejected" }],
    ["no data", { vendorId: "com.example", messageId: "Seal" }, { status: "Rejected" }],
    ["an unknown message", { vendorId: "com.example", messageId: "seal" }, { status: "UnknownMessageId" }],
    ["no message id", { vendorId: "com.example" }, { status: "UnknownMessageId" }],
    ["an unknown vendor", { vendorId: "__proto__", messageId: "toString" }, { status: "UnknownVendorId" }],
    ["plain text", { vendorId: "org.plain", data: "{not JSON" }, { status: "Accepted" }],
  ])("answers %s", async (_about, request, response) => {
    const csms = createHarness(protocol, vendors().handler);
    csms.take([2, "a", "DataTransfer", request]);
    await settle();
    expect(csms.written).toEqual([[3, "a", response]]);
  });

  it("refuses what is no DataTransfer", () => {
    const csms = createHarness(protocol, vendors().handler);
    csms.take([2, "a", "Heartbeat", {}]);
    expect(csms.written[0]).toEqual([4, "a", "NotSupported", "Only DataTransfer is answered here.", {}]);
  });

  it("sends a message and reads the answer", async () => {
    const csms = createHarness(protocol, vendors().handler);
    const outcome = sendVendorMessage(csms.link, seal, { number: "7" });
    expect(csms.written).toEqual([[2, "own-1", "DataTransfer", { vendorId: "com.example", messageId: "Seal", data: carried(protocol, { number: "7" }) }]]);
    csms.take([3, "own-1", { status: "Accepted", data: carried(protocol, { known: false }) }]);
    expect(await outcome).toEqual({ outcome: "accepted", data: { known: false } });
  });

  it.each(["Rejected", "UnknownMessageId", "UnknownVendorId"] as const)("reports the status %s", async (status) => {
    const csms = createHarness(protocol, vendors().handler);
    const outcome = sendVendorMessage(csms.link, greeting, "hello");
    csms.take([3, "own-1", { status }]);
    expect(await outcome).toEqual({ outcome: "refused", status });
  });

  it("reports an answer whose data is of another kind, and what every call may end with", async () => {
    const csms = createHarness(protocol, vendors().handler);
    const outcomes = [sendVendorMessage(csms.link, seal, { number: "7" }), sendVendorMessage(csms.link, seal, { number: "8" })];
    csms.take([3, "own-1", { status: "Accepted", data: carried(protocol, { known: "yes" }) }]);
    csms.pass(30_000);
    expect(await Promise.all(outcomes)).toMatchObject([{ outcome: "invalid", rule: "data does not fit the schema of this message" }, { outcome: "timeout" }]);
  });
});

describe("the types of vendor messages", () => {
  it("are those of the schemas", async () => {
    const registry = createVendorMessages();
    registry.on(seal, ({ data }) => {
      expectTypeOf(data).toEqualTypeOf<{ number: string }>();
      return { status: "Accepted", data: { known: true } };
    });
    const { link, peer } = createHarness(v16, registry.handler);
    const outcome = sendVendorMessage(link, seal, { number: "1" });
    peer.close();
    const settled = await outcome;
    if (settled.outcome === "accepted") expectTypeOf(settled.data).toEqualTypeOf<{ known: boolean }>();
    expect(settled).toEqual({ outcome: "closed", sent: true });
  });
});

describe("mistakes with vendor messages", () => {
  it("are errors that say what to do", async () => {
    const registry = vendors();
    expect(() => registry.on(seal, () => ({ status: "Rejected" }))).toThrow(expect.objectContaining({ code: "ocpp.vendorMessageTaken" }));
    const { link } = createHarness(v16, registry.handler);
    const wrong: unknown = { number: 7 };
    await expect(sendVendorMessage(link, seal, wrong as { number: string })).rejects.toMatchObject({ code: "ocpp.invalidVendorData" });
  });

  it("of a handler become InternalError", () => {
    const registry = createVendorMessages();
    const wrong: unknown = { known: "yes" };
    registry.on(seal, () => ({ status: "Accepted", data: wrong as { known: boolean } }));
    const csms = createHarness(v201, registry.handler);
    csms.take([2, "a", "DataTransfer", { vendorId: "com.example", messageId: "Seal", data: { number: "7" } }]);
    expect(csms.written[0]).toEqual([4, "a", "InternalError", "The request could not be processed.", {}]);
    expect(csms.faults).toMatchObject([{ fault: "handlerFailed", error: { code: "ocpp.invalidVendorData" } }]);
  });
});
