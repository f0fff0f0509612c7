import type { MessageSigner, MessageVerifier, SignedHeader, SigningAlgorithm, StationLink } from "@cpokit/ocpp";

/** The parameters of each algorithm: to import a key, and to sign and verify. */
const ALGORITHMS = {
  ES256: { key: { name: "ECDSA", namedCurve: "P-256" }, use: { name: "ECDSA", hash: "SHA-256" } },
  RS256: { key: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, use: { name: "RSASSA-PKCS1-v1_5" } },
  RS384: { key: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" }, use: { name: "RSASSA-PKCS1-v1_5" } },
} as const;

/** A key of the Web Crypto API, in Node.js and in browsers. */
export type WebCryptoKey = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** How to sign. */
export interface WebCryptoSignerOptions {
  readonly algorithm: SigningAlgorithm;
  /** A private key made for the algorithm, e.g. by `importSigningKey`. */
  readonly key: WebCryptoKey;
  /** The certificate of the key in DER; its SHA-256 thumbprint is written as `x5t#S256`. */
  readonly certificate?: Uint8Array;
}

/**
 * Signs OCPP messages with the Web Crypto API.
 *
 * @example
 * const signer = await createWebCryptoSigner({ algorithm: "ES256", key: await importSigningKey("ES256", pkcs8), certificate });
 * createOcppServer({ protocols: [v201], signing: { signer, verifier } });
 */
export async function createWebCryptoSigner({ algorithm, key, certificate }: WebCryptoSignerOptions): Promise<MessageSigner> {
  const sign = async (data: Uint8Array): Promise<Uint8Array> => new Uint8Array(await crypto.subtle.sign(ALGORITHMS[algorithm].use, key, owned(data)));
  return certificate === undefined ? { algorithm, sign } : { algorithm, thumbprint: await certificateThumbprint(certificate), sign };
}

/** Verifies signed OCPP messages with the keys that the application knows; a signer without a key is not believed. */
export function createWebCryptoVerifier(
  keyOf: (header: SignedHeader, link: StationLink) => WebCryptoKey | undefined | Promise<WebCryptoKey | undefined>,
): MessageVerifier {
  return {
    async verify(header, data, signature, link) {
      const key = await keyOf(header, link);
      if (key === undefined || !isFor(key, header.algorithm)) return false;
      return crypto.subtle.verify(ALGORITHMS[header.algorithm].use, key, owned(signature), owned(data));
    },
  };
}

/** A key for signing (PKCS #8, DER) or verifying (SPKI, DER). Rejects when it is not one for the algorithm. */
export function importSigningKey(algorithm: SigningAlgorithm, der: Uint8Array, use: "sign" | "verify" = "sign"): Promise<WebCryptoKey> {
  return crypto.subtle.importKey(use === "sign" ? "pkcs8" : "spki", owned(der), ALGORITHMS[algorithm].key, false, [use]);
}

/** The `x5t#S256` of a certificate in DER (RFC 7515 §4.1.8). */
export async function certificateThumbprint(certificate: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", owned(certificate)));
  return btoa(String.fromCharCode(...digest)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** An RSA key is bound to its hash, so that RS256 is not taken for RS384. */
function isFor({ algorithm }: WebCryptoKey, name: SigningAlgorithm): boolean {
  const { key } = ALGORITHMS[name];
  if (algorithm.name !== key.name) return false;
  if ("namedCurve" in key) return "namedCurve" in algorithm && algorithm.namedCurve === key.namedCurve;
  const hash: unknown = "hash" in algorithm ? algorithm.hash : undefined;
  return typeof hash === "object" && hash !== null && "name" in hash && hash.name === key.hash;
}

/** Bytes in a buffer of their own, which is what the Web Crypto API is typed for. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
