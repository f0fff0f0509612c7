import { Pkcs10CertificateRequestGenerator } from "@peculiar/x509";

/** A key pair and its signing request, as a station makes them. */
export async function signingRequest(commonName: string, options: { readonly organization?: string; readonly curve?: string } = {}): Promise<string> {
  const algorithm = { name: "ECDSA", namedCurve: options.curve ?? "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const csr = await Pkcs10CertificateRequestGenerator.create({ name: [{ CN: [commonName] }, { O: [options.organization ?? "cpokit"] }], keys, signingAlgorithm: algorithm });
  return csr.toString("pem");
}
