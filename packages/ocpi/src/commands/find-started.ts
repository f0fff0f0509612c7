import type { Unit } from "@cpokit/storage";
import { parseDateTime } from "../schema/date-time.ts";
import type { Session } from "../v230/index.ts";
import { issuedRequests, type IssuedRequest } from "./issued-request.ts";

/** A session begins at most so long before its command was sent (clocks differ) or after it, in ms. */
const BEFORE = 2 * 60_000;
const AFTER = 15 * 60_000;

/**
 * The START_SESSION that a session of a partner came of: by its authorization reference, or where the partner does not tell one (2.1.1 never
 * does) by contract, place and time.
 */
export async function findStarted(unit: Unit, peer: string, session: Session): Promise<IssuedRequest | undefined> {
  const { authorization_reference: reference } = session;
  if (reference !== undefined) {
    const { items } = await unit.find(issuedRequests, { index: "byReference", prefix: [peer, reference.toUpperCase()], limit: 1 });
    return items[0] === undefined ? undefined : open(unit, items[0].id);
  }
  const startedAt = parseDateTime(session.start_date_time) ?? 0;
  const { items } = await unit.find(issuedRequests, { index: "byContract", prefix: [peer, session.cdr_token.contract_id.toUpperCase()] });
  const found = items.find(({ body: { expects, sentAt } }) =>
    isSameId(expects!.locationId, session.location_id) && (expects!.evseUid === undefined || isSameId(expects!.evseUid, session.evse_uid)) && startedAt >= sentAt - BEFORE && startedAt <= sentAt + AFTER);
  return found === undefined ? undefined : open(unit, found.id);
}

/** Read in the unit, so that two sessions do not claim one command. */
async function open(unit: Unit, id: string): Promise<IssuedRequest | undefined> {
  const issued = await unit.get(issuedRequests, id);
  return issued?.expects === undefined ? undefined : issued;
}

function isSameId(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase();
}
