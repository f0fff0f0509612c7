import type { Clock } from "@cpokit/kernel";
import type { LocalListEntry, Token, TokenType } from "@cpokit/model";
import type { Store } from "@cpokit/storage";
import { accessPolicyFor, accessRefusal } from "../authorization/access-policy.ts";
import { tokens } from "../authorization/tokens.ts";
import { compact } from "../translate/compact.ts";

/** What a list should hold, and how many tokens more should be in it and do not fit. */
export interface WantedList {
  readonly entries: readonly LocalListEntry[];
  readonly omitted: number;
}

/** Our kinds of tokens as 2.x IdTokenEnumType names them. */
const TYPES: Readonly<Record<TokenType, string>> = { RFID: "ISO14443", EMAID: "eMAID", APP_USER: "Central", AD_HOC_USER: "Central", OTHER: "Local" };

/** Looking further than this for how many do not fit tells an operator nothing. */
const MOST_OMITTED = 1_000;

/**
 * The tokens for one station: those that may be decided about without asking, that are good now, and that may charge there at some time;
 * the ones that must be decided there first, then by value, so that the same ones stay out.
 */
export async function wantedEntries(ports: { readonly store: Store; readonly clock: Clock }, station: string, limits: { readonly entries: number; readonly valueLength: number }): Promise<WantedList> {
  const { store, clock } = ports;
  const now = clock.now();
  const policy = await accessPolicyFor(store, station, undefined);
  const entries: LocalListEntry[] = [];
  let omitted = 0;
  for await (const { body } of store.each(tokens, { index: "byListRank", limit: 1_000 })) {
    if (!isGood(body, now) || (policy !== undefined && accessRefusal(policy, { token: body, at: now }) === "notAllowedHere")) continue;
    if (entries.length < limits.entries && body.value.length <= limits.valueLength) entries.push(entryOf(body));
    else if ((omitted += 1) >= MOST_OMITTED) break;
  }
  return { entries, omitted };
}

function isGood({ validFrom, validUntil }: Token, now: number): boolean {
  return (validFrom === undefined || validFrom <= now) && (validUntil === undefined || validUntil > now);
}

function entryOf(token: Token): LocalListEntry {
  const { group, validUntil, autocharge } = token;
  const type = autocharge === true ? "MacAddress" : TYPES[token.type];
  return { token: { value: token.value, type }, authorization: compact({ result: "accepted" as const, group, validUntil }) };
}
