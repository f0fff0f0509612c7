import { readdirSync, readFileSync } from "node:fs";
import { parseInstant } from "@cpokit/kernel";
import { describe, expect, it } from "vitest";
import { mutate } from "../../test/differential/mutations.ts";
import { createOracle } from "../../test/differential/oracle.ts";
import { validPayload } from "../../test/differential/payloads.ts";
import { randomSource } from "../../test/differential/random.ts";
import type { Protocol, Version } from "../protocol.ts";
import { v16 } from "../v16/index.ts";
import { v201 } from "../v201/index.ts";
import { v21 } from "../v21/index.ts";
import { REPAIRS, repairsOf } from "./catalogue.ts";
import { repair } from "./repair.ts";
import type { RepairName } from "./rule.ts";

interface RepairVector {
  readonly about: string;
  readonly versions: readonly Version[];
  readonly action: string;
  readonly part?: "request" | "response";
  /** More repairs that are needed beside the one that the file is named after. */
  readonly with?: readonly RepairName[];
  readonly receivedAt?: string;
  readonly payload: unknown;
  /** Absent when nothing is left to handle. */
  readonly repaired?: unknown;
  readonly used: readonly (readonly [RepairName, string])[];
}

const PROTOCOLS: Readonly<Record<Version, Protocol>> = { "1.6": v16, "2.0.1": v201, "2.1": v21 };
const FOLDER = new URL("../../test/repairs/", import.meta.url);

const vectors = readdirSync(FOLDER).flatMap((file) => {
  const stored: RepairVector[] = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));
  const name = REPAIRS.find((rule) => `${rule.name}.json` === file)!.name;
  return stored.flatMap((vector) => vector.versions.map((version) => ({ name, version, vector })));
});

function run(version: Version, vector: RepairVector, repairs: readonly RepairName[]) {
  const { action, part = "request", payload, receivedAt } = vector;
  const at = receivedAt === undefined ? undefined : parseInstant(receivedAt);
  return repair(PROTOCOLS[version], action, payload, repairs, { part, ...(at === undefined ? {} : { receivedAt: at }) });
}

describe("repair vectors", () => {
  it.each(REPAIRS)("$name has a vector for each of its versions", ({ name, versions }) => {
    expect([...new Set(vectors.filter((vector) => vector.name === name).map(({ version }) => version))].toSorted()).toEqual(versions.toSorted());
  });

  it.each(vectors)("$name $version: $vector.about", ({ name, version, vector }) => {
    const codec = PROTOCOLS[version].action(vector.action)![vector.part ?? "request"];
    const before = JSON.stringify(vector.payload);
    expect(codec.accepts(vector.payload)).toBe(false);
    const { payload, used, isVoid = false } = run(version, vector, [name, ...(vector.with ?? [])]);
    expect(used.map((use) => [use.name, use.path])).toEqual(vector.used);
    expect(isVoid).toBe(!("repaired" in vector));
    if (!isVoid) expect([payload, codec.violations(payload)]).toEqual([vector.repaired, []]);
    expect(JSON.stringify(vector.payload)).toBe(before);
  });

  it.each(vectors)("$name $version: $vector.about Nothing happens unless it is chosen.", ({ name, version, vector }) => {
    const others = REPAIRS.map((rule) => rule.name).filter((other) => other !== name && PARTNERS[name]?.includes(other) !== true);
    const { payload, used } = run(version, vector, others);
    expect(used).toEqual([]);
    expect(payload).toBe(vector.payload);
  });
});

/** Repairs that may do for each other. */
const PARTNERS: Partial<Record<RepairName, readonly RepairName[]>> = {
  timestampBlank: ["blankField"],
  blankField: ["timestampBlank", "unknownEnum"],
  emptyList: ["unknownEnum"],
  enumCase: ["unknownEnum"],
  enumSpelling: ["unknownEnum"],
  unitSpelling: ["unknownEnum"],
};

describe("repair", () => {
  const all = REPAIRS.map(({ name }) => name);

  it("leaves a fine payload alone", () => {
    const payload = { idTag: "04A2" };
    expect(repair(v16, "Authorize", payload, all)).toEqual({ payload, used: [] });
    expect(repair(v16, "Authorize", payload, all).payload).toBe(payload);
  });

  it("leaves out no field that must be there while another repair knows a value for it", () => {
    const payload = { connectorId: 1, errorCode: "", status: "Charging" };
    expect(repair(v16, "StatusNotification", payload, all)).toEqual({
      payload: { ...payload, errorCode: "OtherError" }, used: [{ name: "unknownEnum", path: "/errorCode", was: "" }],
    });
    expect(repair(v16, "StatusNotification", payload, ["blankField"])).toEqual({ payload, used: [] });
  });

  it("never repairs half: what stays broken comes back as it was", () => {
    const payload = { connectorId: "1", errorCode: "NoError", extra: 1 };
    expect(repair(v16, "StatusNotification", payload, all)).toEqual({ payload, used: [] });
  });

  it("never cuts what identifies somebody or something", () => {
    const payload = { idTag: "04A2B3C4D5E6F708090A0B" };
    expect(repair(v16, "Authorize", payload, all).used).toEqual([]);
  });

  it("never takes a sample without a known measurand for an energy register", () => {
    const payload = { connectorId: 1, meterValue: [{ timestamp: "2026-11-21T09:30:00Z", sampledValue: [{ value: "1", measurand: "" }, { value: "2" }] }] };
    expect(repair(v16, "MeterValues", payload, all).payload).toEqual({ connectorId: 1, meterValue: [{ timestamp: "2026-11-21T09:30:00Z", sampledValue: [{ value: "2" }] }] });
  });

  it("keeps what it replaced in the report", () => {
    const payload = { connectorId: 1, errorCode: "NoError", status: "Charging", temperature: { inside: 31 } };
    expect(repair(v16, "StatusNotification", payload, ["extraField"]).used).toEqual([{ name: "extraField", path: "/temperature", was: { inside: 31 } }]);
  });

  it("takes a __proto__ field out and no prototype in", () => {
    const payload: unknown = JSON.parse('{"idTag":"04A2","__proto__":{"polluted":true}}');
    const repaired = repair(v16, "Authorize", payload, all);
    expect(repaired.used.map(({ path }) => path)).toEqual(["/__proto__"]);
    expect(Object.getPrototypeOf(repaired.payload)).toBe(Object.prototype);
    expect(Object.hasOwn(Object(repaired.payload), "__proto__")).toBe(false);
  });

  it.each([["nonsense", {}], ["Authorize", null], ["Authorize", []], ["Authorize", "x"], ["Authorize", undefined]])("cannot mend %s %j", (action, payload) => {
    expect(repair(v16, action, payload, all)).toEqual({ payload, used: [] });
  });

  it.each(Object.values(PROTOCOLS))("OCPP $version: whatever comes in, what is repaired is valid and the rest is untouched", (protocol) => {
    const oracle = createOracle(protocol.version);
    let repaired = 0;
    for (const action of protocol.actions) {
      const random = randomSource(`repairs/${protocol.version}/${action}`);
      const schema = oracle.schema(action, "request")!;
      for (let round = 0; round < 10; round += 1) {
        const box = { root: validPayload(schema, random) };
        mutate(box, schema, random);
        mutate(box, schema, random);
        const before = JSON.stringify(box.root);
        const { payload, used, isVoid = false } = repair(protocol, action, box.root, all);
        expect(JSON.stringify(box.root)).toBe(before);
        if (isVoid) expect([action, payload]).toEqual(["MeterValues", expect.objectContaining({ meterValue: [] })]);
        else if (used.length === 0) expect(payload).toBe(box.root);
        else expect(protocol.action(action)!.request.violations(payload)).toEqual([]);
        repaired += Math.min(1, used.length);
      }
    }
    expect(repaired).toBeGreaterThan(protocol.actions.length);
  });

  it("lists the repairs of a version", () => {
    expect(repairsOf("2.0.1").map(({ name }) => name)).not.toContain("unitSpelling");
    expect(repairsOf("1.6")).toHaveLength(REPAIRS.length);
  });
});
