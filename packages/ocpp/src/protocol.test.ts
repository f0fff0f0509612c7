import { describe, expect, expectTypeOf, it } from "vitest";
import type { Action, ErrorKind, Protocol } from "./protocol.ts";
import { v16, type BootNotificationRequest, type BootNotificationResponse, type V16Messages } from "./v16/index.ts";
import { v201, type V201Messages } from "./v201/index.ts";
import { v21, type NotifyPeriodicEventStreamRequest, type V21Messages } from "./v21/index.ts";

const PROTOCOLS: readonly Protocol[] = [v16, v201, v21];

describe("Protocol", () => {
  it("names its version, subprotocol and actions", () => {
    expect(PROTOCOLS.map(({ version, subprotocol, actions }) => [version, subprotocol, actions.length])).toEqual([
      ["1.6", "ocpp1.6", 39],
      ["2.0.1", "ocpp2.0.1", 64],
      ["2.1", "ocpp2.1", 91],
    ]);
  });

  it.each(PROTOCOLS)("OCPP $version: unknown names are no actions, also those of Object.prototype", (protocol) => {
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty", "", "authorize", "AuthorizeRequest"]) expect(protocol.action(name)).toBeUndefined();
  });

  it.each(PROTOCOLS)("OCPP $version: every action has its name, block, sender and codecs", (protocol) => {
    for (const name of protocol.actions) {
      const action = protocol.action(name)!;
      expect(action.name).toBe(name);
      expect(action.block).toMatch(/^[a-z0-9-]+$/);
      expect(["station", "csms", "both"]).toContain(action.from);
      expect(action.kind).toBe(name === "NotifyPeriodicEventStream" ? "send" : "call");
      expect(action.request.accepts(null)).toBe(false);
      expect(action.response.accepts(null)).toBe(false);
      expect(action.request.violations([])[0]).toMatchObject({ kind: "format", path: "" });
      expect(action.response.violations("x")[0]).toMatchObject({ kind: "format", path: "" });
    }
  });

  it("spells error codes as each version does", () => {
    const spelt = (kind: ErrorKind) => PROTOCOLS.map((protocol) => protocol.errorCode(kind));
    expect(spelt("format")).toEqual(["FormationViolation", "FormatViolation", "FormatViolation"]);
    expect(spelt("occurrence")).toEqual(["OccurenceConstraintViolation", "OccurrenceConstraintViolation", "OccurrenceConstraintViolation"]);
    expect(spelt("property")).toEqual(Array(3).fill("PropertyConstraintViolation"));
    expect(spelt("type")).toEqual(Array(3).fill("TypeConstraintViolation"));
    expect(spelt("messageType")).toEqual(["ProtocolError", "MessageTypeNotSupported", "MessageTypeNotSupported"]);
    expect(spelt("rpcFramework")).toEqual(["FormationViolation", "RpcFrameworkError", "RpcFrameworkError"]);
    expect(spelt("notImplemented")).toEqual(Array(3).fill("NotImplemented"));
    expect(spelt("notSupported")).toEqual(Array(3).fill("NotSupported"));
    expect(spelt("internal")).toEqual(Array(3).fill("InternalError"));
    expect(spelt("protocol")).toEqual(Array(3).fill("ProtocolError"));
    expect(spelt("security")).toEqual(Array(3).fill("SecurityError"));
    expect(spelt("generic")).toEqual(Array(3).fill("GenericError"));
  });

  it("accepts nothing as the response of a SEND", () => {
    expect(v21.action("NotifyPeriodicEventStream").response.accepts({})).toBe(false);
    expect(v21.action("NotifyPeriodicEventStream").response.violations({})).not.toEqual([]);
  });
});

describe("types of Protocol", () => {
  it("types a known action", () => {
    expectTypeOf(v16.action("BootNotification")).toEqualTypeOf<Action<BootNotificationRequest, BootNotificationResponse>>();
    expectTypeOf(v21.action("NotifyPeriodicEventStream")).toEqualTypeOf<Action<NotifyPeriodicEventStreamRequest, never>>();
    const payload: unknown = { chargePointVendor: "V", chargePointModel: "M" };
    const { request } = v16.action("BootNotification");
    if (!request.accepts(payload)) throw new Error("refused");
    expectTypeOf(payload).toEqualTypeOf<BootNotificationRequest>();
    expect(payload.chargePointVendor).toBe("V");
  });

  it("has unknown and dynamic names as perhaps missing", () => {
    const name: string = "BootNotification";
    expectTypeOf(v16.action("TransactionEvent")).toEqualTypeOf<Action | undefined>();
    expectTypeOf(v16.action(name)).toEqualTypeOf<Action | undefined>();
    const protocol: Protocol = v16;
    expectTypeOf(protocol.action("BootNotification")).toEqualTypeOf<Action | undefined>();
    expect(protocol.action(name)).toBe(v16.action("BootNotification"));
  });

  it("keeps versions apart", () => {
    expectTypeOf<Protocol<V201Messages>>().not.toExtend<Protocol<V16Messages>>();
    expectTypeOf<Protocol>().not.toExtend<Protocol<V16Messages>>();
    expectTypeOf<Protocol<V21Messages>>().toExtend<Protocol>();
    expectTypeOf<(typeof v16.actions)[number]>().toEqualTypeOf<keyof V16Messages>();
    expect(v16.actions).not.toEqual(v201.actions);
  });
});
