import { instant } from "@cpokit/kernel";
import type { CommandRecord } from "@cpokit/model";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CommandView } from "../src/wire/command.ts";
import { commandView } from "../src/views/command-view.ts";
import { REFUSALS } from "../src/views/session-view.ts";
import { reasons as german } from "../web/src/texts/de/reasons.ts";
import { reasons as english } from "../web/src/texts/en/reasons.ts";

const PACKAGES = join(import.meta.dirname, "../../../packages");
/** Notes that raise no suspicion, readings that are kept aside, alarms, and outcomes, which are told elsewhere. */
const OTHERS = new Set(["session-relative", "not-a-number", "never-ends"]);

/** The codes of suspicions that the libraries give by name. */
function suspicions(): readonly string[] {
  const files = ["metering/src", "sessions/src", "sessions/src/decide"].flatMap((folder) => readdirSync(join(PACKAGES, folder)).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts")).map((file) => join(PACKAGES, folder, file)));
  return [...new Set(files.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/code: "([a-z-]+)"/g)].map(([, code = ""]) => code)))].filter((code) => !OTHERS.has(code));
}

describe("reasons in German", () => {
  it("have a sentence for every suspicion of the libraries", () => {
    const found = suspicions();
    expect(found.length).toBeGreaterThan(20);
    expect(found.filter((code) => german.suspicion({ code, reason: "English" }) === "English")).toEqual([]);
    expect(german.suspicion({ code: "something-new", reason: "English" })).toBe("English");
  });

  it.each([
    ["energy-above-power", "90000 Wh is more than 11000 W can deliver in that time.", "90000 Wh sind mehr, als 11000 W in dieser Zeit liefern können."],
    ["meter-below-last-stop", "The start register of 1000 Wh is below the 5000 Wh at which the last session ended.", "Der Zählerstand am Beginn (1000 Wh) liegt unter dem, bei dem der letzte Ladevorgang endete (5000 Wh)."],
    ["register-leap", "The register leapt from 12.5 Wh to 900 Wh and went on from there; the leap is not counted.", "Der Zähler sprang von 12.5 Wh auf 900 Wh und lief dort weiter; der Sprung wird nicht gezählt."],
    ["signature-missing", "No signed reading of its start and its end was checked.", "Kein signierter Zählerstand des Beginns und des Endes wurde geprüft."],
    ["signature-invalid", "The signed reading of its end has a signature that does not fit.", "Der signierte Zählerstand des Endes hat eine Signatur, die nicht passt."],
  ])("keep the numbers of %s", (code, reason, sentence) => {
    expect(german.suspicion({ code, reason })).toBe(sentence);
    expect(english.suspicion({ code, reason })).toBe(reason);
  });

  it("have a sentence for every refusal of a token, and every price that there is not", () => {
    expect(Object.keys(REFUSALS).filter((code) => german.refusal({ result: "refused", code, reason: "English" }) === "English")).toEqual([]);
    for (const code of ["no-tariff", "nothing-to-price"]) expect(german.cost({ code, reason: "English" })).not.toBe("English");
  });

  it("have a sentence for whatever came of a command, with the words of the station", () => {
    const outcomes = [undefined, ...CommandView.shape.outcome.unwrap().options];
    const all = outcomes.flatMap((outcome) => ["start", "unlock", "getVariables"].map((command) => german.command({ command: { command }, state: "sent", text: "English: Occupied", ...(outcome === undefined ? {} : { outcome }) })));
    expect(all.filter((text) => text.includes("English") || text === "")).toEqual([]);
    const record: CommandRecord = { id: "c", station: "CS-1", command: { command: "unlock", evse: 1 }, requestedBy: "anna", requestedAt: instant(0), state: "done", outcome: { outcome: "rejected", reason: "Occupied: Cable", response: {} } };
    const view = commandView(record);
    expect([view.text, german.command(view), english.command(view)]).toEqual(["The station refused: Occupied: Cable", "Die Station lehnt ab: Occupied: Cable", view.text]);
    const effect = commandView({ ...record, effect: { expects: "boot", state: "missing", until: instant(0) } }).effect;
    expect([effect?.text, effect === undefined ? "" : german.effect(effect)]).toEqual(["The station did not restart.", "Die Station hat nicht neu gestartet."]);
  });
});
