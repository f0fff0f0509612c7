import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Version } from "../src/protocol.ts";
import { createOracle } from "./differential/oracle.ts";
import { judgeVectors, type Validate } from "./vectors/judge-vectors.ts";

const FOLDER = new URL("vectors/", import.meta.url);

/** The snippet that the README of the vectors gives to others, with ajv and the schemas of ocpp-rpc in the place of their validator. */
describe.each<Version>(["1.6", "2.0.1", "2.1"])("the vectors of OCPP %s", (version) => {
  it("are right by another validator as well", () => {
    const { accepts } = createOracle(version);
    const validate: Validate = (action, part, payload) => accepts(action, part, payload);
    const files = readdirSync(new URL(`${version}/`, FOLDER));
    const { judged, wrong } = judgeVectors(new URL(`${version}/`, FOLDER), validate);
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(files.length * 4);
  });

  it("find a validator that takes everything, or nothing", () => {
    const folder = new URL(`${version}/`, FOLDER);
    expect(judgeVectors(folder, () => true).wrong.length).toBeGreaterThan(100);
    expect(judgeVectors(folder, () => false).wrong.length).toBeGreaterThan(100);
  });
});

it("the README of the vectors shows the snippet that runs here", () => {
  expect(readFileSync(new URL("README.md", FOLDER), "utf8")).toContain(readFileSync(new URL("judge-vectors.ts", FOLDER), "utf8"));
});
