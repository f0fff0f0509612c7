import type { Instant } from "@cpokit/kernel";
import { collection } from "@cpokit/storage";
import type { OcpiVersion } from "../schema/version-facts.ts";
import type { UrlPolicy } from "../transport/url-policy.ts";
import type { CredentialsRole, InterfaceRole } from "../v230/index.ts";
import type { PartnerProfile } from "./partner-profile.ts";

/**
 * Where a connection stands. `invited`: we issued a registration token and wait for the partner. `registering`: we were given one and are
 * registering there. `connected`: both sides hold credentials. `suspended`: we answer 401 and send nothing until somebody resumes it.
 * `removed`: credentials were deleted; the document stays so that its marks and mail can be told apart from those of a new connection.
 */
export type PeerStatus = "invited" | "registering" | "connected" | "suspended" | "removed";

/** A token that the partner may present to us. Only its SHA-256 is kept, see `hashOfToken`. */
export interface InboundToken {
  readonly hash: string;
  /** `registration` opens versions and credentials only ("token A"); `access` opens everything ("token B" and "C"). */
  readonly kind: "registration" | "access";
  readonly issuedAt: Instant;
  /** The partner has used it: it holds it, so older ones may end. */
  readonly confirmed?: true;
  /** Refused from then on; absent while it has no end. */
  readonly until?: Instant;
}

/** An endpoint that the partner offers in the version in use. Versions before 2.2 name no role: such an endpoint stands for both. */
export interface PeerEndpoint {
  readonly module: string;
  readonly role?: InterfaceRole;
  readonly url: string;
}

/** A platform that we are connected with, or are about to be. */
export interface Peer {
  readonly id: string;
  readonly status: PeerStatus;
  /** For people and logs. */
  readonly name?: string;
  readonly inbound: readonly InboundToken[];
  /** What we present to the partner. It is kept as it is: whoever reads the store can call the partner. */
  readonly outbound?: { readonly token: string; readonly kind: InboundToken["kind"] };
  readonly versionsUrl?: string;
  /** The version that credentials were exchanged in; absent before. */
  readonly version?: OcpiVersion;
  readonly endpoints: readonly PeerEndpoint[];
  /** The partner's parties, in the shape of 2.3.0. A partner of 2.1.1 has one, whose role is what the invitation says. */
  readonly roles: readonly CredentialsRole[];
  /** It is known to be a hub: only then its credentials may say so, for a hub speaks for all parties and sees what is for them. */
  readonly isHub?: true;
  /** `country_code` and `party_id` of a hub, folded, when the partner is one. */
  readonly hub?: string;
  readonly profile: PartnerProfile;
  /** Added to the policy of the platform. */
  readonly urlPolicy?: UrlPolicy;
  readonly updatedAt: Instant;
}

/** How country codes and party ids are compared: without case (roaming 24). */
export function partyKey(countryCode: string, partyId: string): string {
  return `${countryCode}${partyId}`.toUpperCase();
}

/** All partners, found by id, by the hash of a token that they may present, and by party (`partyKey`). */
export const peers = collection<Peer>("ocpi.peers", {
  indexes: {
    byToken: { keys: ({ inbound }) => inbound.map(({ hash }) => [hash]), unique: true },
    byParty: { keys: ({ roles }) => roles.map(({ country_code: country, party_id: party }) => [partyKey(country, party)]) },
    byStatus: { keys: ({ status }) => [[status]] },
  },
});
