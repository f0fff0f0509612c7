import { CpoError, type Instant } from "@cpokit/kernel";
import type { CompiledTariff } from "../compile/compiled-tariff.ts";

/** The kinds of tariff that OCPI tells apart (2.2.1 and later). */
export type TariffKind = "AD_HOC_PAYMENT" | "PROFILE_CHEAP" | "PROFILE_FAST" | "PROFILE_GREEN" | "REGULAR";

/**
 * The tariff to quote: valid at the moment, then of the wanted kind, then one without a kind, then the first (V5).
 *
 * @throws `tariffs.no-tariff`
 */
export function chooseForQuote(tariffs: readonly CompiledTariff[], at: Instant, kind: TariffKind): CompiledTariff {
  const valid = tariffs.filter((tariff) => tariff.validFrom <= at && at < tariff.validTo);
  const chosen = valid.find((tariff) => tariff.type === kind) ?? valid.find((tariff) => tariff.type === undefined) ?? valid[0];
  if (chosen === undefined) throw new CpoError("tariffs.no-tariff", "No tariff is valid at this moment; give one, or FLAT 0 for free charging.", { at }); // V6
  return chosen;
}
