import { findToken, tokens } from "@cpokit/csms";
import { fromToken, partyKey, toCdrToken, type Peer } from "@cpokit/ocpi";
import type { Token } from "@cpokit/ocpi/v230";
import { collection, type Reader, type Unit } from "@cpokit/storage";
import { createHash } from "node:crypto";

/** Whose a token of a partner is; the token itself is among `tokens`, under the same id. */
export interface PartnerToken {
  readonly peer: string;
  /** What sessions and CDRs tell of it. */
  readonly token: ReturnType<typeof toCdrToken>;
}

export const partnerTokens = collection<PartnerToken>("roaming.tokens");

/** Lets a token of a partner charge here; `taken` when its number is that of another token. */
export async function keepToken(unit: Unit, peer: string, token: Token): Promise<"kept" | "taken"> {
  const id = idOf(token);
  const known = await findToken(unit, token.uid);
  if (known !== undefined && known.id !== id) return "taken";
  unit.put(tokens, id, fromToken(token, id));
  unit.put(partnerTokens, id, { peer, token: toCdrToken(token) });
  return "kept";
}

/** The partner behind the token that a station read; `undefined` for tokens of our own and unknown ones. */
export async function partnerOf(reader: Reader, value: string | undefined): Promise<PartnerToken | undefined> {
  const token = value === undefined ? undefined : await findToken(reader, value);
  return token === undefined ? undefined : reader.get(partnerTokens, token.id);
}

/** Whether a partner may speak of a token: it is of one of its parties, or it is a hub. */
export function isOf({ roles, hub }: Peer, { country_code: country, party_id: party }: Pick<Token, "country_code" | "party_id">): boolean {
  return hub !== undefined || roles.some((role) => partyKey(role.country_code, role.party_id) === partyKey(country, party));
}

function idOf({ country_code: country, party_id: party, uid, type }: Token): string {
  return `partner-${createHash("sha256").update([country, party, uid, type].join("\n").toUpperCase()).digest("hex").slice(0, 28)}`;
}
