import { describe, expect, it } from "vitest";
import { explain } from "../src/codec/codec.ts";
import type { Protocol } from "../src/protocol.ts";
import { v16 } from "../src/v16/index.ts";
import { v201 } from "../src/v201/index.ts";
import { v21 } from "../src/v21/index.ts";
import { edgeCases, fullPayload } from "./differential/edges.ts";
import { mutate } from "./differential/mutations.ts";
import { createOracle, type Oracle } from "./differential/oracle.ts";
import { validPayload } from "./differential/payloads.ts";
import { randomSource } from "./differential/random.ts";

/** Generated payloads per message, a quarter of them valid and the others mutated; `CPOKIT_CASES=100000` for a deep run. */
const CASES = Number(process.env["CPOKIT_CASES"] ?? 1_000);
/** Of so many rounds one is judged by the slow zod schema too, which judges every edge case anyway. */
const SCHEMA_EVERY = 25;
const SEED = process.env["CPOKIT_SEED"] ?? "cpokit";

describe.each<Protocol>([v16, v201, v21])("OCPP $version against ajv and the schemas of ocpp-rpc", (protocol) => {
  const oracle = createOracle(protocol.version);
  const parts = protocol.actions.flatMap((action) =>
    (["request", "response"] as const).filter((part) => oracle.schema(action, part) !== undefined).map((part) => ({ action, part })));

  it("has every message of the schemas", () => {
    expect(parts).toHaveLength(oracle.payloads);
  });

  it.each(parts)("every rule of $action $part", ({ action, part }) => {
    const schema = oracle.schema(action, part)!;
    const box = { root: fullPayload(schema) };
    const before = JSON.stringify(box.root);
    let refused = 0;
    const disagreements: string[] = [];
    const judge = (change: string) => {
      const { ajv, accepts, schema } = verdict(oracle, protocol, action, part, box.root);
      if (!ajv) refused += 1;
      if (accepts !== ajv || schema !== ajv) disagreements.push(`${change}: ajv ${ajv}, accepts ${accepts}, schema ${schema}`);
    };
    judge("all fields");
    expect(refused).toBe(0);
    for (const change of edgeCases(box, schema)) judge(change);
    expect(disagreements).toEqual([]);
    expect(refused).toBeGreaterThan(0);
    expect(JSON.stringify(box.root)).toBe(before);
  });

  it.each(parts)("random $action $part", ({ action, part }) => {
    const schema = oracle.schema(action, part)!;
    const { accepts } = protocol.action(action)![part];
    const random = randomSource(`${SEED}/${protocol.version}/${action}/${part}`);
    const disagreements: unknown[] = [];
    let refused = 0;
    const judge = (payload: unknown, changes: readonly string[], bySchema: boolean): boolean => {
      const isValid = oracle.accepts(action, part, payload);
      const agrees = accepts(payload) === isValid && (!bySchema || (explain(protocol.action(action)![part], payload).length === 0) === isValid);
      if (!agrees) disagreements.push({ payload, changes, ajv: isValid });
      return isValid;
    };
    for (let round = 0; round < CASES / 4; round += 1) {
      const bySchema = round % SCHEMA_EVERY === 0;
      const text = JSON.stringify(validPayload(schema, random));
      expect(judge(JSON.parse(text), [], bySchema)).toBe(true);
      for (let mutant = 0; mutant < 3; mutant += 1) {
        const box: { root: unknown } = { root: JSON.parse(text) };
        const changes = Array.from({ length: 1 + random.below(2) }, () => mutate(box, schema, random));
        if (!judge(box.root, changes, bySchema)) refused += 1;
      }
    }
    expect(disagreements).toEqual([]);
    expect(refused, "most mutants break a rule").toBeGreaterThan(CASES / 4);
  }, 600_000);
});

/** The verdicts of the three judges; `explain` is the zod schema alone. */
function verdict(oracle: Oracle, protocol: Protocol, action: string, part: "request" | "response", payload: unknown) {
  const codec = protocol.action(action)![part];
  return { ajv: oracle.accepts(action, part, payload), accepts: codec.accepts(payload), schema: explain(codec, payload).length === 0 };
}
