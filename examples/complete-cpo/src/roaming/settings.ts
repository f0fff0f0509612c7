import type { Fetch, OcpiVersion } from "@cpokit/ocpi";
import { CpoError } from "@cpokit/kernel";

type RoamingRole = "CPO" | "EMSP";

/** Who we are among roaming partners. */
export interface RoamingSettings {
  readonly party: { readonly countryCode: string; readonly partyId: string };
  /** As partners show it to drivers. */
  readonly name: string;
  /** `CPO`: our stations serve drivers of partners; `EMSP`: our drivers charge at stations of partners. */
  readonly roles: readonly [RoamingRole, ...RoamingRole[]];
  /** All when absent. */
  readonly versions?: readonly OcpiVersion[];
  /** How partners are reached; the web's own when absent. */
  readonly fetch?: Fetch;
}

export const DEFAULT_ROAMING: RoamingSettings = { party: { countryCode: "NL", partyId: "CPO" }, name: "cpokit complete CPO", roles: ["CPO", "EMSP"] };

/**
 * Reads `CPOKIT_PARTY` (`NL-CPO`), `CPOKIT_PARTY_NAME` and `CPOKIT_ROAMING_ROLES` (`CPO,EMSP`).
 *
 * @throws `complete-cpo.roaming`
 */
export function readRoamingSettings({ CPOKIT_PARTY: party, CPOKIT_PARTY_NAME: name = DEFAULT_ROAMING.name, CPOKIT_ROAMING_ROLES: roles }: Readonly<Record<string, string | undefined>>): RoamingSettings {
  const read = /^([A-Z]{2})-([A-Z0-9]{3})$/.exec(party ?? "NL-CPO");
  if (read === null) throw new CpoError("complete-cpo.roaming", `CPOKIT_PARTY is "${party}"; it must be a country code and a party id, like NL-CPO.`, { variable: "CPOKIT_PARTY" });
  const given = roles?.split(",").map((role) => role.trim()) ?? DEFAULT_ROAMING.roles;
  const [first, ...others] = given.filter((role) => role === "CPO" || role === "EMSP");
  if (first === undefined || others.length + 1 < given.length) throw new CpoError("complete-cpo.roaming", `CPOKIT_ROAMING_ROLES is "${roles}"; it must be CPO, EMSP or both with a comma between.`, { variable: "CPOKIT_ROAMING_ROLES" });
  return { party: { countryCode: read[1]!, partyId: read[2]! }, name, roles: [first, ...others] };
}
