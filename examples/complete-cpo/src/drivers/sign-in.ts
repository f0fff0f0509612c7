import { hours, instant, minutes, type Clock, type Ids, type Instant, type Logger } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";
import { createHash, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import { createAttempts } from "../access/attempts.ts";
import type { Mailer } from "../mail/mailer.ts";
import { drivers, type Driver } from "./documents.ts";
import { signInLetter, type LetterLanguage } from "./letters.ts";

/** A letter with a code and a link is on its way to somebody who wants to sign in. */
interface SignInOffer {
  readonly email: string;
  readonly language: LetterLanguage;
  readonly codeHash: string;
  readonly secretHash: string;
  readonly expiresAt: Instant;
  /** Wrong codes that were tried. */
  readonly wrong: number;
}

const signInOffers = collection<SignInOffer>("driverSignIns", { indexes: { byEmail: { keys: ({ email, expiresAt }) => [[email, expiresAt]] }, byEnd: { keys: ({ expiresAt }) => [expiresAt] } } });

/** A browser in which a driver is signed in; the cookie is `<id>.<secret>`. */
export interface DriverLogin {
  readonly id: string;
  readonly driver: string;
  readonly secretHash: string;
  readonly csrf: string;
  readonly lastSeenAt: Instant;
}

export const driverLogins = collection<DriverLogin>("driverLogins", { indexes: { byDriver: { keys: ({ driver, id }) => [[driver, id]] }, byLastSeen: { keys: ({ lastSeenAt }) => [lastSeenAt] } } });

/** What somebody shows who wants in: the code with the address that it was sent to, or what the link carried. */
export type Proof = { readonly email: string; readonly code: string } | { readonly link: string };

/** Signing in by e-mail, without a password. Whether an address has an account nobody learns: the letter goes out in every case, and who confirms it gets an account. */
export interface DriverSignIn {
  /** Sends a letter, unless this address got too many; the caller learns nothing of either. */
  offer(request: { readonly email: string; readonly language: LetterLanguage; readonly pageUrl: string }): Promise<void>;
  /** The account of whoever got the letter, made where there was none; `undefined` for a proof that is wrong, old or used. */
  confirm(proof: Proof): Promise<Driver | undefined>;
  begin(driver: string): Promise<{ readonly login: DriverLogin; readonly cookie: string }>;
  /** Whose login a cookie shows. */
  show(cookie: string): Promise<{ readonly login: DriverLogin; readonly driver: Driver } | undefined>;
  end(login: string): Promise<void>;
  sweep(now: Instant): Promise<void>;
}

/** How long a letter is good for. */
const GOOD_FOR = minutes(15);
/** Wrong codes for one letter. */
const MOST_WRONG = 5;
/** Letters to one address in an hour. */
const MOST_LETTERS = 5;
/** A login ends when nobody used it for so long. */
const IDLE = hours(24 * 90);
const SEEN = hours(1);

export function createDriverSignIn({ store, clock, ids, mailer, logger }: { readonly store: Store; readonly clock: Clock; readonly ids: Ids; readonly mailer: Mailer; readonly logger: Logger }): DriverSignIn {
  const letters = createAttempts({ most: MOST_LETTERS, window: hours(1), now: () => clock.now() });

  async function accountOf(email: string, language: LetterLanguage): Promise<Driver> {
    return store.transaction(async (unit) => {
      const { items } = await unit.find(drivers, { index: "byEmail", prefix: email, limit: 1 });
      const known = items[0] === undefined ? undefined : await unit.get(drivers, items[0].id);
      if (known !== undefined) return known;
      const driver: Driver = { id: ids.next(), kind: "person", name: email.split("@", 1)[0] ?? email, email, language, status: "active", invoiced: false, madeBy: "driver", createdAt: clock.now() };
      unit.put(drivers, driver.id, driver);
      return driver;
    });
  }

  /** Takes the offer if the proof is right; it works once. */
  async function taken(proof: Proof): Promise<SignInOffer | undefined> {
    return store.transaction(async (unit) => {
      const [id, given] = "link" in proof ? [proof.link.split(".")[0] ?? "", proof.link.split(".")[1] ?? ""] : [await newestOf(proof.email), proof.code];
      const offer = id === "" ? undefined : await unit.get(signInOffers, id);
      if (offer === undefined || offer.expiresAt <= clock.now() || offer.wrong >= MOST_WRONG) return undefined;
      if (!same(digest(given), "link" in proof ? offer.secretHash : offer.codeHash)) {
        unit.put(signInOffers, id, { ...offer, wrong: offer.wrong + 1 });
        return undefined;
      }
      unit.delete(signInOffers, id);
      return offer;
    });
  }

  async function newestOf(email: string): Promise<string> {
    const { items } = await store.find(signInOffers, { index: "byEmail", prefix: [email], reverse: true, limit: 1 });
    return items[0]?.id ?? "";
  }

  return {
    async offer({ email, language, pageUrl }) {
      if (letters.waitFor(email) > 0) return;
      letters.failed(email);
      const id = ids.next();
      const code = String(randomInt(1_000_000)).padStart(6, "0");
      const secret = newSecret();
      const offer: SignInOffer = { email, language, codeHash: digest(code), secretHash: digest(secret), expiresAt: instant(clock.now() + GOOD_FOR), wrong: 0 };
      await store.transaction((unit) => unit.put(signInOffers, id, offer));
      // Not awaited: how long a mail server takes tells strangers nothing.
      mailer.send({ id, ...signInLetter({ to: email, language, code, link: `${pageUrl}#sign-in=${id}.${secret}` }) }).catch((error: unknown) => logger.error({ error }, "A letter with a sign-in code could not be sent"));
    },
    async confirm(proof) {
      const offer = await taken(proof);
      if (offer === undefined) return undefined;
      letters.succeeded(offer.email);
      return accountOf(offer.email, offer.language);
    },
    async begin(driver) {
      const secret = newSecret();
      const login: DriverLogin = { id: ids.next(), driver, secretHash: digest(secret), csrf: newSecret(), lastSeenAt: clock.now() };
      await store.transaction((unit) => unit.put(driverLogins, login.id, login));
      return { login, cookie: `${login.id}.${secret}` };
    },
    async show(cookie) {
      const [id = "", secret = ""] = cookie.split(".");
      const login = id === "" ? undefined : await store.get(driverLogins, id);
      const now = clock.now();
      if (login === undefined || login.lastSeenAt + IDLE <= now || !same(digest(secret), login.secretHash)) return undefined;
      const driver = await store.get(drivers, login.driver);
      if (driver === undefined) return undefined;
      if (login.lastSeenAt + SEEN <= now) await store.transaction(async (unit) => {
        const current = await unit.get(driverLogins, id);
        if (current !== undefined) unit.put(driverLogins, id, { ...current, lastSeenAt: now });
      });
      return { login, driver };
    },
    end: (id) => store.transaction((unit) => unit.delete(driverLogins, id)),
    async sweep(now) {
      const over = await store.find(signInOffers, { index: "byEnd", to: now, limit: 200 });
      const idle = await store.find(driverLogins, { index: "byLastSeen", to: instant(now - IDLE), limit: 200 });
      if (over.items.length + idle.items.length === 0) return;
      await store.transaction((unit) => {
        for (const { id } of over.items) unit.delete(signInOffers, id);
        for (const { id } of idle.items) unit.delete(driverLogins, id);
      });
    },
  };
}

function newSecret(): string {
  return randomBytes(24).toString("base64url");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function same(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
