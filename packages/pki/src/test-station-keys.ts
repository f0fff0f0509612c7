import "./reflect.ts";
import type { CertificateHash, StationCertificateUse } from "@cpokit/model";
import { PemConverter, Pkcs10CertificateRequestGenerator } from "@peculiar/x509";
import { certificateFacts, readCertificate } from "./facts.ts";
import { hex } from "./hex.ts";
import { ALGORITHM, generateKeys } from "./material.ts";

/** The keys of one station, as a simulated station asks for them (`keys` of @cpokit/simulator). */
export interface TestStationKeys {
  /** A signing request for a new key, PKCS #10 as PEM. */
  request(use: StationCertificateUse): Promise<string>;
  /** Whether the first certificate of a chain, PEM, is for the last key of that use. */
  fits(use: StationCertificateUse, chain: string): Promise<boolean>;
  /** How OCPP names a certificate, PEM; nothing when it is none. One that is not its own issuer is named as if it were. */
  name(certificate: string): Promise<CertificateHash | undefined>;
}

/** Makes real keys in memory for a station that is simulated: for tests and demonstrations, gone with the process. */
export function createTestStationKeys(station: { readonly commonName: string; readonly organization: string }): TestStationKeys {
  const pairs = new Map<StationCertificateUse, CryptoKeyPair>();
  return {
    async request(use) {
      const keys = await generateKeys();
      pairs.set(use, keys);
      const name = [{ CN: [station.commonName] }, { O: [station.organization] }];
      return (await Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm: ALGORITHM })).toString("pem");
    },
    async fits(use, chain) {
      const own = pairs.get(use);
      const [leaf] = PemConverter.decode(chain);
      if (own === undefined || leaf === undefined) return false;
      const theirs = readCertificate(PemConverter.encode(leaf, PemConverter.CertificateTag));
      return hex(theirs.publicKey.rawData) === hex(await crypto.subtle.exportKey("spki", own.publicKey));
    },
    async name(certificate) {
      try {
        const read = readCertificate(certificate);
        return (await certificateFacts(read, read)).hashes.find(({ hashAlgorithm }) => hashAlgorithm === "SHA256");
      } catch {
        return undefined;
      }
    },
  };
}
