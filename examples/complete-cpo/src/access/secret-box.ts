import { CpoError } from "@cpokit/kernel";
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Keeps secrets that must be read again unreadable in the database (AES-256-GCM). */
export interface SecretBox {
  /** The text as it is stored; `about` says whose it is, so that it cannot be moved to somebody else. Without a key it stays as it is. */
  seal(text: string, about: string): string;
  /** @throws `complete-cpo.secrets` when no key opens it */
  open(stored: string, about: string): string;
  /** Whether it should be sealed anew: it is readable, or by an older key. */
  isOld(stored: string, about: string): boolean;
}

const ALGORITHM = "aes-256-gcm";
const MARK = "sealed1";

/** Whether a stored text was encrypted by some key. */
export function isSealed(stored: string): boolean {
  return stored.startsWith(`${MARK}.`);
}

/** A key of settings: 32 bytes in base64; `undefined` when it is none. */
export function readSecretKey(text: string): Buffer | undefined {
  const key = Buffer.from(text, "base64");
  return key.length === 32 && /^[A-Za-z0-9+/]{43}=$/.test(text) ? key : undefined;
}

/** Seals by the first key and opens by any: a new key goes before the old one. */
export function createSecretBox(keys: readonly Buffer[] = []): SecretBox {
  const [newest] = keys;
  return {
    seal(text, about) {
      if (newest === undefined) return text;
      const nonce = randomBytes(12);
      const cipher = createCipheriv(ALGORITHM, newest, nonce).setAAD(Buffer.from(about));
      const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return [MARK, ...[nonce, cipher.getAuthTag(), sealed].map((part) => part.toString("base64url"))].join(".");
    },
    open(stored, about) {
      if (!isSealed(stored)) return stored;
      for (const key of keys) {
        const text = opened(stored, about, key);
        if (text !== undefined) return text;
      }
      throw new CpoError("complete-cpo.secrets", "A secret of a second factor cannot be read: CPOKIT_SECRETS_KEY is not the key that it was kept by. Set that key again, after a comma if there is a newer one.", { about });
    },
    isOld: (stored, about) => newest !== undefined && opened(stored, about, newest) === undefined,
  };
}

function opened(stored: string, about: string, key: Buffer): string | undefined {
  const [nonce, tag, sealed] = stored.split(".").slice(1).map((part) => Buffer.from(part, "base64url"));
  if (nonce === undefined || tag === undefined || sealed === undefined) return undefined;
  try {
    const cipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: 16 }).setAAD(Buffer.from(about)).setAuthTag(tag);
    return cipher.update(sealed, undefined, "utf8") + cipher.final("utf8");
  } catch {
    return undefined; // Another key, or somebody changed it: the caller says so when none fits.
  }
}
