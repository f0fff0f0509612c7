import type { Instant } from "@cpokit/kernel";
import type { LimitSchedule, SiteModel, SiteNode } from "../site/site-model.ts";
import type { Car } from "./car.ts";
import type { PartnerProfile } from "./signals.ts";

/** The slots that a plan looks at. */
export interface PlannedTime {
  readonly from: Instant;
  readonly slotMinutes: number;
  readonly slots: number;
}

/** More than any EVSE: no limit. */
const FREE = 1e5;
/** More than any car: no limit. */
const FREE_KW = 1e5;

/**
 * The model for a plan in which each car with a profile of a roaming partner hangs below a limit of its own that follows the profile, later
 * periods included; in each slot the lowest that comes counts.
 */
export function withPartnerProfiles(model: SiteModel, cars: readonly Pick<Car, "transaction" | "evse" | "wish">[], time: PlannedTime): SiteModel {
  const capped = cars.flatMap(({ transaction, evse, wish: { partnerProfile } }) => {
    const schedule = partnerProfile === undefined ? [] : scheduleOf(partnerProfile, time);
    return schedule.length === 0 ? [] : [{ evse, node: `partner profile of ${transaction}`, schedule }];
  });
  if (capped.length === 0) return model;
  const free = { l1: FREE, l2: FREE, l3: FREE };
  return {
    ...model,
    nodes: [...model.nodes, ...capped.map(({ evse, node, schedule }): SiteNode => ({ id: node, parent: model.evses.find(({ id }) => id === evse)!.node, kind: "circuit", limitA: free, schedule }))],
    evses: model.evses.map((evse) => ({ ...evse, node: capped.find((one) => one.evse === evse.id)?.node ?? evse.node })),
  };
}

function scheduleOf(profile: PartnerProfile, { from, slotMinutes, slots }: PlannedTime): LimitSchedule[] {
  const length = slotMinutes * 60_000;
  return Array.from({ length: slots }, (_, index) => (from + index * length) as Instant).flatMap((start): LimitSchedule[] => {
    const limit = lowestWithin(profile, start, start + length);
    if (limit === undefined) return [];
    const span = { from: start, to: (start + length) as Instant };
    const amps = Math.min(limit, FREE);
    return [profile.unit === "A" ? { ...span, limitA: { l1: amps, l2: amps, l3: amps } } : { ...span, limitKW: Math.min(limit / 1_000, FREE_KW) }];
  });
}

/** Absent where the profile says nothing of a time. */
function lowestWithin({ start, durationSeconds = Infinity, periods }: PartnerProfile, from: number, to: number): number | undefined {
  const limits = periods.flatMap((period, index) => {
    const begin = start + period.start * 1_000;
    const end = start + Math.min(durationSeconds, periods[index + 1]?.start ?? Infinity) * 1_000;
    return begin < to && end > from && begin < end ? [period.limit] : [];
  });
  return limits.length === 0 ? undefined : Math.min(...limits);
}
