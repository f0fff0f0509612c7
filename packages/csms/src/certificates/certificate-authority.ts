import type { Instant } from "@cpokit/kernel";
import type { CertificateHash, StationCertificateUse } from "@cpokit/model";

/** What a certificate says of itself. */
export interface CertificateFacts {
  /** How OCPP names it: once per hash algorithm, since a station answers in the one that it chose. Empty when the issuer's key is not known. */
  readonly hashes: readonly CertificateHash[];
  /** Hex, without leading zeros. */
  readonly serialNumber: string;
  /** SHA-256 of the certificate: 64 hex digits, lower case. */
  readonly fingerprint: string;
  readonly commonName: string;
  readonly notBefore: Instant;
  readonly notAfter: Instant;
}

/** A certificate signing request of a station. */
export interface SigningRequest {
  /** PKCS #10 as PEM. */
  readonly csr: string;
  readonly use: StationCertificateUse;
  readonly station: string;
  readonly identity: string;
  /** The serial number that the station told when it booted; OCPP 2.0.1 A00.FR.511 wants it, or the identity, as the common name. */
  readonly serial?: string;
  /** The root under which the station wants its certificate (2.1). */
  readonly root?: CertificateHash;
}

export type SigningAnswer =
  /** The leaf first, then its sub-CAs without the root, as PEM. */
  | { readonly result: "signed"; readonly chain: string; readonly facts: CertificateFacts }
  /** Another try cannot help. */
  | { readonly result: "refused"; readonly reason: string };

/** Signs for stations. What it throws is tried again later. */
export interface CertificateAuthority {
  sign(request: SigningRequest): Promise<SigningAnswer>;
  /** Reads a certificate that an operator brings, PEM. @throws when it is none. */
  describe(certificate: string): Promise<CertificateFacts>;
  /** From now on the certificate is not good. */
  revoke(serialNumber: string, reason: string): Promise<void>;
}
