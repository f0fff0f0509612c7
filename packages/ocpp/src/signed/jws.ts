import { fromUtf8, toUtf8 } from "../codec/utf8.ts";
import type { StationLink } from "../rpc/link.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";

/** The signature algorithms that OCPP 2.x part 4 §7 allows. */
export type SigningAlgorithm = "ES256" | "RS256" | "RS384";

/** The protected header of a signed message. */
export interface SignedHeader {
  readonly algorithm: SigningAlgorithm;
  /** `x5t#S256`: the SHA-256 thumbprint of the certificate of the signer, base64url. */
  readonly thumbprint: string | undefined;
}

/** Signs; the crypto is the application's. `createWebCryptoSigner` of `@cpokit/ocpp-ws` makes one. */
export interface MessageSigner {
  readonly algorithm: SigningAlgorithm;
  /** Written as `x5t#S256`, so that the other side finds the certificate. */
  readonly thumbprint?: string;
  /** The signature over the bytes; for ES256 the 64 bytes of r and s (RFC 7518 §3.4). */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** Says whether a signature is right. A key that is not known is a no. `createWebCryptoVerifier` of `@cpokit/ocpp-ws` makes one. */
export interface MessageVerifier {
  verify(header: SignedHeader, data: Uint8Array, signature: Uint8Array, link: StationLink): Promise<boolean>;
}

/** A flattened JWS (RFC 7515 §7.2.2): the payload of a signed message. */
export interface SignedPayload {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
}

/** What a signature covers besides the payload. */
export interface SignedContext {
  /** Without `-Signed`. */
  readonly action: string;
  /** 2 CALL, 3 CALLRESULT, 6 SEND. */
  readonly messageType: number;
}

/** What came of opening a signed payload. */
export type Opened =
  | { readonly outcome: "opened"; readonly header: SignedHeader; readonly payload: unknown }
  /** It is no flattened JWS with a header of OCPP; the rule may be sent. */
  | { readonly outcome: "malformed"; readonly rule: string }
  /** The signature is not by a known key, or is for another message. */
  | { readonly outcome: "forged"; readonly rule: string };

/**
 * Signs a payload (OCPP 2.x part 4 §7). The protected header names action and message type, so that a signature is worth nothing on
 * another message; the section writes the latter `OCPPMessageTypedId`.
 */
export async function signPayload(payload: unknown, { action, messageType }: SignedContext, signer: MessageSigner): Promise<SignedPayload> {
  const { algorithm, thumbprint } = signer;
  const header = { alg: algorithm, OCPPAction: action, OCPPMessageTypedId: messageType, ...(thumbprint === undefined ? {} : { "x5t#S256": thumbprint }) };
  const protectedPart = encode(header);
  const payloadPart = encode(payload);
  const signature = await signer.sign(toUtf8(`${protectedPart}.${payloadPart}`));
  return { protected: protectedPart, payload: payloadPart, signature: toBase64Url(signature) };
}

/** Verifies a signed payload and hands out what was signed. Rejects only as the verifier does. */
export async function openPayload(signed: unknown, context: SignedContext, verifier: MessageVerifier, link: StationLink): Promise<Opened> {
  if (!isSignedPayload(signed)) return malformed("the payload of a signed message must be a flattened JWS");
  const header = decode(signed.protected);
  const algorithm = header?.["alg"];
  if (header === undefined || typeof algorithm !== "string") return malformed("the protected header must be base64url of a JSON object with alg");
  if (!isAlgorithm(algorithm)) return malformed("alg must be ES256, RS256 or RS384");
  if ("crit" in header) return malformed("no critical header is known here");
  const [payload, signature] = [decode(signed.payload), fromBase64Url(signed.signature)];
  if (payload === undefined || signature === undefined) return malformed("payload and signature must be base64url, and the payload a JSON object");
  const { OCPPAction: action, OCPPMessageTypedId: typed, OCPPMessageTypeId: type = typed, "x5t#S256": thumbprint } = header;
  const isOther = action !== context.action || (type !== undefined && type !== context.messageType && type !== String(context.messageType));
  if (isOther) return { outcome: "forged", rule: "the signature is for another message" };
  const known: SignedHeader = { algorithm, thumbprint: typeof thumbprint === "string" ? thumbprint : undefined };
  const isRight = await verifier.verify(known, toUtf8(`${signed.protected}.${signed.payload}`), signature, link);
  return isRight ? { outcome: "opened", header: known, payload } : { outcome: "forged", rule: "the signature is not one of this sender" };
}

/** True for `<action>-Signed`. */
export function isSignedAction(name: string): boolean {
  return name.endsWith(SUFFIX);
}

/** `BootNotification` for `BootNotification-Signed`. */
export function baseAction(name: string): string {
  return isSignedAction(name) ? name.slice(0, -SUFFIX.length) : name;
}

/** `BootNotification-Signed` for `BootNotification`. */
export function signedAction(name: string): string {
  return `${name}${SUFFIX}`;
}

const SUFFIX = "-Signed";

/** True for what looks like a flattened JWS. No message of any version has these fields together. */
export function isSignedPayload(payload: unknown): payload is SignedPayload {
  if (typeof payload !== "object" || payload === null) return false;
  return "protected" in payload && "payload" in payload && "signature" in payload
    && typeof payload.protected === "string" && typeof payload.payload === "string" && typeof payload.signature === "string";
}

function encode(value: unknown): string {
  return toBase64Url(toUtf8(JSON.stringify(value)));
}

function decode(text: string): Readonly<Record<string, unknown>> | undefined {
  const bytes = fromBase64Url(text);
  const json = bytes && fromUtf8(bytes);
  if (json === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

function isAlgorithm(name: string): name is SigningAlgorithm {
  return name === "ES256" || name === "RS256" || name === "RS384";
}

function malformed(rule: string): Opened {
  return { outcome: "malformed", rule };
}
