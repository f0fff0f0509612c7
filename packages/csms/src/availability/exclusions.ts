import { CpoError, type Clock, type Ids, type Instant } from "@cpokit/kernel";
import { collection, type Reader, type Store } from "@cpokit/storage";

/** Why time does not count against an EVSE; the first five are those of 23 CFR 680.116(b)(3). */
export type ExclusionReason =
  | "utilityOutage" | "vehicleFault" | "scheduledMaintenance" | "vandalism" | "naturalDisaster" | "closed" | "networkOutage" | "other";

/** What an exclusion or maintenance window is about: one EVSE, one station, or all of a site. */
export interface AvailabilityScope {
  readonly locationId?: string;
  readonly station?: string;
  /** Only together with `station`. */
  readonly evse?: number;
}

/** Time that is left out, and the proof for it (I26). */
export interface Exclusion {
  readonly id: string;
  readonly scope: AvailabilityScope;
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
  readonly reason: ExclusionReason;
  /** References to proof: a ticket, a notice of the utility, a photo. At least one. */
  readonly evidence: readonly string[];
  readonly by: string;
  readonly enteredAt: Instant;
}

/** Planned work, told to drivers before it begins. */
export interface MaintenanceWindow {
  readonly id: string;
  readonly scope: AvailabilityScope;
  readonly from: Instant;
  readonly to: Instant;
  /** For drivers. */
  readonly text: string;
  readonly by: string;
  readonly announcedAt: Instant;
  readonly cancelledAt?: Instant;
}

const byScope = (body: { readonly scope: AvailabilityScope; readonly to: Instant }) => [[placeOf(body.scope), body.to]];

export const exclusions = collection<Exclusion>("availabilityExclusions", { indexes: { byScope: { keys: byScope } } });

export const maintenanceWindows = collection<MaintenanceWindow>("maintenanceWindows", { indexes: { byScope: { keys: byScope }, byTime: { keys: ({ from }) => [from] } } });

/** Where exclusions and maintenance are entered. */
export interface Exclusions {
  /** @throws `csms.exclusion` without evidence, or for a time or scope that is none. */
  exclude(exclusion: Omit<Exclusion, "id" | "enteredAt">): Promise<Exclusion>;
  /** @throws `csms.exclusion` for work that is to begin in the past, or for a time or scope that is none. */
  scheduleMaintenance(window: Omit<MaintenanceWindow, "id" | "announcedAt" | "cancelledAt">): Promise<MaintenanceWindow>;
  /** What of it is over stays. */
  cancelMaintenance(id: string): Promise<void>;
}

export function createExclusions({ store, clock, ids }: { readonly store: Store; readonly clock: Clock; readonly ids: Ids }): Exclusions {
  return {
    async exclude(exclusion) {
      check(exclusion);
      if (exclusion.evidence.length === 0 || exclusion.evidence.some((each) => each.trim() === "")) refuse("evidence", "An exclusion needs evidence: name at least one reference to proof.");
      const entered: Exclusion = { ...exclusion, id: ids.next(), enteredAt: clock.now() };
      await store.transaction((unit) => unit.put(exclusions, entered.id, entered));
      return entered;
    },
    async scheduleMaintenance(window) {
      check(window);
      const now = clock.now();
      if (window.from < now) refuse("from", "Maintenance is scheduled before it begins; enter what is over as an exclusion, with evidence.");
      const scheduled: MaintenanceWindow = { ...window, id: ids.next(), announcedAt: now };
      await store.transaction((unit) => {
        unit.put(maintenanceWindows, scheduled.id, scheduled);
        unit.publish({ topic: "maintenance.changed", key: placeOf(window.scope), payload: scheduled });
      });
      return scheduled;
    },
    async cancelMaintenance(id) {
      await store.transaction(async (unit) => {
        const window = await unit.get(maintenanceWindows, id);
        if (window === undefined || window.cancelledAt !== undefined || window.to <= clock.now()) return;
        const cancelled = { ...window, cancelledAt: clock.now() };
        unit.put(maintenanceWindows, id, cancelled);
        unit.publish({ topic: "maintenance.changed", key: placeOf(window.scope), payload: cancelled });
      });
    },
  };
}

/** All that excludes time of an EVSE in [from, to): exclusions, and maintenance that took place as announced. */
export async function exclusionsOf(reader: Reader, place: { readonly station: string; readonly evse: number; readonly locationId?: string | undefined }, from: number, to: number): Promise<readonly Exclusion[]> {
  const { station, evse, locationId } = place;
  const scopes: readonly AvailabilityScope[] = [{ station, evse }, { station }, ...(locationId === undefined ? [] : [{ locationId }])];
  const found: Exclusion[] = [];
  for (const scope of scopes) {
    const query = { index: "byScope", from: [placeOf(scope), from + 1], prefix: placeOf(scope), limit: 1_000 };
    found.push(...(await reader.find(exclusions, query)).items.map(({ body }) => body));
    found.push(...(await reader.find(maintenanceWindows, query)).items.flatMap(({ body }) => exclusionBy(body)));
  }
  return found.filter((each) => each.from < to);
}

function exclusionBy({ id, scope, from, to, by, announcedAt, cancelledAt }: MaintenanceWindow): readonly Exclusion[] {
  const end = cancelledAt === undefined || cancelledAt > to ? to : cancelledAt;
  if (end <= from) return [];
  return [{ id, scope, from, to: end, reason: "scheduledMaintenance", evidence: [`maintenance window ${id}, announced ${new Date(announcedAt).toISOString()}`], by, enteredAt: announcedAt }];
}

function check({ scope, from, to }: { readonly scope: AvailabilityScope; readonly from: Instant; readonly to: Instant }): void {
  if (!(from < to)) refuse("to", "It must end after it begins.");
  if (scope.locationId === undefined && scope.station === undefined) refuse("scope", "Name a location or a station.");
  if (scope.locationId !== undefined && scope.station !== undefined) refuse("scope", "Name a location or a station, not both.");
  if (scope.evse !== undefined && scope.station === undefined) refuse("scope.evse", "An EVSE needs its station.");
}

function refuse(field: string, sentence: string): never {
  throw new CpoError("csms.exclusion", `${field}: ${sentence}`, { field });
}

function placeOf({ locationId, station, evse }: AvailabilityScope): string {
  return locationId !== undefined ? `location/${locationId}` : evse === undefined ? `station/${station}` : `evse/${station}/${evse}`;
}

