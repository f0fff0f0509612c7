import { zone, type Instant } from "@cpokit/kernel";
import type { RefusalReason, Token, TokenType } from "@cpokit/model";
import { collection, type Reader } from "@cpokit/storage";
import { stations } from "../provisioning/stations.ts";

/** Whom a rule is about; a token that any of the lists names. */
export interface AccessWho {
  readonly tokens?: readonly string[];
  readonly groups?: readonly string[];
  readonly types?: readonly TokenType[];
  /** Tokens that their issuer, and not we, decided about. */
  readonly roaming?: true;
}

/** When a rule holds, by the wall clock of the place. */
export interface AccessWhen {
  /** ISO weekdays: 1 is Monday. All when absent. */
  readonly weekdays?: readonly number[];
  /** `HH:MM`; from midnight when absent. `from` after `to` goes over midnight, and counts as the day on which it began. */
  readonly from?: string;
  /** `HH:MM`, exclusive; until midnight when absent. */
  readonly to?: string;
  readonly notBefore?: Instant;
  /** Exclusive. */
  readonly notAfter?: Instant;
}

/** One rule: the first one that fits who and when decides. */
export interface AccessRule {
  readonly effect: "allow" | "refuse";
  readonly who: "everybody" | AccessWho;
  readonly when?: AccessWhen;
}

/** Who may charge at one place, and when. The policy of the narrowest place that has one decides alone. */
export interface AccessPolicy {
  /** `all`, `location/<id>`, `station/<id>` or `evse/<station>/<number>`; also its id. */
  readonly place: string;
  /** IANA name, for `when`. */
  readonly timeZone: string;
  readonly rules: readonly AccessRule[];
  /** Where no rule fits. */
  readonly otherwise: "allow" | "refuse";
}

/** By place. */
export const accessPolicies = collection<AccessPolicy>("accessPolicies");

/** Who asks. */
export interface AccessQuestion {
  readonly token: Pick<Token, "id" | "group" | "type"> | "roaming";
  readonly at: Instant;
}

/** The policy for a place: that of the EVSE, else of the station, else of the location, else of all. */
export async function accessPolicyFor(reader: Reader, station: string, evse: number | undefined): Promise<AccessPolicy | undefined> {
  const location = (await reader.get(stations, station))?.locationId;
  const places = [...(evse === undefined ? [] : [`evse/${station}/${evse}`]), `station/${station}`, ...(location === undefined ? [] : [`location/${location}`]), "all"];
  for (const place of places) {
    const policy = await reader.get(accessPolicies, place);
    if (policy !== undefined) return policy;
  }
  return undefined;
}

/** Why somebody may not charge here now; nothing when he may. `notNow` when only the time is wrong. */
export function accessRefusal(policy: AccessPolicy, question: AccessQuestion): RefusalReason | undefined {
  const about = policy.rules.filter(({ who }) => isAbout(who, question.token));
  const decisive = about.find(({ when }) => isNow(when, policy.timeZone, question.at));
  if ((decisive?.effect ?? policy.otherwise) === "allow") return undefined;
  return about.some(({ effect }) => effect === "allow") ? "notNow" : "notAllowedHere";
}

function isAbout(who: AccessRule["who"], token: AccessQuestion["token"]): boolean {
  if (who === "everybody") return true;
  if (token === "roaming") return who.roaming === true;
  return who.tokens?.includes(token.id) === true || who.types?.includes(token.type) === true || (token.group !== undefined && who.groups?.includes(token.group) === true);
}

function isNow(when: AccessWhen | undefined, timeZone: string, at: Instant): boolean {
  if (when === undefined) return true;
  if ((when.notBefore !== undefined && at < when.notBefore) || (when.notAfter !== undefined && at >= when.notAfter)) return false;
  const { weekday, minuteOfDay } = zone(timeZone).localTime(at);
  const [from, to] = [minuteOf(when.from ?? "00:00"), minuteOf(when.to ?? "24:00")];
  const on = (day: number): boolean => when.weekdays?.includes(day) ?? true;
  if (from <= to) return on(weekday) && minuteOfDay >= from && minuteOfDay < to;
  return (on(weekday) && minuteOfDay >= from) || (on(weekday === 1 ? 7 : weekday - 1) && minuteOfDay < to);
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
