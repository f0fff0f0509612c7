import { hours, type Clock } from "@cpokit/kernel";
import type { OcspQuestion } from "@cpokit/model";
import { BasicOCSPResponse, CertID, CertStatus, KeyHash, OCSPResponse, OCSPResponseStatus, ResponderID, ResponseBytes, ResponseData, RevokedInfo, SingleResponse, id_pkix_ocsp_basic } from "@peculiar/asn1-ocsp";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, Certificate, SubjectPublicKeyInfo } from "@peculiar/asn1-x509";
import { AsnEcSignatureFormatter, type X509Certificate } from "@peculiar/x509";
import { bytes } from "./hex.ts";
import { ALGORITHM } from "./material.ts";

/** The status of one certificate towards OCSP. */
export type OcspStatus = { readonly status: "good" | "unknown" } | { readonly status: "revoked"; readonly at: Date };

const HASH_OIDS = { SHA256: "2.16.840.1.101.3.4.2.1", SHA384: "2.16.840.1.101.3.4.2.2", SHA512: "2.16.840.1.101.3.4.2.3" } as const;
const ECDSA_SHA256 = "1.2.840.10045.4.3.2";

/** How long an answer may be cached; a station asks again then (OCPP 2.0.1 A02, M06). */
const VALIDITY = hours(24);

/** A signed OCSP response (RFC 6960), DER. */
export async function signOcsp(question: OcspQuestion, status: OcspStatus, issuer: { readonly certificate: X509Certificate; readonly key: CryptoKey }, clock: Clock): Promise<ArrayBuffer> {
  const now = new Date(clock.now());
  const { subjectPublicKey } = AsnConvert.parse(issuer.certificate.publicKey.rawData, SubjectPublicKeyInfo);
  const serial = bytes(question.serialNumber);
  const certID = new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: HASH_OIDS[question.hashAlgorithm], parameters: null }),
    issuerNameHash: new OctetString(bytes(question.issuerNameHash)), issuerKeyHash: new OctetString(bytes(question.issuerKeyHash)),
    // A positive INTEGER: a first byte of 0x80 and more gets a zero before it.
    serialNumber: serial[0]! >= 0x80 ? Uint8Array.from([0, ...serial]).buffer : serial.buffer,
  });
  const certStatus = new CertStatus(status.status === "revoked" ? { revoked: new RevokedInfo({ revocationTime: status.at }) } : status.status === "good" ? { good: null } : { unknown: null });
  const tbsResponseData = new ResponseData({
    responderID: new ResponderID({ byKey: new KeyHash(await crypto.subtle.digest("SHA-1", subjectPublicKey)) }),
    producedAt: now,
    responses: [new SingleResponse({ certID, certStatus, thisUpdate: now, nextUpdate: new Date(now.getTime() + VALIDITY) })],
  });
  const signed = await crypto.subtle.sign(ALGORITHM, issuer.key, AsnConvert.serialize(tbsResponseData));
  const signature = new AsnEcSignatureFormatter().toAsnSignature(ALGORITHM, signed);
  if (signature === null) throw new TypeError("the signature of an OCSP response could not be written");
  const basic = new BasicOCSPResponse({
    tbsResponseData, signatureAlgorithm: new AlgorithmIdentifier({ algorithm: ECDSA_SHA256 }), signature,
    certs: [AsnConvert.parse(issuer.certificate.rawData, Certificate)],
  });
  return AsnConvert.serialize(new OCSPResponse({
    responseStatus: OCSPResponseStatus.successful,
    responseBytes: new ResponseBytes({ responseType: id_pkix_ocsp_basic, response: new OctetString(AsnConvert.serialize(basic)) }),
  }));
}
