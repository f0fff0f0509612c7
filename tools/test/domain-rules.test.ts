/** Every rule of the session's state machine (T), every invariant (I) and every failure case (F) is named by a test that pins it. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const root = new URL("../../", import.meta.url);

/** How many of each there are. */
const COUNTS: Readonly<Record<string, number>> = { T: 18, I: 27, F: 27 };
/** Power limits and availability: nothing of them goes through sessions, storage and books. */
const ELSEWHERE: ReadonlySet<string> = new Set(["I19", "F23", "I26"]);
const RULES = Object.entries(COUNTS).flatMap(([kind, count]) => Array.from({ length: count }, (_, index) => `${kind}${index + 1}`)).filter((rule) => !ELSEWHERE.has(rule));

const PACKAGES = ["sessions", "metering", "storage", "storage-sqlite", "storage-postgres", "csms", "ocpp-ws", "billing", "simulator"];
const FOLDERS = [...PACKAGES.flatMap((name) => [`packages/${name}/src`, `packages/${name}/test`]), "simulation/src", "simulation/test"];

/** The rules that a text names, one by one or as a range: `I4`, `F1–F4`, `I10 to I14`. */
function rulesIn(text: string): readonly string[] {
  return [...text.matchAll(/\b([TIF])(\d{1,2})(?:(?:–| to )\1(\d{1,2}))?\b/g)].flatMap(([, kind = "", first, last]) =>
    Array.from({ length: Number(last ?? first) - Number(first) + 1 }, (_, index) => `${kind}${Number(first) + index}`));
}

/** Titles of tests and groups, cases of the contract kit, stories, and the names under which checks of tests and of the simulation fail. */
function namesIn(text: string): string {
  const titles = /\b(?:it|describe|contractCase|storeCase)(?:\.(?:each|runIf)(?:<[^>]*>)?\((?:[^()]|\([^()]*\))*\))?\(\s*(["`])((?:(?!\1).)*)\1/g;
  const checks = /\bexpect\((?:[^"`\n]*, )?(["`])((?:(?!\1).)*)\1/g;
  const stories = /\bname: (["`])((?:(?!\1).)*)\1/g;
  return [titles, checks, stories].flatMap((pattern) => [...text.matchAll(pattern)].map(([, , name]) => name)).join("\n");
}

it("every rule is pinned by a test that names it", () => {
  const files = FOLDERS.flatMap((folder) => {
    try {
      return readdirSync(new URL(folder, root), { recursive: true }).map((name) => `${folder}/${String(name)}`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }).filter((name) => name.endsWith(".ts"));
  const named = new Set(files.flatMap((name) => rulesIn(namesIn(readFileSync(new URL(name, root), "utf8")))));
  expect(RULES.filter((rule) => !named.has(rule))).toEqual([]);
});
