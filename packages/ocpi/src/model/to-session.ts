import type { Connector, Evse, Location as Site, Session as SessionState } from "@cpokit/model";
import type { Party } from "../client/create-caller.ts";
import { newPrice } from "../convert/price.ts";
import { writeDateTime } from "../schema/date-time.ts";
import type { AuthMethod, CdrToken, Price, Session, SessionStatus } from "../v230/index.ts";

export interface SessionOptions {
  readonly party: Party;
  readonly place: { readonly location: Site; readonly evse: Evse; readonly connector: Connector };
  readonly token: CdrToken;
  /** Exact decimal text; `incl` is absent where the tariff cannot say taxes. */
  readonly cost?: { readonly currency: string; readonly excl: string; readonly incl?: string | undefined } | undefined;
  /** The eMSP's own reference, from its command or its real-time authorization. */
  readonly reference?: string | undefined;
}

/** No currency (ISO 4217), for a session whose price is not known. */
const NO_CURRENCY = "XXX";

/** A session as OCPI has it, to be published; `undefined` while nothing has come of it. Energy is exact: whole Wh in kWh. */
export function toSession(session: SessionState, { party, place, token, cost, reference }: SessionOptions): Session | undefined {
  const status = STATUSES[session.lifecycle];
  if (status === undefined) return undefined;
  const told = reference ?? session.authorization?.reference;
  return {
    country_code: party.countryCode, party_id: party.partyId, id: session.id, start_date_time: writeDateTime(session.startAt),
    ...(session.endAt === undefined || status === "ACTIVE" ? {} : { end_date_time: writeDateTime(session.endAt) }), kwh: (session.energy ?? 0) / 1_000, cdr_token: token,
    auth_method: authMethodOf(session), ...(told === undefined ? {} : { authorization_reference: told }),
    location_id: place.location.id, evse_uid: place.evse.id, connector_id: String(place.connector.number), currency: cost?.currency ?? NO_CURRENCY,
    ...(cost === undefined ? {} : { total_cost: toPrice(cost) }), status, last_updated: "1970-01-01T00:00:00Z",
  };
}

const STATUSES: Readonly<Record<SessionState["lifecycle"], SessionStatus | undefined>> = {
  pending: undefined, cancelled: undefined, active: "ACTIVE", ending: "ACTIVE", ended: "COMPLETED", invalid: "INVALID",
};

/** How it was decided that the driver may charge. */
function authMethodOf({ remoteStartId, authorization }: Pick<SessionState, "remoteStartId" | "authorization">): AuthMethod {
  if (remoteStartId !== undefined) return "COMMAND";
  return authorization?.source === "roaming" ? "AUTH_REQUEST" : "WHITELIST";
}

/** An amount with its tax, if any was told. */
function toPrice({ excl, incl }: { readonly excl: string; readonly incl?: string | undefined }): Price {
  return newPrice({ excl_vat: Number(excl), ...(incl === undefined ? {} : { incl_vat: Number(incl) }) });
}
