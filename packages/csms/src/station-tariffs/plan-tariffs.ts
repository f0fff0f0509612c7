import type { TariffAssignmentType } from "@cpokit/ocpp/v21";
import { fingerprint } from "../translate/fingerprint.ts";
import type { StationTariff } from "./station-tariffs.ts";

/** What brings a station in line, in this order. */
export interface TariffPlan {
  /** Ids that it shall not have, or not like this. */
  readonly clear: readonly string[];
  /** The one for all EVSEs first: it may take the place of those of single ones. */
  readonly set: readonly StationTariff[];
}

/**
 * Compares the default tariffs that a station reports with those that it shall have. Where it only lacks some they are added; where it has anything that
 * it should not have, it begins anew. Tariffs of drivers are none of this.
 */
export function planTariffs(known: readonly StationTariff[], reported: readonly TariffAssignmentType[]): TariffPlan {
  const wanted = known.filter(({ state }) => state !== "removing").sort((one, other) => one.evse - other.evse);
  const present = reported.filter(({ tariffKind }) => tariffKind === "DefaultTariff");
  const forAll = wanted.find(({ evse }) => evse === 0);
  const own = new Set(wanted.map(({ evse }) => evse));

  const missing = wanted.filter((each) => !present.some((there) => covers(there, each, own)));
  const isRight = present.every((there) => (there.evseIds ?? [0]).every((evse) => {
    const should = wanted.find((each) => each.evse === evse) ?? forAll;
    return should !== undefined && should.tariff.tariffId === there.tariffId && should.sent === fingerprint(should.tariff);
  }));
  if (isRight && (forAll === undefined || !missing.includes(forAll))) return { clear: [], set: missing };
  return { clear: [...new Set(present.map(({ tariffId }) => tariffId))], set: wanted };
}

/** Whether a reported tariff is the wanted one, where it is wanted; the one for all counts where it is at any EVSE without its own. */
function covers({ tariffId, evseIds = [0] }: TariffAssignmentType, { evse, tariff }: StationTariff, own: ReadonlySet<number>): boolean {
  if (tariffId !== tariff.tariffId) return false;
  return evse === 0 ? evseIds.some((each) => each === 0 || !own.has(each)) : evseIds.includes(evse);
}
