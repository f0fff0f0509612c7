import { instant, isCpoError, milliseconds, minutes, parseInstant, wh, zone, type Instant } from "@cpokit/kernel";
import { instantText } from "@cpokit/model";
import { compile, describe, explain, quote, type CompiledTariff } from "@cpokit/tariffs";
import type { TariffExample, TariffPreviewRequest, TariffPreviewView } from "../wire/tariff-preview.ts";
import { checkTariff, sentence } from "./tariff-view.ts";

/** What example sessions would cost by a tariff that nobody has published, in words. @throws `kernel.time-zone` */
export function previewTariff({ tariff, ocpiVersion, timeZone = "UTC", language = "en", sessions }: TariffPreviewRequest, now: Instant): TariffPreviewView {
  const examples = sessions ?? usualCharges(now, timeZone);
  const checked = checkTariff(tariff, ocpiVersion, now, "en");
  const unpriced = { pricedAt: instantText(now), findings: checked.findings, summary: [], sessions: examples.map((each) => ({ ...each, lines: [] })) };
  if (checked.findings.some(({ severity }) => severity === "error")) return unpriced;
  const compiled = compile(tariff, { version: ocpiVersion });
  const [first] = examples;
  const described = describe(compiled, { at: now, timeZone, locale: language, ...(first === undefined ? {} : { profile: profileOf(first) }) });
  return {
    ...unpriced,
    summary: described.text.split("\n").map(sentence),
    ...(described.worstPerKwh === undefined ? {} : { worstPerKwh: { amount: described.worstPerKwh, currency: compiled.currency } }),
    sessions: examples.map((each) => ({ ...each, ...priced(each, compiled, timeZone, language) })),
  };
}

function priced(example: TariffExample, tariff: CompiledTariff, timeZone: string, locale: string): Omit<TariffPreviewView["sessions"][number], keyof TariffExample> {
  const start = parseInstant(example.start);
  if (start === undefined) return { lines: [], problem: `${example.start} is no date-time.` };
  try {
    const { estimate } = quote({ tariffs: [tariff], profile: profileOf(example), start, timeZone });
    const { excl, incl } = estimate.totals.cost;
    const { currency } = estimate;
    return { lines: explain(estimate, { locale }).text.split("\n"), total: { amount: excl, currency }, ...(incl === undefined ? {} : { totalWithTax: { amount: incl, currency } }) };
  } catch (error) {
    if (isCpoError(error) && error.code.startsWith("tariffs.")) return { lines: [], problem: error.message };
    throw error;
  }
}

function profileOf({ energyWh, minutes: charging, parkedMinutes = 0 }: TariffExample) {
  return { energy: wh(energyWh), duration: minutes(charging), parking: milliseconds(parkedMinutes * 60_000) };
}

/** A quick charge at noon, one after work and one over night, on the next days of the place. */
function usualCharges(now: Instant, timeZone: string): readonly TariffExample[] {
  return [
    { name: "fast", start: nextAt(now, timeZone, 12), energyWh: 30_000, minutes: 25, parkedMinutes: 5 },
    { name: "evening", start: nextAt(now, timeZone, 18), energyWh: 20_000, minutes: 120, parkedMinutes: 60 },
    { name: "night", start: nextAt(now, timeZone, 22), energyWh: 40_000, minutes: 240, parkedMinutes: 300 },
  ];
}

function nextAt(now: Instant, timeZone: string, hour: number): string {
  const place = zone(timeZone);
  const today = place.localTime(now).dayNumber;
  const found = [today, today + 1, today + 2].flatMap((day) => place.instantsOf(day, hour * 60)).find((at) => at > now);
  return instantText(found ?? instant(now));
}
