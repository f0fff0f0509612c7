import { settlementSentences } from "@cpokit/billing";
import { alertSentences, firmwareSentences, healthSentences, recoverySentences, reservationSentences } from "@cpokit/csms";
import { journalSentences } from "@cpokit/sessions";
import { fallOutSentences } from "@cpokit/smart-charging";
import { describe, expect, it } from "vitest";
import { ALERTS, FALL_OUTS, FIRMWARE, HEALTH, RECOVERY, RESERVATIONS } from "../web/src/texts/de/care-sentences.ts";
import { JOURNAL, SETTLEMENT } from "../web/src/texts/de/journal.ts";

const TABLES = [
  ["journal", journalSentences, JOURNAL], ["settlement", settlementSentences, SETTLEMENT], ["alert", alertSentences, ALERTS], ["health", healthSentences, HEALTH],
  ["recovery", recoverySentences, RECOVERY], ["reservation", reservationSentences, RESERVATIONS], ["firmware", firmwareSentences, FIRMWARE], ["fall-out", fallOutSentences, FALL_OUTS],
] as const;

const placesOf = (template: string): readonly string[] => [...template.matchAll(/{(\w+)}/g)].map(([, place = ""]) => place).sort();

describe.each(TABLES)("every sentence of the kind %s", (_, sentences, german) => {
  const templates = Object.entries<string>(sentences.templates);

  it("is read back as what it is, whatever stands at its places", () => {
    for (const [code, template] of templates) {
      const values = Object.fromEntries(placesOf(template).map((place) => [place, `the ${place}`]));
      const text = template.replace(/{(\w+)}/g, (_, place: string) => values[place] ?? "");
      expect(sentences.read(text)).toEqual({ code, values });
    }
  });

  it("has a German one with the same places", () => {
    expect(Object.keys(german).sort()).toEqual(templates.map(([code]) => code).sort());
    for (const [code, template] of templates) {
      const told = (german as Readonly<Record<string, string>>)[code] ?? "";
      expect(placesOf(told), code).toEqual(placesOf(template));
      expect(told).not.toBe(template);
    }
  });
});
