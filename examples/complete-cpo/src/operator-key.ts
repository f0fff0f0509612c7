import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/** A new operator key: 192 bits, easy to copy. */
export function newOperatorKey(): string {
  return `cpo_${randomBytes(24).toString("base64url")}`;
}

/** A new password for a station's Basic auth, letters and digits: 20 of them, so that the 1.6 limit of AuthorizationKey (40) holds even in hex. */
export function newStationPassword(length = 20): string {
  return randomBytes(2 * length).toString("base64").replaceAll(/[^A-Za-z0-9]/g, "").slice(0, length);
}

/** `scrypt$<salt>$<hash>`: what is kept instead of a secret. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString("base64url")}$${(await derive(secret, salt)).toString("base64url")}`;
}

/** Whether the secret has this hash, in constant time. A hash of an unknown form matches nothing. */
export async function secretMatches(secret: string, hash: string): Promise<boolean> {
  const [kind, salt, expected] = hash.split("$");
  if (kind !== "scrypt" || salt === undefined || expected === undefined) return false;
  const given = await derive(secret, Buffer.from(salt, "base64url"));
  const wanted = Buffer.from(expected, "base64url");
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/**
 * A check of secrets against one hash that derives each right secret once and remembers its digest, so that a request
 * costs microseconds and a guess costs a derivation.
 */
export function createSecretCheck(hash: () => string): (secret: string) => Promise<boolean> {
  let known: { readonly hash: string; readonly digest: Buffer } | undefined;
  return async (secret) => {
    const current = hash();
    const digest = createHash("sha256").update(secret).digest();
    if (known?.hash === current && timingSafeEqual(known.digest, digest)) return true;
    const matches = await secretMatches(secret, current);
    if (matches) known = { hash: current, digest };
    return matches;
  };
}

function derive(secret: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(secret, salt, 32, { N: 16_384, r: 8, p: 1 }, (error, key) => (error === null ? resolve(key) : reject(error)));
  });
}
