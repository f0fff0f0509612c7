import { findToken } from "@cpokit/csms";
import type { Instant } from "@cpokit/kernel";
import { matchRoster, wishOf, type RosterEntry, type SessionWish } from "@cpokit/smart-charging";
import type { Reader } from "@cpokit/storage";
import { hours, instant } from "@cpokit/kernel";
import { chargingSites, type SiteClass } from "./documents.ts";
import { rosterBetween } from "./rosters.ts";

/** A session that began, as far as its terms follow from it. */
export interface BegunSession {
  readonly location: string;
  readonly evse: string;
  readonly at: Instant;
  readonly token?: string;
  readonly vehicle?: string;
  readonly soc?: number;
  /** Roster entries of other running sessions. */
  readonly taken: ReadonlySet<string>;
}

/** On which terms a session charges: its roster entry, else the class of its token, else that of everybody. */
export interface Terms {
  readonly wish: SessionWish;
  readonly entry?: RosterEntry;
  readonly driver?: SiteClass;
}

/** How early a vehicle may come before its entry is no longer meant. */
const EARLY = hours(3);

export async function termsOf(reader: Pick<Reader, "find" | "get">, begun: BegunSession): Promise<Terms> {
  const { location, at, token, soc, taken } = begun;
  const entry = matchRoster(await rosterBetween(reader, location, at, instant(at + EARLY)), begun, { taken });
  const classes = (await reader.get(chargingSites, location))?.classes ?? [];
  const group = token === undefined ? undefined : (await findToken(reader, token))?.group;
  const driver = classes.find(({ id }) => id === entry?.class) ?? classes.find(({ groups }) => group !== undefined && groups.includes(group)) ?? classes.find(({ isDefault }) => isDefault === true);
  return { wish: wishOf({ entry, driver, ...(soc !== undefined && { soc }) }), ...(entry !== undefined && { entry }), ...(driver !== undefined && { driver }) };
}
