import "./reflect.ts";
import type { CertificateAuthority, SigningAnswer, SigningRequest } from "@cpokit/csms";
import { hours, instant, type Clock, type Instant, type Milliseconds } from "@cpokit/kernel";
import type { CertificateHash, OcspQuestion } from "@cpokit/model";
import {
  AuthorityKeyIdentifierExtension, BasicConstraintsExtension, ExtendedKeyUsage, ExtendedKeyUsageExtension, KeyUsageFlags, KeyUsagesExtension, Pkcs10CertificateRequest,
  SubjectKeyIdentifierExtension, X509CertificateGenerator, X509CrlGenerator, X509CrlReason, type X509Certificate,
} from "@peculiar/x509";
import { certificateFacts, readCertificate, shortSerial } from "./facts.ts";
import { ALGORITHM, newSerial, readKey, type AuthorityMaterial } from "./material.ts";
import { signOcsp } from "./ocsp.ts";

/** A certificate that is not good any more. */
export interface Revocation {
  readonly serialNumber: string;
  readonly at: Instant;
  readonly reason: string;
}

/** What the authority gave out and took back; keep it as long as the authority lives. */
export interface Register {
  issued(serialNumber: string): Promise<void>;
  revoked(revocation: Revocation): Promise<void>;
  /** What is known of one certificate; nothing for one that was not issued here. */
  find(serialNumber: string): Promise<{ readonly revocation?: Revocation } | undefined>;
  revocations(): Promise<readonly Revocation[]>;
}

export interface AuthorityOptions {
  readonly material: AuthorityMaterial;
  readonly clock: Clock;
  /** In memory when absent: OCSP and the revocation list forget with the process. */
  readonly register?: Register;
  /** How long the certificates of stations are good; a year when absent. */
  readonly validity?: Milliseconds;
  /** The O that stations must ask for, the operator's name (OCPP 2.0.1 A00.FR.405); any when absent. */
  readonly organization?: string;
}

/** A certificate authority in this process. */
export interface Authority extends CertificateAuthority {
  /** An OCSP response for a certificate of this authority, DER in base64. */
  ocsp(question: OcspQuestion): Promise<string>;
  /** The revocation list, PEM. */
  crl(): Promise<string>;
  /** Whether this authority is the issuer that a hash names. */
  isIssuer(hash: CertificateHash): Promise<boolean>;
}

/**
 * A certificate authority with its keys in memory: for tests and for fleets that need no other. A large operator gives `createCsms` a port to
 * the authority that it runs.
 */
export async function createAuthority(options: AuthorityOptions): Promise<Authority> {
  const { material, clock, validity = hours(365 * 24), organization, register = createMemoryRegister() } = options;
  const root = readCertificate(material.rootCertificate);
  const sub = readCertificate(material.subCertificate);
  const key = await readKey(material.subKey);
  const issuers = [sub, root];

  return {
    async sign(request) {
      const csr = readRequest(request.csr);
      const problem = csr === undefined ? "this is no PKCS #10 request in PEM" : await problemOf(csr, request);
      if (csr === undefined || problem !== undefined) return { result: "refused", reason: problem ?? "" };
      return issue(csr, request);
    },
    async describe(pem) {
      const certificate = readCertificate(pem);
      return certificateFacts(certificate, certificate.subject === certificate.issuer ? certificate : issuers.find(({ subject }) => subject === certificate.issuer));
    },
    revoke: (serialNumber, reason) => register.revoked({ serialNumber: shortSerial(serialNumber), at: clock.now(), reason }),
    async ocsp(question) {
      const known = await register.find(shortSerial(question.serialNumber));
      const status = known === undefined ? { status: "unknown" as const } : known.revocation === undefined ? { status: "good" as const } : { status: "revoked" as const, at: new Date(known.revocation.at) };
      const der = new Uint8Array(await signOcsp(question, status, { certificate: sub, key }, clock));
      return btoa(String.fromCharCode(...der));
    },
    async crl() {
      const entries = (await register.revocations()).map(({ serialNumber, at }) => ({ serialNumber: even(serialNumber), revocationDate: new Date(at), reason: X509CrlReason.unspecified }));
      const list = await X509CrlGenerator.create({
        issuer: sub.subjectName.toJSON(), thisUpdate: new Date(clock.now()), nextUpdate: new Date(clock.now() + hours(24)), entries, signingAlgorithm: ALGORITHM, signingKey: key,
      });
      // The library writes CRL; everybody else reads X509 CRL (RFC 7468 §6).
      return list.toString("pem").replaceAll(/(BEGIN|END) CRL/g, "$1 X509 CRL");
    },
    async isIssuer({ hashAlgorithm, issuerKeyHash, issuerNameHash }) {
      // Any certificate under the sub-CA is named by the same two hashes.
      const { hashes } = await certificateFacts(await issuedExample(), sub);
      return hashes.some((own) => own.hashAlgorithm === hashAlgorithm && own.issuerKeyHash === issuerKeyHash.toLowerCase() && own.issuerNameHash === issuerNameHash.toLowerCase());
    },
  };

  async function issue(csr: Pkcs10CertificateRequest, { use }: SigningRequest): Promise<SigningAnswer> {
    const serialNumber = newSerial();
    // Written down first: a certificate that exists and is not in the register could not be revoked.
    await register.issued(shortSerial(serialNumber));
    const isForCars = use !== "chargingStation";
    const certificate = await X509CertificateGenerator.create({
      serialNumber, subject: csr.subjectName.toJSON(), issuer: sub.subjectName.toJSON(), notBefore: new Date(clock.now() - hours(1)), notAfter: lastDay(), signingAlgorithm: ALGORITHM,
      signingKey: key, publicKey: csr.publicKey,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature | (isForCars ? KeyUsageFlags.keyAgreement : 0), true),
        new ExtendedKeyUsageExtension([isForCars ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth]),
        await SubjectKeyIdentifierExtension.create(csr.publicKey), await AuthorityKeyIdentifierExtension.create(sub),
      ],
    });
    const chain = `${certificate.toString("pem")}\n${material.subCertificate.trim()}\n`;
    return { result: "signed", chain, facts: await certificateFacts(certificate, sub) };
  }

  /** A certificate that outlives its issuer is good for nothing. */
  function lastDay(): Date {
    return new Date(Math.min(instant(clock.now() + validity), sub.notAfter.getTime()));
  }

  async function problemOf(csr: Pkcs10CertificateRequest, { identity, serial, use }: SigningRequest): Promise<string | undefined> {
    if (!(await isSelfSigned(csr))) return "the request is not signed with its own key";
    const weak = weakness(csr);
    if (weak !== undefined) return weak;
    const name = csr.subjectName.getField("CN")[0];
    if (use === "chargingStation" && name !== identity && (serial === undefined || name !== serial)) {
      return `the common name is "${name ?? ""}", not the serial number or identity of the station (A00.FR.511)`;
    }
    const asked = csr.subjectName.getField("O")[0];
    return organization === undefined || asked === organization ? undefined : `the organization is "${asked ?? ""}", not "${organization}"`;
  }

  async function issuedExample(): Promise<X509Certificate> {
    return X509CertificateGenerator.create({
      serialNumber: "01", subject: "CN=example", issuer: sub.subjectName.toJSON(), notBefore: new Date(0), notAfter: new Date(1_000), signingAlgorithm: ALGORITHM, signingKey: key, publicKey: sub.publicKey,
    });
  }
}

/** A register that forgets with the process. */
export function createMemoryRegister(): Register {
  const known = new Map<string, { readonly revocation?: Revocation }>();
  return {
    issued: async (serialNumber) => void known.set(serialNumber, {}),
    revoked: async (revocation) => void known.set(revocation.serialNumber, { revocation }),
    find: async (serialNumber) => known.get(serialNumber),
    revocations: async () => [...known.values()].flatMap(({ revocation }) => revocation ?? []),
  };
}

function readRequest(csr: string): Pkcs10CertificateRequest | undefined {
  try {
    return new Pkcs10CertificateRequest(csr);
  } catch {
    // Whatever it is, it is no request: the caller says so.
    return undefined;
  }
}

async function isSelfSigned(csr: Pkcs10CertificateRequest): Promise<boolean> {
  try {
    return await csr.verify();
  } catch {
    // A signature that cannot even be read.
    return false;
  }
}

/** Keys must have 112 bits of security at least (OCPP 2.0.1 A00.FR.318, .319). */
function weakness({ publicKey }: Pkcs10CertificateRequest): string | undefined {
  const { name, modulusLength, namedCurve } = publicKey.algorithm as { name: string; modulusLength?: number; namedCurve?: string };
  if (name.startsWith("RSA")) return (modulusLength ?? 0) >= 2_048 ? undefined : `an RSA key of ${modulusLength} bits is too short; 2048 at least`;
  if (name === "ECDSA" || name === "ECDH") return namedCurve !== undefined && /^P-(256|384|521)$/.test(namedCurve) ? undefined : `the curve ${namedCurve} is not accepted; P-256 at least`;
  return name.startsWith("Ed") ? undefined : `keys of the kind ${name} are not accepted`;
}

function even(digits: string): string {
  return digits.length % 2 === 0 ? digits : `0${digits}`;
}
