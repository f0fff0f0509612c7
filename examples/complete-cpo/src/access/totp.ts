import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** RFC 6238 with what every authenticator app supports: SHA-1, six digits, thirty seconds. */
const STEP = 30_000;
const DIGITS = 6;
/** Clocks may be this many steps apart (RFC 6238 §5.2). */
const DRIFT = 1;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A new secret: 160 bits in base32 (RFC 4226 §4, R6). */
export function newTotpSecret(): string {
  return base32(randomBytes(20));
}

/** The address that authenticator apps read from a QR code. */
export function totpAddress({ secret, account, issuer }: { readonly secret: string; readonly account: string; readonly issuer: string }): string {
  return `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP / 1_000}`;
}

/** The code of a moment, in ms. */
export function totpCode(secret: string, at: number): string {
  return hotp(fromBase32(secret), Math.floor(at / STEP));
}

/** The time step of a code that is right now; `undefined` when it is wrong or not newer than the last one that was taken (RFC 6238 §5.2). */
export function takeTotpCode(secret: string, code: string, at: number, lastStep = -1): number | undefined {
  const key = fromBase32(secret);
  const now = Math.floor(at / STEP);
  const given = Buffer.from(code.replaceAll(/\s/g, ""));
  for (let step = Math.max(now - DRIFT, lastStep + 1); step <= now + DRIFT; step += 1) {
    const right = Buffer.from(hotp(key, step));
    if (given.length === right.length && timingSafeEqual(given, right)) return step;
  }
  return undefined;
}

/** RFC 4226 §5.3. */
function hotp(key: Buffer, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const digest = createHmac("sha1", key).update(message).digest();
  const offset = (digest.at(-1) ?? 0) & 0xf;
  return String((digest.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS).padStart(DIGITS, "0");
}

/** RFC 4648 §6 without padding. */
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
