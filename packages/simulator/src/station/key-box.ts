/** What a certificate that the station keeps its key of is for. */
export type KeyUse = "chargingStation" | "v2g" | "v2g20";

/** How OCPP names a certificate: CertificateHashDataType. */
export interface CertificateName {
  readonly hashAlgorithm: "SHA256" | "SHA384" | "SHA512";
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
}

/** The cryptography of a station: a simulator without it has no certificates. */
export interface StationKeys {
  /** A signing request for a new key, PKCS #10 as PEM. */
  request(use: KeyUse): Promise<string>;
  /** Whether a chain, PEM with the leaf first, is for a key of the station. */
  fits(use: KeyUse, chain: string): Promise<boolean>;
  /** The name of a certificate, PEM; `undefined` when it is none. */
  name(certificate: string): Promise<CertificateName | undefined>;
}

interface Installed {
  readonly use: string;
  readonly certificate: string;
  readonly name: CertificateName;
}

/** The certificates of a station (A02, M03–M05; 1.6 by the security whitepaper). */
export interface KeyBox {
  /** Whether there is any cryptography. */
  readonly isAble: boolean;
  /** The signing request; nothing where the station has no cryptography. */
  request(use: KeyUse): Promise<string | undefined>;
  signed(use: KeyUse, chain: string): Promise<boolean>;
  /** False for what is no certificate. */
  install(use: string, certificate: string): Promise<boolean>;
  installed(uses: readonly string[] | undefined): readonly Installed[];
  remove(name: CertificateName): boolean;
}

export function createKeyBox(keys: StationKeys | undefined): KeyBox {
  const own = new Map<KeyUse, string>();
  let roots: readonly Installed[] = [];
  const isNamed = (one: CertificateName, other: CertificateName): boolean =>
    one.serialNumber.toLowerCase() === other.serialNumber.toLowerCase() && one.issuerKeyHash.toLowerCase() === other.issuerKeyHash.toLowerCase() &&
    one.issuerNameHash.toLowerCase() === other.issuerNameHash.toLowerCase() && one.hashAlgorithm === other.hashAlgorithm;
  return {
    isAble: keys !== undefined,
    request: (use) => keys?.request(use) ?? Promise.resolve(undefined),
    async signed(use, chain) {
      if (keys === undefined || !(await keys.fits(use, chain))) return false;
      own.set(use, chain);
      return true;
    },
    async install(use, certificate) {
      const name = await keys?.name(certificate);
      if (name === undefined) return false;
      roots = [...roots.filter((each) => each.use !== use || !isNamed(each.name, name)), { use, certificate, name }];
      return true;
    },
    installed: (uses) => roots.filter(({ use }) => uses === undefined || uses.includes(use)),
    remove(name) {
      const before = roots.length;
      roots = roots.filter((each) => !isNamed(each.name, name));
      return roots.length < before;
    },
  };
}
