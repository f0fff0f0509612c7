import { createHash, timingSafeEqual } from "node:crypto";

/** What an Authorization header says about a station of this identity. */
export type BasicCredentials =
  | { readonly outcome: "none" }
  | { readonly outcome: "password"; readonly password: Uint8Array }
  | { readonly outcome: "refused"; readonly reason: string };

/**
 * Reads HTTP Basic credentials. The username must be the identity (security profiles 1 and 2), so that the identity may contain
 * colons: what follows it and one colon is the password, as raw bytes, since keys of 1.6 need not be text.
 */
export function readBasicCredentials(header: string | undefined, identity: string): BasicCredentials {
  if (header === undefined) return { outcome: "none" };
  const encoded = /^basic +([A-Za-z0-9+/]*={0,2})$/i.exec(header.trim())?.[1];
  if (encoded === undefined) return { outcome: "refused", reason: "The Authorization header is not HTTP Basic." };
  const bytes = Buffer.from(encoded, "base64");
  const expected = Buffer.from(`${identity}:`, "utf8");
  if (bytes.length < expected.length || !bytes.subarray(0, expected.length).equals(expected)) {
    return { outcome: "refused", reason: "The username of HTTP Basic must be the identity in the URL." };
  }
  return { outcome: "password", password: new Uint8Array(bytes.subarray(expected.length)) };
}

/** The Authorization header of a station. */
export function basicHeader(identity: string, password: string | Uint8Array): string {
  const bytes = Buffer.concat([Buffer.from(`${identity}:`, "utf8"), typeof password === "string" ? Buffer.from(password, "utf8") : password]);
  return `Basic ${bytes.toString("base64")}`;
}

/**
 * True when the given password is the expected one. Stations send a key that is configured as hex either as that text or as the raw
 * bytes that it stands for; both are taken, in either direction. The comparison takes the same time wherever they differ.
 *
 * @example
 * authenticate: async ({ identity, password }) =>
 *   verifyBasicPassword(password, await passwordOf(identity)) ? { accept: true } : { accept: false, status: 401, reason: "Wrong password." },
 */
export function verifyBasicPassword(given: Uint8Array | undefined, expected: string | Uint8Array): boolean {
  if (given === undefined || given.length === 0 || expected.length === 0) return false;
  const wanted = typeof expected === "string" ? Buffer.from(expected, "utf8") : Buffer.from(expected);
  const isSame = equal(given, wanted);
  const wantedBytes = bytesOfHex(wanted);
  const givenBytes = bytesOfHex(Buffer.from(given));
  const isRawOfHex = wantedBytes !== undefined && equal(given, wantedBytes);
  const isHexOfRaw = givenBytes !== undefined && equal(givenBytes, wantedBytes ?? wanted);
  return isSame || isRawOfHex || isHexOfRaw;
}

/** The bytes that a text of hex digits stands for; keys have 8 to 40 bytes. */
function bytesOfHex(text: Buffer): Buffer | undefined {
  const hex = text.toString("latin1");
  return hex.length >= 16 && hex.length % 2 === 0 && /^[0-9a-f]+$/i.test(hex) ? Buffer.from(hex, "hex") : undefined;
}

function equal(left: Uint8Array, right: Uint8Array): boolean {
  return timingSafeEqual(createHash("sha256").update(left).digest(), createHash("sha256").update(right).digest());
}
