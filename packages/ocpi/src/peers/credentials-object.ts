import type { Json } from "../convert/narrow.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { CredentialsRole } from "../v230/index.ts";
import { partyKey, type Peer } from "./peer.ts";

/** Who we are and where partners find us. */
export interface Ourselves {
  readonly baseUrl: string;
  readonly parties: readonly [CredentialsRole, ...(readonly CredentialsRole[])];
  readonly hubPartyId?: string;
}

/** What we say of ourselves. */
export function credentialsOf({ baseUrl, parties, hubPartyId }: Ourselves, version: OcpiVersion, token: string): Json {
  const url = `${baseUrl.replace(/\/+$/, "")}/versions`;
  const [first] = parties;
  if (version === "2.1.1") {
    const { business_details, party_id, country_code } = first;
    return { token, url, business_details, party_id, country_code };
  }
  if (hubPartyId === undefined) return { token, url, roles: parties };
  if (version === "2.3.0") return { token, url, hub_party_id: hubPartyId, roles: parties };
  const hub = { role: "HUB", country_code: hubPartyId.slice(0, 2), party_id: hubPartyId.slice(2), business_details: first.business_details };
  return { token, url, roles: [hub, ...parties.filter(({ country_code, party_id }) => partyKey(country_code, party_id) !== hubPartyId.toUpperCase())] };
}

/** The parties that credentials tell of. */
export function rolesOf(given: Json, version: OcpiVersion, { roles: known }: Pick<Peer, "roles">, { parties }: Pick<Ourselves, "parties">): readonly CredentialsRole[] {
  if (version !== "2.1.1") return given["roles"] as readonly CredentialsRole[];
  const { country_code, party_id, business_details } = given as unknown as CredentialsRole;
  // Credentials of 2.1.1 tell no role: what the invitation says, or else the other side of ours.
  const role = known[0]?.role ?? (parties[0].role === "CPO" ? "EMSP" : "CPO");
  return [{ role, country_code, party_id, business_details }];
}

/** The party of the hub that credentials say they are of, folded; `undefined` when they are of none. Whether that counts the peer tells (`isHub`). */
export function hubOf(given: Json, roles: readonly CredentialsRole[]): string | undefined {
  const { hub_party_id: told } = given;
  const hub = roles.find(({ role }) => (role as string) === "HUB");
  return typeof told === "string" ? told.toUpperCase() : hub === undefined ? undefined : partyKey(hub.country_code, hub.party_id);
}
