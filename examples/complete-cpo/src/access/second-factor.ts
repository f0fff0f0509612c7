import { CpoError, type Clock } from "@cpokit/kernel";
import type { Store, Unit } from "@cpokit/storage";
import { createHash, randomBytes } from "node:crypto";
import { users, type User } from "./documents.ts";
import { createSecretBox, type SecretBox } from "./secret-box.ts";
import { newTotpSecret, takeTotpCode } from "./totp.ts";

const RECOVERY_CODES = 10;

/** Codes from an authenticator app, and codes on paper for the day it is lost. */
export interface SecondFactor {
  /** A new secret, which asks for nothing before it is confirmed; `undefined` when there is one that does. */
  begin(user: string): Promise<string | undefined>;
  /** The recovery codes, shown once; `undefined` when the code is wrong. */
  confirm(user: string, code: string): Promise<readonly string[] | undefined>;
  /** Whether the code of the app, or one of the recovery codes, is right; either works once. */
  take(user: string, code: string): Promise<boolean>;
  remove(user: string): Promise<void>;
}

export function createSecondFactor({ store, clock, secrets = createSecretBox() }: { readonly store: Store; readonly clock: Clock; readonly secrets?: SecretBox }): SecondFactor {
  return {
    begin: (id) =>
      change(id, (user) => {
        if (user.totp?.confirmed === true) return { answer: undefined };
        const secret = newTotpSecret();
        return { answer: secret, totp: { secret: secrets.seal(secret, id), confirmed: false, recoveryCodes: [] } };
      }),
    confirm: (id, code) =>
      change(id, ({ totp }) => {
        const step = totp === undefined || totp.confirmed ? undefined : takeTotpCode(secrets.open(totp.secret, id), code, clock.now());
        if (totp === undefined || step === undefined) return { answer: undefined };
        const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
        return { answer: codes, totp: { ...totp, confirmed: true, lastStep: step, recoveryCodes: codes.map(digest) } };
      }),
    take: (id, code) =>
      change(id, ({ totp }) => {
        if (totp?.confirmed !== true) return { answer: false };
        const secret = secrets.open(totp.secret, id);
        const step = takeTotpCode(secret, code, clock.now(), totp.lastStep);
        // A key that came later, or that is newer, is used from the next sign-in on.
        if (step !== undefined) return { answer: true, totp: { ...totp, lastStep: step, ...(secrets.isOld(totp.secret, id) ? { secret: secrets.seal(secret, id) } : {}) } };
        const used = digest(code);
        if (!totp.recoveryCodes.includes(used)) return { answer: false };
        return { answer: true, totp: { ...totp, recoveryCodes: totp.recoveryCodes.filter((each) => each !== used) } };
      }),
    remove: (id) =>
      store.transaction(async (unit) => {
        const { totp: _, ...rest } = await existing(unit, id);
        unit.put(users, id, rest);
      }),
  };

  function change<Answer>(id: string, decide: (user: User) => { readonly answer: Answer; readonly totp?: User["totp"] }): Promise<Answer> {
    return store.transaction(async (unit) => {
      const user = await existing(unit, id);
      const { answer, totp } = decide(user);
      if (totp !== undefined) unit.put(users, id, { ...user, totp });
      return answer;
    });
  }
}

async function existing(unit: Unit, id: string): Promise<User> {
  const user = await unit.get(users, id);
  // A login or an administrator named the account a moment ago.
  if (user === undefined) throw new CpoError("complete-cpo.user-gone", "The account was removed a moment ago; sign in with another one.", { user: id });
  return user;
}

/** 80 bits in groups that can be read aloud. */
function newRecoveryCode(): string {
  return (randomBytes(10).toString("hex").match(/.{5}/g) ?? []).join("-");
}

/** Signs and capitals do not count. */
function digest(code: string): string {
  return createHash("sha256").update(code.toLowerCase().replaceAll(/[^0-9a-f]/g, "")).digest("hex");
}
