import type { PartnerProfile } from "../peers/partner-profile.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";

/** What a partner demands of an object beyond OCPI. */
export interface Demand {
  /** The object, or the part of one, that it is about. */
  readonly object: "Location" | "EVSE" | "Connector" | "Session" | "CDR" | "Tariff" | "Token";
  /** In the words of the partner's version. */
  readonly member: string;
  /** A regular expression that text has to match; absent: it has to be there, and not empty. */
  readonly matches?: string;
  /** For people. */
  readonly rule: string;
}

/** How a partner known by name wants OCPI: plain data, to be kept with the peer and checked before it is connected. */
export interface NamedPartner {
  readonly name: string;
  /** Where the partner says so. */
  readonly source: string;
  /** Those that it speaks. */
  readonly versions: readonly OcpiVersion[];
  readonly profile: PartnerProfile;
  readonly demands: readonly Demand[];
  /** What no program can check. */
  readonly remarks: readonly string[];
}
