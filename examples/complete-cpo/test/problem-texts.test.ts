import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sentence } from "../web/src/texts/de/problems.ts";

const HTTP = join(import.meta.dirname, "../src/http");

/** Codes whose sentence is the reason that a library gives, and those of single charges. */
const REASONS = new Set(["refused", "denied", "notification", "sign-in", "nothing-to-price", "not-payable"]);

/** The codes that the API gives by name. */
function codes(): readonly string[] {
  const texts = readdirSync(HTTP).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts")).map((file) => readFileSync(join(HTTP, file), "utf8"));
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/code: "([a-z.-]+)"/g)].map(([, code = ""]) => code)))];
}

describe("problems in German", () => {
  it("have a sentence for every code of the API", () => {
    const found = codes();
    expect(found.length).toBeGreaterThan(25);
    const untold = found.filter((code) => !REASONS.has(code) && sentence({ code, message: "", field: "name", rule: code === "conflict" ? "must not be taken" : "is required", values: { what: "station", id: "CS-9", seconds: 30 } }) === undefined);
    expect(untold).toEqual([]);
  });

  it.each([
    [{ code: "not-found", values: { what: "station", id: "CS-9" } }, "Die Station „CS-9“ gibt es nicht."],
    [{ code: "not-found", values: { what: "silence", id: "7" } }, "„silence“ „7“ gibt es nicht."],
    [{ code: "invalid", field: "rhythm.hour", rule: "must be at most 23" }, "„rhythm.hour“ darf höchstens 23 sein."],
    [{ code: "invalid", field: "", rule: "is required" }, "Die Anfrage fehlt."],
    [{ code: "invalid", field: "next", rule: "must not be shorter than 12 characters" }, "„next“ darf nicht kürzer sein als 12."],
    [{ code: "forbidden", rule: "tariffs:write" }, "Ihr Konto darf das nicht: Es braucht tariffs:write. Bitten Sie einen Administrator um eine Rolle, die es hat."],
    [{ code: "too-many-attempts", values: { seconds: 600 } }, "Zu viele falsche Versuche; versuchen Sie es in 10 Minuten noch einmal."],
    [{ code: "too-many-reports", values: { seconds: 60 } }, "Danke, wir haben davon gehört; eine weitere Meldung geht in 60 Sekunden."],
  ])("say %j", (problem, text) => {
    expect(sentence({ message: "", ...problem })).toBe(text);
  });

  it("stay English where a rule or a code has no sentence", () => {
    for (const problem of [{ code: "invalid", field: "near", rule: "is required with within" }, { code: "conflict" }, { code: "something-new" }, { code: "not-found" }]) expect(sentence({ message: "English", ...problem }), JSON.stringify(problem)).toBeUndefined();
  });
});
