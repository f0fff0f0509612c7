/** Judges the packed packages by publint and by "are the types wrong": what a user's compiler and runtime will find in them. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import type { Packed } from "./pack.ts";

/** ESM alone is published: how old resolution modes fail on it is known and meant. */
const MEANT = new Set(["CJSResolvesToESM"]);
const OLD_RESOLUTION = "node10";

/** What is wrong, one sentence each. */
export async function lintPacked({ manifest, tarball }: Packed): Promise<readonly string[]> {
  const data = readFileSync(tarball);
  const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).split("\n");
  const lacking = ["LICENSE", "README.md"].filter((file) => !files.includes(`package/${file}`)).map((file) => `${manifest.name}: has no ${file}`);
  const { messages } = await publint({ pack: { tarball: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) }, strict: true });
  const found = [...lacking, ...messages.map((message) => `${manifest.name}: publint: ${formatMessage(message, manifest as unknown as Record<string, unknown>) ?? message.code}`)];
  const types = await checkPackage(createPackageFromTarballData(new Uint8Array(data)));
  if (!types.types) return [...found, `${manifest.name}: has no types`];
  for (const problem of types.problems) {
    if (MEANT.has(problem.kind) || ("resolutionKind" in problem && problem.resolutionKind === OLD_RESOLUTION)) continue;
    found.push(`${manifest.name}: types: ${JSON.stringify(problem)}`);
  }
  return found;
}
