import { CpoError, instant } from "@cpokit/kernel";
import type { CertificateFacts } from "@cpokit/csms";
import type { CertificateHash } from "@cpokit/model";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Certificate, SubjectPublicKeyInfo } from "@peculiar/asn1-x509";
import { X509Certificate } from "@peculiar/x509";
import { hex } from "./hex.ts";

const ALGORITHMS = [["SHA256", "SHA-256"], ["SHA384", "SHA-384"], ["SHA512", "SHA-512"]] as const;

/** A PEM certificate as the library sees it. @throws `pki.certificate` when it is none. */
export function readCertificate(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (error) {
    throw new CpoError("pki.certificate", "This is no X.509 certificate in PEM (-----BEGIN CERTIFICATE-----).", {}, error);
  }
}

/** What OCPP needs to know of a certificate; how it is named needs the key of its issuer (OCPP 2.0.1 CertificateHashDataType). */
export async function certificateFacts(certificate: X509Certificate, issuer: X509Certificate | undefined): Promise<CertificateFacts> {
  return {
    hashes: issuer === undefined ? [] : await Promise.all(ALGORITHMS.map(([name, digest]) => certificateHash(certificate, issuer, name, digest))),
    serialNumber: shortSerial(certificate.serialNumber),
    fingerprint: hex(await certificate.getThumbprint("SHA-256")),
    commonName: certificate.subjectName.getField("CN")[0] ?? "",
    notBefore: instant(certificate.notBefore.getTime()),
    notAfter: instant(certificate.notAfter.getTime()),
  };
}

/** The hash of the issuer's name as it stands in the certificate, and of the bits of its public key (RFC 6960 4.1.1). */
async function certificateHash(certificate: X509Certificate, issuer: X509Certificate, hashAlgorithm: CertificateHash["hashAlgorithm"], digest: string): Promise<CertificateHash> {
  const { tbsCertificate } = AsnConvert.parse(certificate.rawData, Certificate);
  const { subjectPublicKey } = AsnConvert.parse(issuer.publicKey.rawData, SubjectPublicKeyInfo);
  return {
    hashAlgorithm,
    issuerNameHash: hex(await crypto.subtle.digest(digest, AsnConvert.serialize(tbsCertificate.issuer))),
    issuerKeyHash: hex(await crypto.subtle.digest(digest, subjectPublicKey)),
    serialNumber: shortSerial(certificate.serialNumber),
  };
}

/** Hex without leading zeros, as OCPP wants serial numbers. */
export function shortSerial(serialNumber: string): string {
  return serialNumber.toLowerCase().replace(/^0+(?=.)/, "");
}
