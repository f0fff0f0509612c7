import { describe, expect, it } from "vitest";
import { findViolations, readManifests, readSources, type PackageManifest } from "../boundaries.ts";

const manifest = (dependencies: string[], exports = ["."]): PackageManifest => ({ dependencies, exports });
const manifests = new Map<string, PackageManifest>([
  ["kernel", manifest([], [".", "./system"])],
  ["ocpp", manifest(["@cpokit/kernel", "zod"], [".", "./v16"])],
  ["csms", manifest(["@cpokit/kernel", "@cpokit/ocpp", "@cpokit/sessions"])],
  ["sessions", manifest(["@cpokit/kernel"])],
  ["ocpi", manifest(["@cpokit/ocpp"])],
]);

const find = (path: string, text: string): string[] => findViolations([{ path, text }], manifests);

describe("boundaries", () => {
  it.each([
    ["a sibling", "packages/csms/src/a.ts", `import { x } from "@cpokit/sessions";`, "may not import sessions"],
    ["upwards", "packages/kernel/src/a.ts", `import { x } from "@cpokit/ocpp";`, "may not import ocpp"],
    ["ocpp from ocpi", "packages/ocpi/src/a.ts", `import { x } from "@cpokit/ocpp";`, "may not import ocpp"],
    ["a deep path", "packages/csms/src/a.ts", `import { x } from "@cpokit/ocpp/src/frame";`, "not one of the exports"],
    ["an unknown package", "packages/csms/src/a.ts", `import { x } from "@cpokit/nothing";`, "no such package"],
    ["an undeclared package", "packages/sessions/src/a.ts", `import { x } from "zod";`, "not among the dependencies"],
    ["out of the package", "packages/csms/src/a.ts", `export { x } from "../../ocpp/src/index.ts";`, "may not leave its package"],
    ["generated code", "packages/ocpp/src/peer.ts", `import { x } from "./generated/v16/core.ts";`, "only v*/index.ts"],
    ["dynamically", "packages/csms/src/a.ts", `const x = await import("@cpokit/sessions");`, "may not import sessions"],
    ["the clock", "packages/csms/src/a.ts", `const now = Date.now();`, "uses Date.now"],
    ["today", "packages/csms/src/a.ts", `const now = new Date();`, "uses new Date()"],
    ["chance", "packages/csms/src/a.ts", `const dice = Math.random();`, "uses Math.random"],
    ["a star", "packages/csms/src/index.ts", `export * from "./a.ts";`, "re-exports"],
  ])("finds an import of %s", (_, path, text, expected) => {
    expect(find(path, text).join("\n")).toContain(expected);
  });

  it.each([
    ["downwards", "packages/csms/src/a.ts", `import { x } from "@cpokit/ocpp/v16";\nimport { y } from "./b.ts";`],
    ["of generated code by the version", "packages/ocpp/src/v16/index.ts", `export { x } from "../generated/v16/core.ts";`],
    ["in a comment", "packages/csms/src/a.ts", `// import { x } from "@cpokit/sessions";\n/* Date.now() */\nconst at = new Date(0);`],
    ["in a test", "packages/csms/src/a.test.ts", `import { x } from "@cpokit/sessions";`],
  ])("allows an import %s", (_, path, text) => {
    expect(find(path, text)).toEqual([]);
  });

  it("finds nothing in this repository", () => {
    const root = new URL("../../", import.meta.url).pathname;
    expect(findViolations(readSources(root), readManifests(root))).toEqual([]);
  });
});
