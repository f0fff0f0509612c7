import "./reflect.ts";
import type { ContractServices } from "@cpokit/csms";
import { hours, instant, type Clock } from "@cpokit/kernel";
import type { ContractCertificate, ContractCertificateStatus } from "@cpokit/model";
import { X509CertificateGenerator, type X509Certificate } from "@peculiar/x509";
import { createAuthority, createMemoryRegister, type Authority } from "./create-authority.ts";
import { certificateFacts, readCertificate, shortSerial } from "./facts.ts";
import { ALGORITHM, generateAuthority, generateKeys, newSerial, readKey } from "./material.ts";

/** A mobility operator for tests: it issues contract certificates, knows which are good, and answers OCSP about them. */
export interface TestContractServices extends ContractServices {
  /** Fits `outside.checkContract` of `createTokens`. */
  checkContract(emaid: string, certificate: ContractCertificate): Promise<ContractCertificateStatus>;
  /** Issues a contract certificate for an eMAID: the chain as PEM, leaf first. */
  issue(emaid: string): Promise<{ readonly chain: string; readonly serialNumber: string }>;
  revoke(serialNumber: string): Promise<void>;
  /** The root that cars and stations of the test trust, PEM. */
  readonly root: string;
}

/**
 * A back end for contract certificates that works in this process. Real cars speak EXI of ISO 15118, which is opaque to a central system;
 * here the request is base64 of the eMAID and the answer base64 of the chain.
 */
export async function createTestContractServices({ clock }: { readonly clock: Clock }): Promise<TestContractServices> {
  const register = createMemoryRegister();
  const material = await generateAuthority({ clock, name: "Test MO", organization: "Test" });
  const authority: Authority = await createAuthority({ material, clock, register });
  const sub = readCertificate(material.subCertificate);
  const key = await readKey(material.subKey);

  return {
    root: material.rootCertificate,
    issue,
    revoke: (serialNumber) => authority.revoke(serialNumber, "test"),
    async ocsp(question) {
      if (!(await authority.isIssuer(question))) return { result: "failed", reason: "no certificate of this issuer is known" };
      return { result: "answered", response: await authority.ocsp(question) };
    },
    async status({ hash }) {
      const known = (await authority.isIssuer(hash)) ? await register.find(shortSerial(hash.serialNumber)) : undefined;
      const status = known === undefined ? "Unknown" : known.revocation === undefined ? "Good" : "Revoked";
      return { status, nextUpdate: instant(clock.now() + hours(24)) };
    },
    async contract({ exiRequest }) {
      const { chain } = await issue(atob(exiRequest));
      return { result: "issued", exiResponse: btoa(chain), remaining: 0 };
    },
    async checkContract(emaid, { chain, hashes }) {
      if (chain !== undefined) {
        const problem = await chainProblem(emaid, chain);
        if (problem !== undefined) return problem;
      }
      for (const hash of hashes) {
        const known = (await authority.isIssuer(hash)) ? await register.find(shortSerial(hash.serialNumber)) : undefined;
        if (known === undefined) return "NoCertificateAvailable";
        if (known.revocation !== undefined) return "CertificateRevoked";
      }
      return chain === undefined && hashes.length === 0 ? "NoCertificateAvailable" : "Accepted";
    },
  };

  async function issue(emaid: string): Promise<{ readonly chain: string; readonly serialNumber: string }> {
    const { publicKey } = await generateKeys();
    const serialNumber = newSerial();
    await register.issued(shortSerial(serialNumber));
    const leaf = await X509CertificateGenerator.create({
      serialNumber, subject: [{ CN: [emaid] }, { O: ["Test"] }], issuer: sub.subjectName.toJSON(), notBefore: new Date(clock.now() - hours(1)), notAfter: new Date(clock.now() + hours(2 * 365 * 24)),
      signingAlgorithm: ALGORITHM, signingKey: key, publicKey,
    });
    return { chain: `${leaf.toString("pem")}\n${material.subCertificate.trim()}\n`, serialNumber: shortSerial(serialNumber) };
  }

  async function chainProblem(emaid: string, chain: string): Promise<ContractCertificateStatus | undefined> {
    const leaf = readLeaf(chain);
    if (leaf === undefined || leaf.subjectName.getField("CN")[0] !== emaid) return "CertChainError";
    if (!(await leaf.verify({ publicKey: sub.publicKey, signatureOnly: true }))) return "SignatureError";
    if (clock.now() >= leaf.notAfter.getTime()) return "CertificateExpired";
    const { serialNumber } = await certificateFacts(leaf, sub);
    const known = await register.find(serialNumber);
    return known === undefined ? "NoCertificateAvailable" : known.revocation === undefined ? undefined : "CertificateRevoked";
  }
}

function readLeaf(chain: string): X509Certificate | undefined {
  try {
    return readCertificate(chain);
  } catch {
    // No certificate: the chain is wrong, and is told so.
    return undefined;
  }
}
