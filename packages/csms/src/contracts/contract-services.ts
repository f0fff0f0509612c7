import type { Instant } from "@cpokit/kernel";
import type { CertificateHash, OcspQuestion } from "@cpokit/model";

/** What OCSP said of one certificate. */
export type OcspAnswer =
  /** The OCSPResponse of RFC 6960, DER in base64, as the station hands it to the car. */
  | { readonly result: "answered"; readonly response: string }
  | { readonly result: "failed"; readonly reason: string };

/** The status of one certificate without its proof (2.1 GetCertificateChainStatus). */
export interface CertificateStatus {
  readonly status: "Good" | "Revoked" | "Unknown" | "Failed";
  readonly nextUpdate: Instant;
}

/** A car asks for its contract certificates, or for newer ones; the request and the answer are EXI of ISO 15118, in base64. */
export interface ContractRequest {
  readonly station: string;
  readonly action: "install" | "update";
  /** The namespace of the ISO 15118 schema. */
  readonly schemaVersion: string;
  readonly exiRequest: string;
  /** How many contracts the car takes, and whose it wants first (2.1). */
  readonly maximumContracts?: number;
  readonly preferredEmaids?: readonly string[];
}

export type ContractAnswer =
  | { readonly result: "issued"; readonly exiResponse: string; readonly remaining?: number }
  | { readonly result: "failed"; readonly reason: string };

/** The services behind Plug & Charge: a certificate provisioning service and OCSP, e.g. of a hub. What a port throws counts as failed. */
export interface ContractServices {
  ocsp(question: OcspQuestion): Promise<OcspAnswer>;
  /** Absent: asked by `ocsp` is not enough, and every status is `Failed`. */
  status?(question: { readonly hash: CertificateHash; readonly source: "CRL" | "OCSP"; readonly urls: readonly string[] }): Promise<CertificateStatus>;
  contract(request: ContractRequest): Promise<ContractAnswer>;
}
