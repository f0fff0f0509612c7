import "./reflect.ts";
import { hours, type Clock, type Milliseconds } from "@cpokit/kernel";
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, PemConverter, SubjectKeyIdentifierExtension, X509CertificateGenerator } from "@peculiar/x509";
import { hex } from "./hex.ts";

/** The keys and certificates of an authority, as PEM; the keys are secrets, and whoever has them can make any station. */
export interface AuthorityMaterial {
  readonly rootCertificate: string;
  readonly rootKey: string;
  /** The sub-CA that signs for stations. */
  readonly subCertificate: string;
  readonly subKey: string;
}

/** ECDSA on P-256 with SHA-256: what OCPP 2.0.1 A00.FR.318 asks for at least, and what small stations can do. */
export const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

const YEAR = hours(365 * 24);

/** Makes a root and a sub-CA under it. Keep the result where only the central system can read it. */
export async function generateAuthority(options: { readonly clock: Clock; readonly name: string; readonly organization: string; readonly validity?: Milliseconds }): Promise<AuthorityMaterial> {
  const { clock, name, organization, validity = YEAR * 20 } = options;
  const [rootKeys, subKeys] = await Promise.all([generateKeys(), generateKeys()]);
  const notBefore = new Date(clock.now() - hours(1));
  const subject = (role: string) => [{ CN: [`${name} ${role}`] }, { O: [organization] }];
  const root = await X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(), name: subject("Root"), notBefore, notAfter: new Date(clock.now() + validity), signingAlgorithm: ALGORITHM, keys: rootKeys,
    extensions: await authorityExtensions(rootKeys.publicKey, 1),
  });
  const sub = await X509CertificateGenerator.create({
    serialNumber: newSerial(), subject: subject("Sub-CA"), issuer: root.subjectName.toJSON(), notBefore, notAfter: new Date(clock.now() + validity / 2), signingAlgorithm: ALGORITHM,
    signingKey: rootKeys.privateKey, publicKey: subKeys.publicKey, extensions: await authorityExtensions(subKeys.publicKey, 0),
  });
  return {
    rootCertificate: root.toString("pem"), rootKey: await keyAsPem(rootKeys.privateKey), subCertificate: sub.toString("pem"), subKey: await keyAsPem(subKeys.privateKey),
  };
}

/** A key pair that may be written down. */
export async function generateKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

/** A private key from PEM (PKCS #8). */
export async function readKey(pem: string): Promise<CryptoKey> {
  return crypto.subtle.importKey("pkcs8", PemConverter.decodeFirst(pem), ALGORITHM, false, ["sign"]);
}

/** A positive serial number of 16 bytes that nobody can guess (RFC 5280 4.1.2.2). */
export function newSerial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = (bytes[0]! & 0x7f) | 0x01;
  return hex(bytes);
}

async function keyAsPem(key: CryptoKey): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), PemConverter.PrivateKeyTag);
}

async function authorityExtensions(key: CryptoKey, pathLength: number) {
  return [
    new BasicConstraintsExtension(true, pathLength, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true),
    await SubjectKeyIdentifierExtension.create(key),
  ];
}

