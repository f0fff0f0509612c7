import { CpoError, instant, isCpoError, type Clock, type Ids, type Instant, type Milliseconds } from "@cpokit/kernel";
import { StationId, type Station } from "@cpokit/model";
import { collection, type Store } from "@cpokit/storage";
import { compact } from "../translate/compact.ts";
import type { StationJournal } from "../diagnostics/station-events.ts";
import type { PasswordVerifier } from "./admission.ts";
import { findStation, stations } from "./stations.ts";

/** Lets stations register themselves: the first connection under an unknown identity with its secret as the password enters the station. */
export interface RegistrationToken {
  /** The first eight characters of the secret. */
  readonly id: string;
  /** Of the whole secret. */
  readonly secretHash: string;
  readonly expiresAt: Instant;
  /** How many more stations may register with it. */
  readonly usesLeft: number;
  readonly createdBy: string;
  readonly locationId?: Station["locationId"];
}

export const registrationTokens = collection<RegistrationToken>("registrationTokens");

/** What a registration token is made for. */
export interface RegistrationTokenRequest {
  readonly by: string;
  readonly validFor: Milliseconds;
  /** How many stations may register with it; one when absent. */
  readonly uses?: number;
  readonly locationId?: Station["locationId"];
}

/** The block for stations that register themselves. */
export interface RegistrationTokens {
  /**
   * Makes a token; the secret is 20 characters, which fits the password of every version, and is told this once.
   *
   * @throws `csms.passwords` when the application's passwords cannot be made.
   */
  create(request: RegistrationTokenRequest): Promise<{ readonly secret: string; readonly token: RegistrationToken }>;
  /** Enters the station whose password is a valid secret; nothing when it is none. */
  register(identity: string, password: Uint8Array | undefined): Promise<string | undefined>;
}

const ID_LENGTH = 8;
const SECRET_LENGTH = 20;

interface RegistrationTokenPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly passwords?: PasswordVerifier | undefined;
  readonly journal: StationJournal;
}

export function createRegistrationTokens(ports: RegistrationTokenPorts): RegistrationTokens {
  const { store, clock, ids, passwords, journal } = ports;
  return {
    async create({ by, validFor, uses = 1, locationId }) {
      const make = passwords?.generate;
      const hash = passwords?.hash;
      if (make === undefined || hash === undefined) {
        throw new CpoError("csms.passwords", "createCsms got no `passwords` that can make and hash one; give it `generate` and `hash`.");
      }
      const secret = make(SECRET_LENGTH);
      const token = compact({
        id: secret.slice(0, ID_LENGTH), secretHash: await hash(secret), expiresAt: instant(clock.now() + validFor), usesLeft: uses, createdBy: by, locationId,
      });
      await store.transaction((unit) => unit.put(registrationTokens, token.id, token));
      return { secret, token };
    },
    async register(identity, password) {
      if (password === undefined || password.length !== SECRET_LENGTH || passwords === undefined) return undefined;
      const id = String.fromCharCode(...password.subarray(0, ID_LENGTH));
      const token = await store.get(registrationTokens, id);
      if (token === undefined || !(await passwords.verify(token.secretHash, password))) return undefined;
      const entered = await enter(identity, token);
      if (entered !== undefined) return entered;
      // Two connections at once: the second one gets the station of the first.
      const winner = await findStation(store, identity);
      return winner?.passwordHash === token.secretHash ? winner.id : undefined;
    },
  };

  async function enter(identity: string, { id: token }: RegistrationToken): Promise<string | undefined> {
    return store.transaction(async (unit) => {
      const now = await unit.get(registrationTokens, token);
      if (now === undefined || !isUsable(now)) return undefined;
      unit.put(registrationTokens, token, { ...now, usesLeft: now.usesLeft - 1 });
      const id = StationId.parse(ids.next());
      unit.put(stations, id, compact({ id, identity, lifecycle: "commissioned" as const, passwordHash: now.secretHash, locationId: now.locationId }));
      await journal.record(unit, { station: id, severity: "info", kind: "registered", summary: `registered itself with the token ${token} of ${now.createdBy}` });
      return id;
    }).catch((error: unknown) => {
      if (isCpoError(error, "storage.duplicate")) return undefined;
      throw error;
    });
  }

  function isUsable(token: RegistrationToken): boolean {
    return token.usesLeft > 0 && clock.now() < token.expiresAt;
  }
}
