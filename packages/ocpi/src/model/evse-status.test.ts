import type { ConnectorState } from "@cpokit/model";
import { expect, it } from "vitest";
import { evseStatus, type EvseSituation } from "./evse-status.ts";

const given = (connectors: readonly ConnectorState[], situation: Partial<EvseSituation> = {}): string => evseStatus({ lifecycle: "operative", isOnline: true, connectors, ...situation });

const table: readonly (readonly [expected: string, connectors: readonly ConnectorState[], situation?: Partial<EvseSituation>])[] = [
  ["AVAILABLE", ["available"]],
  ["AVAILABLE", ["available", "faulted"]],
  ["BLOCKED", ["preparing"]],
  ["BLOCKED", ["finishing", "available"]],
  ["CHARGING", ["charging"]],
  ["CHARGING", ["available"], { isInSession: true }],
  ["CHARGING", ["charging"], { isReserved: true }],
  ["RESERVED", ["available"], { isReserved: true }],
  ["RESERVED", ["reserved"]],
  ["OUTOFORDER", ["faulted"], { isInSession: true }],
  ["INOPERATIVE", ["unavailable"]],
  ["INOPERATIVE", ["unavailable", "faulted"]],
  ["INOPERATIVE", ["available"], { isInMaintenance: true }],
  ["INOPERATIVE", [], { isInMaintenance: true, isOnline: false }],
  ["UNKNOWN", ["available"], { isOnline: false }],
  ["UNKNOWN", []],
  ["UNKNOWN", ["unknown"]],
  ["PLANNED", [], { lifecycle: "planned", isOnline: false }],
  ["REMOVED", ["available"], { lifecycle: "retired" }],
];

it.each(table.map(([expected, connectors, situation = {}]) => ({ expected, connectors, situation })))("is $expected for connectors $connectors and $situation", ({ expected, connectors, situation }) => {
  expect(given(connectors, situation)).toBe(expected);
});
