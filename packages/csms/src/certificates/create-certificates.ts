import { CpoError, hours, instant, milliseconds, type Clock, type Milliseconds } from "@cpokit/kernel";
import type { RootUse, StationCertificateUse } from "@cpokit/model";
import type { Store, Unit } from "@cpokit/storage";
import type { Commands } from "../commands/create-commands.ts";
import type { StationJournal } from "../diagnostics/station-events.ts";
import type { LiveStations, OnlineStation } from "../provisioning/live-stations.ts";
import { stations } from "../provisioning/stations.ts";
import { compact } from "../translate/compact.ts";
import type { Upkeep } from "../upkeep/create-upkeep.ts";
import { DONE, failure, type JobResult, type UpkeepJob } from "../upkeep/upkeep-job.ts";
import type { CertificateAuthority, SigningRequest } from "./certificate-authority.ts";
import { certificateRequests, stationCertificates, trustAnchors, type CertificateRequest, type TrustAnchor } from "./station-certificates.ts";

/** The block for the certificates of stations. */
export interface Certificates {
  /** A station asks for a certificate; false when no authority is connected. */
  requested(unit: Unit, request: Omit<CertificateRequest, "signed">): Promise<boolean>;
  /** From now on stations shall trust this root; those that have others are brought in line by `maintain(station, "trust")`. @throws `csms.authority` */
  trust(use: RootUse, certificate: string): Promise<TrustAnchor>;
  /** From now on they shall not. */
  distrust(use: RootUse, fingerprint: string): Promise<void>;
  /** The certificate is not good any more: its station is cut off when it is connected with it, and asks for another one. @throws `csms.certificate-unknown` */
  revoke(fingerprint: string, why: { readonly by: string; readonly reason: string }): Promise<void>;
  readonly jobs: readonly UpkeepJob[];
}

export const CERTIFICATE = "certificate";
export const RENEW = "renewCertificate";

/** The longest time before its end in which a certificate is renewed; a third of its life when that is shorter. */
const LEAD: Milliseconds = hours(30 * 24);

const TRIGGERS: Readonly<Record<StationCertificateUse, string>> = {
  chargingStation: "SignChargingStationCertificate", v2g: "SignV2GCertificate", v2g20: "SignV2G20Certificate",
};

interface CertificatePorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly authority?: CertificateAuthority | undefined;
  readonly journal: StationJournal;
  readonly live: LiveStations;
  readonly upkeep: Upkeep;
  readonly send: Commands["send"];
}

export function createCertificates(ports: CertificatePorts): Certificates {
  const { store, clock, authority, journal, upkeep } = ports;
  return {
    async requested(unit, request) {
      if (authority === undefined) return false;
      unit.put(certificateRequests, `${request.station}/${request.use}`, request);
      await upkeep.request(unit, request.station, CERTIFICATE);
      return true;
    },
    async trust(use, certificate) {
      const anchor: TrustAnchor = { ...(await connected().describe(certificate)), use, certificate, isWanted: true };
      await store.transaction((unit) => unit.put(trustAnchors, `${use}/${anchor.fingerprint}`, anchor));
      return anchor;
    },
    distrust: (use, fingerprint) => store.transaction(async (unit) => {
      const anchor = await unit.get(trustAnchors, `${use}/${fingerprint}`);
      if (anchor !== undefined) unit.put(trustAnchors, `${use}/${fingerprint}`, { ...anchor, isWanted: false });
    }),
    revoke,
    jobs: [
      { kind: CERTIFICATE, whilePending: true, run: ({ station, identity }) => certify(station, identity) },
      { kind: RENEW, run: renew },
    ],
  };

  function connected(): CertificateAuthority {
    if (authority !== undefined) return authority;
    throw new CpoError("csms.authority", "No certificate authority is connected; give one to createCsms as `authority`.");
  }

  /** Everything that the station asked for, one after the other. */
  async function certify(station: string, identity: string): Promise<JobResult> {
    const { items } = await store.find(certificateRequests, { index: "byStation", prefix: station });
    for (const { body } of items) {
      const result = await certifyOne(body, identity);
      if (result.result !== "done") return result;
    }
    return DONE;
  }

  async function certifyOne(asked: CertificateRequest, identity: string): Promise<JobResult> {
    const { station, use, request } = asked;
    const signed = asked.signed ?? (await sign(asked, identity));
    if (signed === undefined) return DONE;
    const { outcome } = await ports.send(station, compact({ command: "deliverCertificate" as const, use, chain: signed.chain, request }), { requestedBy: "csms" });
    if (outcome?.outcome === "rejected") return giveUp(asked, `the station refused its certificate (${outcome.reason})`);
    if (outcome?.outcome !== "accepted") return failure("Delivering the certificate", outcome);
    await store.transaction(async (unit) => {
      if (!(await close(unit, asked))) return;
      for (const { id, body } of (await unit.find(stationCertificates, { index: "byStation", prefix: [station, use], limit: 1_000 })).items) {
        if (body.state === "active" && id !== signed.facts.fingerprint) unit.put(stationCertificates, id, { ...body, state: "superseded" });
      }
      const certificate = { ...signed.facts, station, use, deliveredAt: clock.now(), state: "active" as const };
      unit.put(stationCertificates, signed.facts.fingerprint, certificate);
      unit.publish({ topic: "station.certificate", key: station, payload: certificate });
      await upkeep.request(unit, station, RENEW, untilRenewal(certificate.notBefore, certificate.notAfter));
    });
    return DONE;
  }

  async function sign(asked: CertificateRequest, identity: string): Promise<NonNullable<CertificateRequest["signed"]> | undefined> {
    const { station, use, csr, root } = asked;
    const { serial } = (await store.get(stations, station)) ?? {};
    const answer = await connected().sign(compact({ csr, use, station, identity, serial, root }) satisfies SigningRequest);
    if (answer.result === "refused") {
      await giveUp(asked, `the authority refused to sign: ${answer.reason}`);
      return undefined;
    }
    const { chain, facts } = answer;
    await store.transaction(async (unit) => {
      const now = await unit.get(certificateRequests, `${station}/${use}`);
      if (now?.csr === csr) unit.put(certificateRequests, `${station}/${use}`, { ...now, signed: { chain, facts } });
    });
    return { chain, facts };
  }

  async function giveUp(asked: CertificateRequest, problem: string): Promise<JobResult> {
    await store.transaction(async (unit) => {
      if (await close(unit, asked)) await journal.record(unit, { station: asked.station, severity: "error", kind: "certificate-failed", summary: `${asked.use}: ${problem}` });
    });
    return DONE;
  }

  /** False when a newer request took its place. */
  async function close(unit: Unit, { station, use, csr }: CertificateRequest): Promise<boolean> {
    const now = await unit.get(certificateRequests, `${station}/${use}`);
    if (now?.csr !== csr) return false;
    unit.delete(certificateRequests, `${station}/${use}`);
    return true;
  }

  /** Asks the station for a signing request in time; it asks every day until there is a newer certificate. */
  async function renew({ station }: OnlineStation): Promise<JobResult> {
    const { items } = await store.find(stationCertificates, { index: "byStation", prefix: station, limit: 1_000 });
    let next = Number.POSITIVE_INFINITY;
    for (const { body } of items) {
      if (body.state !== "active") continue;
      const wait = untilRenewal(body.notBefore, body.notAfter);
      next = Math.min(next, wait > 0 ? wait : hours(24));
      if (wait > 0) continue;
      const { outcome } = await ports.send(station, { command: "trigger", message: TRIGGERS[body.use] }, { requestedBy: "csms" });
      if (outcome?.outcome !== "accepted") return failure("Asking for a new signing request", outcome);
    }
    return next === Number.POSITIVE_INFINITY ? DONE : { result: "again", after: milliseconds(next) };
  }

  function untilRenewal(notBefore: number, notAfter: number): Milliseconds {
    const lead = Math.min(LEAD, (notAfter - notBefore) / 3);
    return milliseconds(Math.max(0, Math.round(notAfter - lead - clock.now())));
  }

  async function revoke(fingerprint: string, { by, reason }: { readonly by: string; readonly reason: string }): Promise<void> {
    const certificate = await store.get(stationCertificates, fingerprint);
    if (certificate === undefined) throw new CpoError("csms.certificate-unknown", "No station has a certificate with this fingerprint.", { fingerprint });
    if (certificate.state === "revoked") return;
    await connected().revoke(certificate.serialNumber, reason);
    const { station, use } = certificate;
    await store.transaction(async (unit) => {
      unit.put(stationCertificates, fingerprint, { ...certificate, state: "revoked", reason });
      await journal.record(unit, { station, severity: "warning", kind: "certificate-revoked", summary: `${use} ${certificate.serialNumber}, by ${by}: ${reason}` });
      unit.publish({ topic: "station.certificate", key: station, payload: { ...certificate, state: "revoked", reason, revokedAt: instant(clock.now()) } });
      if (use === "chargingStation") unit.afterCommit(() => ports.live.ofStation(station)?.link.close(1008, "the certificate was revoked"));
    });
  }
}
