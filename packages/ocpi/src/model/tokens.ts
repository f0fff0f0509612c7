import { TokenId, type Token as OwnToken } from "@cpokit/model";
import type { Party } from "../client/create-caller.ts";
import type { CdrToken, Token } from "../v230/index.ts";

export interface TokenOptions {
  readonly party: Party;
  /** Who gives the token out, for drivers. */
  readonly issuer: string;
  /** The contract with the driver; made of party and token id when absent. */
  readonly contractId?: string;
  /** Whether it may be used now, as `status` and validity say. */
  readonly isValid: boolean;
}

/** The longest group that OCPI and our own model can say. */
const LONGEST_GROUP = 36;

/** A token of ours as partners get it, to be published. Without a whitelist of its own it is to be asked for, and taken when we cannot be asked. */
export function toToken(token: OwnToken, { party, issuer, contractId, isValid }: TokenOptions): Token {
  return {
    country_code: party.countryCode, party_id: party.partyId, uid: token.value, type: token.type, contract_id: contractId ?? contractOf(token, party),
    ...(token.visualNumber === undefined ? {} : { visual_number: token.visualNumber }), issuer: issuer.slice(0, 64), ...(token.group === undefined ? {} : { group_id: token.group }),
    valid: isValid, whitelist: token.whitelist ?? "ALLOWED_OFFLINE", last_updated: "1970-01-01T00:00:00Z",
  };
}

/**
 * A token of a partner as one that may charge here. Its group is kept apart from ours, or a partner could name one of our groups and with
 * it take a place in it; a group that is too long for that is left out.
 */
export function fromToken(token: Token, id: string): OwnToken {
  const group = token.group_id === undefined ? undefined : `${token.country_code}${token.party_id}/${token.group_id}`;
  return {
    id: TokenId.parse(id), value: token.uid, type: KNOWN_TYPES.has(token.type) ? (token.type as OwnToken["type"]) : "OTHER",
    ...(token.visual_number === undefined ? {} : { visualNumber: token.visual_number }), ...(group === undefined || group.length > LONGEST_GROUP ? {} : { group }),
    status: token.valid ? "accepted" : "blocked", whitelist: token.whitelist, holder: token.issuer,
  };
}

/** What sessions and CDRs tell of a token. */
export function toCdrToken({ country_code, party_id, uid, type, contract_id }: CdrToken): CdrToken {
  return { country_code, party_id, uid, type, contract_id };
}

const KNOWN_TYPES: ReadonlySet<string> = new Set(["RFID", "APP_USER", "AD_HOC_USER", "EMAID", "OTHER"]);

/** `NL-CPO-C…`: letters and digits of the token's id, at most 36 in all. */
function contractOf({ id }: OwnToken, { countryCode, partyId }: Party): string {
  return `${countryCode}-${partyId}-C${id.replaceAll(/[^A-Za-z0-9]/g, "").slice(-26)}`.toUpperCase();
}
