import type { AssignmentTarget, TariffAssignment } from "@cpokit/billing";
import { isCpoError, type Instant } from "@cpokit/kernel";
import { instantText, type TariffVersion } from "@cpokit/model";
import { compile, describe, lint, type OcpiVersion } from "@cpokit/tariffs";
import type { TariffAssignmentView, TariffCheckView, TariffFinding, TariffVersionView } from "../wire/tariff.ts";
import type { Directory } from "./directory.ts";
import { words, type Language } from "./words.ts";

export function tariffVersionView(version: TariffVersion, now: Instant, language: Language): TariffVersionView {
  const { id, tariffId, number, name, ocpiVersion } = version;
  return {
    id, tariffId, number, name, ocpiVersion,
    currency: String(version.tariff["currency"]),
    validFrom: instantText(version.validFrom),
    createdAt: instantText(version.createdAt),
    ...checkTariff(version.tariff, ocpiVersion, now, language),
  };
}

/** The price in words and everything that its writer should look at; a tariff that cannot be read has no words. */
export function checkTariff(tariff: object, version: OcpiVersion, now: Instant, language: Language): TariffCheckView {
  const findings = lint(tariff, { version }).map(({ severity, code, pointer, message, fix }): TariffFinding => ({ severity, code, pointer, message, fix }));
  try {
    // The zone only tells which components apply now, which the words leave out.
    return { findings, summary: describe(compile(tariff, { version }), { at: now, timeZone: "UTC", locale: language }).components.map((component) => sentence(component.text)) };
  } catch (error) {
    if (isCpoError(error, "tariffs.invalid")) return { findings, summary: [] };
    throw error;
  }
}

/** The words with a capital at their beginning. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export async function assignmentView({ id, tariffId, target, priority, from, until }: TariffAssignment, directory: Directory, language: Language): Promise<TariffAssignmentView> {
  return {
    id, tariffId, target: { ...target }, appliesTo: await inWords(target, directory, words[language].target), priority,
    ...(from === undefined ? {} : { from: instantText(from) }), ...(until === undefined ? {} : { until: instantText(until) }),
  };
}

async function inWords(target: AssignmentTarget, directory: Directory, say: (typeof words)["en"]["target"]): Promise<string> {
  switch (target.kind) {
    case "tenant":
      return say.tenant;
    case "location":
      return say.location((await directory.location(target.location))?.name ?? target.location);
    case "evse":
      return say.evse(target.evse);
    case "connector":
      return say.connector(target.connector, target.evse);
    case "tokenGroup":
      return say.tokenGroup(target.group);
    case "partner":
      return say.partner(target.partner);
    case "subscription":
      return say.subscription(target.subscription);
  }
}
