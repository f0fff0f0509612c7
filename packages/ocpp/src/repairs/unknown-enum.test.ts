import { describe, expect, it } from "vitest";
import { fullPayload } from "../../test/differential/edges.ts";
import { createOracle, type JsonSchema } from "../../test/differential/oracle.ts";
import type { Protocol } from "../protocol.ts";
import { v16 } from "../v16/index.ts";
import { v201 } from "../v201/index.ts";
import { v21 } from "../v21/index.ts";
import { REPAIRS } from "./catalogue.ts";
import { repair } from "./repair.ts";

const ALL = REPAIRS.map(({ name }) => name);

/** Every place of a listed value in the full payload of a message. */
function* enumsOf(schema: JsonSchema, path: readonly string[] = []): Generator<readonly string[]> {
  if (schema.enum !== undefined) yield path;
  if (schema.items !== undefined) yield* enumsOf(schema.items, [...path, "0"]);
  for (const [name, field] of Object.entries(schema.properties ?? {})) yield* enumsOf(field, [...path, name]);
}

function put(payload: unknown, path: readonly string[], value: unknown): void {
  const parent = path.slice(0, -1).reduce<unknown>((outer, key) => Reflect.get(Object(outer), key), payload);
  Reflect.set(Object(parent), path.at(-1)!, value);
}

const cases = [v16, v201, v21].flatMap((protocol: Protocol) => {
  const oracle = createOracle(protocol.version);
  return ["StatusNotification", "MeterValues"].flatMap((action) => {
    const schema = oracle.schema(action, "request")!;
    return [...enumsOf(schema)].map((path) => ({ protocol, version: protocol.version, action, schema, path: path.join("/") }));
  });
});

describe("an unknown value in tolerant mode", () => {
  it("is tried for every listed field of StatusNotification and MeterValues", () => {
    expect(cases.map(({ version, action, path }) => `${version} ${action} ${path}`)).toEqual(expect.arrayContaining([
      "1.6 StatusNotification errorCode", "1.6 StatusNotification status", "1.6 MeterValues meterValue/0/sampledValue/0/unit",
      "2.0.1 StatusNotification connectorStatus", "2.1 MeterValues meterValue/0/sampledValue/0/measurand",
    ]));
  });

  it.each(cases)("does not lose the $action of $version, at $path", ({ protocol, action, schema, path }) => {
    for (const value of ["Frobnicated", "", "frobnicated by the vendor, in a sentence that is much longer than any listed value"]) {
      const payload = fullPayload(schema);
      put(payload, path.split("/"), value);
      expect(protocol.action(action)!.request.accepts(payload)).toBe(false);
      const { payload: mended, used, isVoid = false } = repair(protocol, action, payload, ALL);
      expect(used).not.toEqual([]);
      // A sample that nobody can read is left out, and here it is the only one: OCPP 2.x has no empty list for what is left.
      expect(isVoid).toBe(protocol !== v16 && /sampledValue.*(measurand|phase|location)$/.test(path) && !(value === "" && !path.endsWith("measurand")));
      if (!isVoid) expect(protocol.action(action)!.request.violations(mended)).toEqual([]);
    }
  });
});
