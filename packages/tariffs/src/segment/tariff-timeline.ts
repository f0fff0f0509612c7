import { CpoError, type Instant } from "@cpokit/kernel";
import type { CompiledTariff } from "../compile/compiled-tariff.ts";

/** Which tariff holds at a moment: the one of the session's start (V2–V4), or the last one switched to (V1). */
export type TariffTimeline = (at: number) => CompiledTariff;

/** @throws `tariffs.no-tariff`, `tariffs.unknown-tariff` */
export function tariffTimeline(start: Instant, tariffs: readonly CompiledTariff[], switches: readonly { readonly at: Instant; readonly tariffId: string }[]): TariffTimeline {
  const steps = switches.map(({ at, tariffId }) => ({ at, tariff: tariffs.find((each) => each.id.toLowerCase() === tariffId.toLowerCase()) ?? unknownTariff(tariffId) }));
  const first = steps.findLast((step) => step.at <= start)?.tariff ?? tariffs.find((each) => each.validFrom <= start && start < each.validTo);
  if (first === undefined) {
    throw new CpoError("tariffs.no-tariff", "No tariff is valid at the start of the session; give one, or FLAT 0 for free charging.", { start }); // V6
  }
  if (steps.length === 0) return () => first;
  return (at) => steps.findLast((step) => step.at <= at)?.tariff ?? first;
}

function unknownTariff(tariffId: string): never {
  throw new CpoError("tariffs.unknown-tariff", `The session switches to the tariff "${tariffId}", which was not given; add it to the tariffs.`, { tariffId });
}
