import { describe, expect, expectTypeOf, it } from "vitest";
import { v201, type V201Messages } from "../v201/index.ts";
import { v21, type V21Messages } from "../v21/index.ts";
import type { V2Action, V2Handled, V2Sent } from "./messages.ts";

/** The actions whose 2.0.1 payload is not a 2.1 payload. */
type Exceptions<Part extends "request" | "response"> = {
  [Name in V2Action]: V201Messages[Name][Part] extends V21Messages[Name][Part] ? never : Name;
}[V2Action];

/** The actions for which the map does not take the payload of a version. */
type Refused<Map extends Record<V2Action, Record<Part, unknown>>, Part extends "request" | "response", Other extends Record<V2Action, Record<Part, unknown>>> = {
  [Name in V2Action]: Other[Name][Part] extends Map[Name][Part] ? never : Name;
}[V2Action];

describe("2.0.1 and 2.1 as one", () => {
  it("covers every action of 2.0.1", () => {
    expectTypeOf<V2Action>().toEqualTypeOf<keyof V201Messages>();
    expect(v201.actions.filter((name) => v21.action(name) === undefined)).toEqual([]);
  });

  it("has one exception among the 128 payload types", () => {
    expectTypeOf<Exceptions<"request">>().toEqualTypeOf<"NotifyMonitoringReport">();
    expectTypeOf<Exceptions<"response">>().toBeNever();
    expect(v201.actions).toContain("NotifyMonitoringReport");
  });

  it("hands a handler requests of both versions and takes answers that both accept", () => {
    expectTypeOf<Refused<V2Handled, "request", V201Messages>>().toBeNever();
    expectTypeOf<Refused<V2Handled, "request", V21Messages>>().toBeNever();
    expectTypeOf<Refused<V21Messages, "response", V2Handled>>().toBeNever();
    const answer: V2Handled["Heartbeat"]["response"] = { currentTime: "2026-11-21T09:30:00Z" };
    expect(v201.action("Heartbeat").response.accepts(answer) && v21.action("Heartbeat").response.accepts(answer)).toBe(true);
  });

  it("sends commands that both accept and reads answers of both", () => {
    expectTypeOf<Refused<V2Sent, "response", V201Messages>>().toBeNever();
    expectTypeOf<Refused<V2Sent, "response", V21Messages>>().toBeNever();
    const command: V2Sent["Reset"]["request"] = { type: "OnIdle" };
    expect(v201.action("Reset").request.accepts(command) && v21.action("Reset").request.accepts(command)).toBe(true);
  });
});
