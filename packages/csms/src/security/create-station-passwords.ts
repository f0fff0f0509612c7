import type { Clock, Instant } from "@cpokit/kernel";
import { collection, type Store } from "@cpokit/storage";
import type { Commands } from "../commands/create-commands.ts";
import type { PasswordVerifier } from "../provisioning/admission.ts";
import type { OnlineStation } from "../provisioning/live-stations.ts";
import { stations } from "../provisioning/stations.ts";
import { settingVariable } from "../translate/settings.ts";
import { passwordOnTheWire } from "../translate/station-password.ts";
import { DONE, failure, type JobResult, type UpkeepJob } from "../upkeep/upkeep-job.ts";

/** A password on its way to a station: until the station comes with it, the old one is good, too. */
export interface PendingPassword {
  /** Of every form in which stations send it back. */
  readonly hashes: readonly string[];
  readonly sentAt: Instant;
}

/** By station. */
export const pendingPasswords = collection<PendingPassword>("pendingPasswords");

/** The block for the passwords of stations. */
export interface StationPasswords {
  /** Whether this is the password of the station. A new one that the station comes with takes the place of the old one. */
  verify(station: { readonly id: string; readonly passwordHash?: string | undefined }, password: Uint8Array): Promise<boolean>;
  readonly job: UpkeepJob;
}

export const PASSWORD = "password";

const LENGTH = 20;

export function createStationPasswords(ports: { readonly store: Store; readonly clock: Clock; readonly passwords?: PasswordVerifier | undefined; readonly send: Commands["send"] }): StationPasswords {
  const { store, clock, passwords } = ports;
  return {
    async verify({ id, passwordHash }, password) {
      if (passwords === undefined) return false;
      const pending = await store.get(pendingPasswords, id);
      for (const hash of pending?.hashes ?? []) {
        if (!(await passwords.verify(hash, password))) continue;
        await store.transaction(async (unit) => {
          const station = await unit.get(stations, id);
          if (station !== undefined) unit.put(stations, id, { ...station, passwordHash: hash });
          unit.delete(pendingPasswords, id);
        });
        return true;
      }
      return passwordHash !== undefined && passwords.verify(passwordHash, password);
    },
    job: { kind: PASSWORD, run },
  };

  /** Gives the station a password that nobody knows but it (OCPP 2.0.1 A01, 1.6 security whitepaper). */
  async function run({ station, link }: OnlineStation): Promise<JobResult> {
    const { version } = link.protocol;
    const variable = settingVariable(version, "password");
    if (passwords?.generate === undefined || passwords.hash === undefined || variable === undefined) {
      return { result: "failed", problem: "Setting a password: give createCsms `passwords` that can make and hash one.", final: true };
    }
    const password = passwords.generate(LENGTH);
    const { value, alsoSentAs } = passwordOnTheWire(version, password);
    const hashes: string[] = [];
    for (const form of [password, ...alsoSentAs]) hashes.push(await passwords.hash(form));
    // Before it is sent: an answer that is lost does not tell which one the station has.
    const before = await store.get(pendingPasswords, station);
    await store.transaction((unit) => unit.put(pendingPasswords, station, { hashes: [...hashes, ...(before?.hashes ?? [])].slice(0, 8), sentAt: clock.now() }));
    const { outcome } = await ports.send(station, { command: "setVariables", values: [{ ...variable, value }] }, { requestedBy: "csms", secret: true });
    if (outcome?.outcome === "accepted") return DONE;
    // Refused for certain: this one is not in use.
    if (outcome?.outcome === "rejected") {
      await store.transaction((unit) => (before === undefined ? unit.delete(pendingPasswords, station) : unit.put(pendingPasswords, station, before)));
    }
    return failure("Setting a password", outcome);
  }
}
