import { availabilityReport, chargeAttempt, firstEvidence, sessionSuccess, type AvailabilityRow, type ChargeAttempt, type ReportedPlace, type SessionSuccess } from "@cpokit/csms";
import type { Instant } from "@cpokit/kernel";
import type { Sessions } from "@cpokit/sessions";
import type { Reader, Store } from "@cpokit/storage";
import { locations } from "../collections.ts";

/** The availability of some places, and how often charging there came to something. */
export interface FleetAvailability {
  readonly row: AvailabilityRow;
  readonly sessions: SessionSuccess;
}

/** Attempts that ended without energy within this time were given up by the driver. */
const GIVEN_UP = 30_000;

/** Rows of the EVSEs of a location, or of all that `isVisible` lets through, and one for each location after them. */
export async function fleetAvailability(
  { store, sessions }: { readonly store: Store; readonly sessions: Sessions }, question: { readonly from: Instant; readonly to: Instant; readonly isVisible: (location: string) => boolean },
): Promise<readonly FleetAvailability[]> {
  const { from, to } = question;
  const places: ReportedPlace[] = [];
  for await (const { body } of store.each(locations)) {
    if (!question.isVisible(body.id)) continue;
    for (const { stationId, number } of body.evses) {
      const began = (await firstEvidence(store, stationId, number)) ?? to;
      places.push({ station: stationId, evse: number, locationId: body.id, ...(began > from ? { closed: [{ from, to: Math.min(began, to) }] } : {}) });
    }
  }
  const attempts = await attemptsOf(store, sessions, places, question);
  return (await availabilityReport(store, { from, to, places })).map((row) => ({
    row, sessions: sessionSuccess(places.filter((place) => place.locationId === row.locationId && (row.station === undefined || (place.station === row.station && place.evse === row.evse))).flatMap((place) => attempts.get(keyOf(place)) ?? []), { givenUpWithin: GIVEN_UP }),
  }));
}

async function attemptsOf(store: Reader, sessions: Sessions, places: readonly ReportedPlace[], { from, to }: { readonly from: Instant; readonly to: Instant }): Promise<ReadonlyMap<string, readonly ChargeAttempt[]>> {
  const wanted = new Map<string, ChargeAttempt[]>(places.map((place) => [keyOf(place), []]));
  let after: string | undefined;
  do {
    const page = await sessions.list(store, { from, to, limit: 1_000, ...(after === undefined ? {} : { after }) });
    for (const session of page.items) {
      const attempt = session.evse === undefined ? undefined : chargeAttempt(session);
      if (attempt !== undefined && session.evse !== undefined) wanted.get(keyOf({ station: session.station, evse: session.evse }))?.push(attempt);
    }
    after = page.next;
  } while (after !== undefined);
  return wanted;
}

function keyOf({ station, evse }: ReportedPlace): string {
  return `${station}/${evse}`;
}
