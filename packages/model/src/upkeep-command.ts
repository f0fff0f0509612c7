import type { AuthorizationResult, TokenReference } from "./token.ts";

/** What a certificate that a station keeps its key of is for: its connection to the central system, or ISO 15118 (-2, -20) towards cars. */
export type StationCertificateUse = "chargingStation" | "v2g" | "v2g20";

/** What a root (or sub-CA) that a station trusts is for: OCPP InstallCertificateUseEnumType, neutral; 1.6 has the first two. */
export type RootUse = "csms" | "manufacturer" | "v2g" | "mobilityOperator" | "oem";

/** Names a certificate towards a station: OCPP CertificateHashDataType. Hashes and serial are hex; the serial has no leading zeros. */
export interface CertificateHash {
  readonly hashAlgorithm: "SHA256" | "SHA384" | "SHA512";
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
}

/** One certificate in a station: a root, or the chain of its V2G certificate, which no command installs. */
export interface InstalledCertificate {
  readonly use: RootUse | "v2gChain";
  readonly hash: CertificateHash;
}

/** One token in the local list of a station; without `authorization` it leaves the list. */
export interface LocalListEntry {
  readonly token: TokenReference;
  readonly authorization?: AuthorizationResult;
}

/** How a station connects: OCPP 2.x NetworkConnectionProfileType, without APN and VPN. */
export interface NetworkProfile {
  /** `ws://` or `wss://` without the identity. */
  readonly url: string;
  readonly securityProfile: 0 | 1 | 2 | 3;
  readonly interface: "Wired0" | "Wired1" | "Wired2" | "Wired3" | "Wireless0" | "Wireless1" | "Wireless2" | "Wireless3" | "Any";
  readonly version: "1.6" | "2.0.1" | "2.1";
  /** Seconds that the station waits for answers. */
  readonly messageTimeout: number;
}

/** Commands that keep a station in order: its variables, lists, certificates and the way it connects. */
export type UpkeepCommand =
  /** Everything a station tells of itself: 1.6 answers with all its keys, 2.x sends its inventory in reports under `request`. */
  | { readonly command: "readModel"; readonly request: number }
  | { readonly command: "clearCache" }
  | { readonly command: "getLocalListVersion" }
  | { readonly command: "sendLocalList"; readonly version: number; readonly update: "full" | "differential"; readonly entries: readonly LocalListEntry[] }
  | { readonly command: "setNetworkProfile"; readonly slot: number; readonly profile: NetworkProfile }
  /** PEM. */
  | { readonly command: "installCertificate"; readonly use: RootUse; readonly certificate: string }
  | { readonly command: "deleteCertificate"; readonly hash: CertificateHash }
  /** The response is a list of `InstalledCertificate`. */
  | { readonly command: "listCertificates"; readonly uses: readonly RootUse[] }
  /** The leaf first, then its sub-CAs, as PEM; `request` is that of the 2.1 SignCertificate. */
  | { readonly command: "deliverCertificate"; readonly use: StationCertificateUse; readonly chain: string; readonly request?: number };
