import type { CredentialsRole } from "../v230/index.ts";
import { partyKey } from "./peer.ts";

/** Sessions and CDRs are for whom the token belongs to, and for the hub before it; all else is for every partner. */
export function isFor(object: object, { roles, hub }: { readonly roles: readonly Pick<CredentialsRole, "country_code" | "party_id">[]; readonly hub?: string }): boolean {
  const owner = tokenOwnerOf(object);
  return owner === undefined || hub !== undefined || roles.some((role) => partyKey(role.country_code, role.party_id) === partyKey(owner.country_code, owner.party_id));
}

/** The party whose token was charged with. */
export function tokenOwnerOf(object: object): { readonly country_code: string; readonly party_id: string } | undefined {
  return "cdr_token" in object ? (object.cdr_token as { readonly country_code: string; readonly party_id: string }) : undefined;
}
