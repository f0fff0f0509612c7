import { CpoError } from "@cpokit/kernel";
import type { CompiledTariff } from "../compile/compiled-tariff.ts";
import { finding } from "../compile/document.ts";
import type { Finding } from "../finding.ts";
import type { Period, Usage } from "./usage.ts";

/** Which tariff prices which period: one for all, or by the id that the period names. */
export interface TariffChoice {
  /** The tariff of the first period; its limits apply (L3). */
  readonly first: CompiledTariff;
  of(period: Period): CompiledTariff | undefined;
}

/**
 * V1–V4, V6.
 *
 * @throws `tariffs.no-tariff`, `tariffs.unknown-tariff`, `tariffs.currency`
 */
export function chooseTariff(tariffs: readonly CompiledTariff[], usage: Usage, warnings: Finding[]): TariffChoice {
  const named = usage.periods.some((period) => period.tariffId !== undefined);
  const choice = named ? byName(tariffs, usage, warnings) : byValidity(tariffs, usage);
  return choice;
}

/** V1: once a period names its tariff, every period is priced by the tariff that it names. */
function byName(tariffs: readonly CompiledTariff[], usage: Usage, warnings: Finding[]): TariffChoice {
  if (tariffs.length === 0) noTariff(usage);
  const used = new Map<string, CompiledTariff>();
  let first: CompiledTariff | undefined;
  for (const period of usage.periods) {
    const id = period.tariffId;
    if (id === undefined) {
      warnings.push(finding("PERIOD_WITHOUT_TARIFF", `${usage.pointer}/${period.index}`));
      continue;
    }
    const tariff = used.get(id) ?? tariffs.find((each) => sameId(each.id, id));
    if (tariff === undefined) {
      throw new CpoError(
        "tariffs.unknown-tariff",
        `A charging period names the tariff "${id}", which is not among the ${tariffs.length} given; add it.`,
        { tariffId: id, period: period.index },
      );
    }
    checkCurrency(tariff, usage.currency ?? first?.currency);
    used.set(id, tariff);
    first ??= tariff;
  }
  return { first: first ?? noTariff(usage), of: (period) => (period.tariffId === undefined ? undefined : used.get(period.tariffId)) };
}

/** V2, V3: else the first in the list that is valid when the session starts prices all of it, even past its own end (V4). */
function byValidity(tariffs: readonly CompiledTariff[], usage: Usage): TariffChoice {
  const tariff = tariffs.find((each) => each.validFrom <= usage.start && usage.start < each.validTo) ?? noTariff(usage);
  checkCurrency(tariff, usage.currency);
  return { first: tariff, of: () => tariff };
}

/** V1: ids compare without case. From the end, since the ids of one operator differ there. */
export function sameId(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  for (let place = a.length - 1; place >= 0; place -= 1) {
    const [left, right] = [a.charCodeAt(place), b.charCodeAt(place)];
    if (left === right) continue;
    const letter = left | 32;
    if (letter !== (right | 32) || letter < 97 || letter > 122) return false;
  }
  return true;
}

function noTariff(usage: Usage): never {
  // V6: a missing tariff is never a price of zero.
  throw new CpoError("tariffs.no-tariff", "No tariff is valid at the start of the session; give one, or FLAT 0 for free charging.", { start: usage.start });
}

function checkCurrency(tariff: CompiledTariff, currency: string | undefined): void {
  if (currency === undefined || currency.toUpperCase() === tariff.currency) return;
  throw new CpoError(
    "tariffs.currency",
    `The session is in ${currency} and its tariff "${tariff.id}" in ${tariff.currency}; price it in its own currency.`,
    { session: currency, tariff: tariff.currency, tariffId: tariff.id },
  );
}
