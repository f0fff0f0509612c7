import { CpoError, isCpoError, type Clock, type Ids } from "@cpokit/kernel";
import { StationId, type Station } from "@cpokit/model";
import type { Store } from "@cpokit/storage";
import { stationCertificates } from "../certificates/station-certificates.ts";
import { connectionProfiles } from "../security/connection-moves.ts";
import type { StationPasswords } from "../security/create-station-passwords.ts";
import type { Incidents } from "../diagnostics/incidents.ts";
import type { Policy } from "../policy.ts";
import type { ConnectionAttempts } from "./connection-attempts.ts";
import type { RegistrationTokens } from "./registration-tokens.ts";
import { findStation, stations } from "./stations.ts";

/** Compares a password with what is stored; the hash function is the application's (scrypt or better). */
export interface PasswordVerifier {
  verify(hash: string, password: Uint8Array): Promise<boolean>;
  /** Needed where passwords are made here: registration tokens and new passwords for stations. */
  hash?(this: void, password: string): Promise<string>;
  /** Random letters and digits, this many; from a source that is fit for secrets. */
  generate?(this: void, length: number): string;
}

/** Somebody asks for a connection under an identity. */
export interface ConnectionRequest {
  readonly identity: string;
  /** The bytes of the Basic auth password. */
  readonly password?: Uint8Array | undefined;
  readonly remoteAddress?: string | undefined;
  /** The security profile that the connection uses; the least one when absent. */
  readonly profile?: 0 | 1 | 2 | 3;
  /** The client certificate of a connection over TLS. */
  readonly tls?: { readonly authorized: boolean; readonly certificate: { readonly commonName: string; readonly fingerprint: string } | undefined } | undefined;
}

/** Let in, or the HTTP status to refuse with: 404 for an unknown identity (OCPP-J 3.2), 401 for a wrong password, 403 for a retired station. */
export type Admission =
  | { readonly accept: true; readonly station: string }
  | { readonly accept: false; readonly status: 401 | 403 | 404; readonly reason: string };

interface AdmissionPorts {
  readonly store: Store;
  readonly ids: Ids;
  readonly policy: Policy;
  readonly passwords?: PasswordVerifier | undefined;
  readonly incidents: Incidents;
  readonly attempts: ConnectionAttempts;
  readonly registrationTokens: RegistrationTokens;
  readonly stationPasswords: StationPasswords;
  readonly clock: Clock;
}

/** Decides who may connect. What is refused can be seen by an operator. */
export function createAdmission(ports: AdmissionPorts): (request: ConnectionRequest) => Promise<Admission> {
  const { store, policy, attempts } = ports;

  return async (request) => {
    const { identity, remoteAddress } = request;
    const station = await findStation(store, identity);
    if (station === undefined) {
      const registered = await ports.registrationTokens.register(identity, request.password);
      if (registered !== undefined) return { accept: true, station: registered };
      if (policy.unknownStations === "quarantine") return { accept: true, station: await quarantine(identity) };
      await attempts.record({ identity, remoteAddress, reason: "no station has this identity" });
      return { accept: false, status: 404, reason: "unknown charging station" };
    }
    const refusal = await refusalOf(station, request);
    if (refusal === undefined) {
      await noteProfile(station.id, request.profile);
      return { accept: true, station: station.id };
    }
    await note(station, refusal.reason, remoteAddress);
    return { accept: false, ...refusal };
  };

  async function refusalOf(station: Station, request: ConnectionRequest) {
    const { password, profile = 0 } = request;
    if (station.lifecycle === "retired") return { status: 403, reason: "this charging station was retired" } as const;
    const minimum = station.minimumSecurityProfile ?? 0;
    if (profile < minimum) return { status: 403, reason: `this charging station must use security profile ${minimum} or higher, not ${profile}` } as const;
    const certificate = await certificateRefusal(station, request);
    if (certificate !== undefined) return { status: 401, reason: certificate } as const;
    // A certificate proves who it is; profile 3 has no password (2.x A00.FR.503).
    if (station.passwordHash === undefined || profile === 3) return undefined;
    if (password === undefined) return { status: 401, reason: "a password is required" } as const;
    if (ports.passwords === undefined) {
      throw new CpoError("csms.passwords", "A station has a password and createCsms got no `passwords` to verify it; pass a PasswordVerifier.", { station: station.id });
    }
    return (await ports.stationPasswords.verify(station, password)) ? undefined : ({ status: 401, reason: "wrong password" } as const);
  }

  /** A certificate that we gave out belongs to its station and is good until it is revoked; any other one names the station (A00.FR.405). */
  async function certificateRefusal(station: Station, { tls, profile }: ConnectionRequest): Promise<string | undefined> {
    const certificate = tls?.certificate;
    if (certificate === undefined || tls?.authorized !== true) return profile === 3 ? "a certificate is required" : undefined;
    const ours = await store.get(stationCertificates, certificate.fingerprint.replaceAll(":", "").toLowerCase());
    if (ours?.state === "revoked") return "the certificate was revoked";
    if (ours !== undefined) return ours.station === station.id ? undefined : "the certificate is that of another charging station";
    return certificate.commonName === station.identity || certificate.commonName === station.serial ? undefined : "the certificate names another charging station";
  }

  async function noteProfile(station: string, profile: ConnectionRequest["profile"]): Promise<void> {
    if (profile === undefined || (await store.get(connectionProfiles, station))?.profile === profile) return;
    await store.transaction((unit) => unit.put(connectionProfiles, station, { station, profile, at: ports.clock.now() }));
  }

  async function quarantine(identity: string): Promise<string> {
    const id = StationId.parse(ports.ids.next());
    try {
      await store.transaction((unit) => unit.put(stations, id, { id, identity, lifecycle: "planned" }));
    } catch (error) {
      // Two connections at once: the second one gets the station of the first.
      const winner = isCpoError(error, "storage.duplicate") ? await findStation(store, identity) : undefined;
      if (winner === undefined) throw error;
      return winner.id;
    }
    await ports.incidents.report({ station: id, severity: "warning", kind: "quarantined", summary: `unknown station ${identity} waits for adoption` });
    return id;
  }

  async function note(station: Station, reason: string, remoteAddress: string | undefined): Promise<void> {
    const summary = remoteAddress === undefined ? reason : `${reason}, from ${remoteAddress}`;
    await ports.incidents.report({ station: station.id, severity: "warning", kind: "connection-refused", summary });
  }
}
