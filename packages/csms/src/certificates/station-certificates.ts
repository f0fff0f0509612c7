import type { Instant } from "@cpokit/kernel";
import type { InstalledCertificate, RootUse, StationCertificateUse } from "@cpokit/model";
import { collection } from "@cpokit/storage";
import type { CertificateFacts } from "./certificate-authority.ts";

/** What a station asked to be signed, until it has its certificate. */
export interface CertificateRequest {
  readonly station: string;
  readonly use: StationCertificateUse;
  readonly csr: string;
  /** The number of a 2.1 request. */
  readonly request?: number;
  readonly root?: InstalledCertificate["hash"];
  readonly askedAt: Instant;
  /** Signed and not delivered yet: it is never signed twice. */
  readonly signed?: { readonly chain: string; readonly facts: CertificateFacts };
}

/** `<station>/<use>`: a newer request takes the place of an older one. */
export const certificateRequests = collection<CertificateRequest>("certificateRequests", { indexes: { byStation: { keys: ({ station, use }) => [[station, use]] } } });

/** A certificate that a station took. */
export interface StationCertificate extends CertificateFacts {
  readonly station: string;
  readonly use: StationCertificateUse;
  readonly deliveredAt: Instant;
  readonly state: "active" | "superseded" | "revoked";
  readonly reason?: string;
}

/** By fingerprint. */
export const stationCertificates = collection<StationCertificate>("stationCertificates", {
  indexes: {
    byStation: { keys: ({ station, use, deliveredAt }) => [[station, use, deliveredAt]] },
    byExpiry: { keys: ({ state, notAfter }) => (state === "active" ? [[notAfter]] : []) },
  },
});

/** A root (or sub-CA) that stations shall trust, or shall not any more. */
export interface TrustAnchor extends CertificateFacts {
  readonly use: RootUse;
  /** PEM. */
  readonly certificate: string;
  readonly isWanted: boolean;
}

/** `<use>/<fingerprint>`. */
export const trustAnchors = collection<TrustAnchor>("trustAnchors");

/** What a station trusts, as it last told. */
export interface StationTrust {
  readonly station: string;
  readonly installed: readonly InstalledCertificate[];
  readonly checkedAt: Instant;
}

/** By station. */
export const stationTrust = collection<StationTrust>("stationTrust");
