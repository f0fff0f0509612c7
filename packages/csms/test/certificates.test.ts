import { hours, minutes } from "@cpokit/kernel";
import type { CertificateHash, InstalledCertificate } from "@cpokit/model";
import { certificateRequests, stationCertificates, stationTasks, stationTrust, type CertificateAuthority } from "@cpokit/csms";
import type { CallOutcome, Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { createAuthority, generateAuthority } from "@cpokit/pki";
import { Pkcs10CertificateRequestGenerator } from "@peculiar/x509";
import { beforeAll, describe, expect, it } from "vitest";
import { connect, createBench, createTestClock, type Bench } from "./kit.ts";

const ALL: readonly [string, Protocol][] = [["1.6", v16], ["2.0.1", v201], ["2.1", v21]];
const clock = createTestClock();
const material = generateAuthority({ clock, name: "House", organization: "cpokit" });
let csr = "";

beforeAll(async () => {
  csr = await signingRequest("SN-1");
});

async function signingRequest(name: string): Promise<string> {
  const signingAlgorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(signingAlgorithm, true, ["sign", "verify"]);
  return (await Pkcs10CertificateRequestGenerator.create({ name: `CN=${name}, O=cpokit`, keys, signingAlgorithm })).toString("pem");
}

/** A station that keeps roots and takes certificates. */
function createCertificateStation(protocol: Protocol, authority: CertificateAuthority) {
  const installed: InstalledCertificate[] = [];
  const state = { deliver: "Accepted", delivered: [] as string[] };
  const uses = { CentralSystemRootCertificate: "csms", CSMSRootCertificate: "csms", ManufacturerRootCertificate: "manufacturer" } as const;
  const answer = async (action: string, payload: unknown): Promise<CallOutcome> => {
    const result = (response: unknown): CallOutcome => ({ outcome: "result", payload: response });
    const request = payload as { certificateType?: keyof typeof uses; certificate?: string; certificateChain?: string; certificateHashData?: CertificateHash };
    if (action === "CertificateSigned") {
      state.delivered.push(request.certificateChain ?? "");
      return state.deliver === "timeout" ? { outcome: "timeout" } : result({ status: state.deliver });
    }
    if (action === "InstallCertificate") {
      const { hashes } = await authority.describe(request.certificate ?? "");
      installed.push({ use: uses[request.certificateType ?? "CSMSRootCertificate"], hash: { ...hashes[1]!, serialNumber: `00${hashes[1]!.serialNumber.toUpperCase()}` } });
      return result({ status: "Accepted" });
    }
    if (action === "DeleteCertificate") {
      const index = installed.findIndex(({ hash }) => hash.serialNumber === request.certificateHashData?.serialNumber);
      if (index < 0) return result({ status: "NotFound" });
      installed.splice(index, 1);
      return result({ status: "Accepted" });
    }
    if (action === "GetInstalledCertificateIds") {
      if (protocol === v16) {
        const of = installed.filter(({ use }) => use === uses[request.certificateType ?? "CSMSRootCertificate"]);
        return result(of.length === 0 ? { status: "NotFound" } : { status: "Accepted", certificateHashData: of.map(({ hash }) => hash) });
      }
      return result(installed.length === 0 ? { status: "NotFound" } : { status: "Accepted", certificateHashDataChain: installed.map(({ hash }) => ({ certificateType: "CSMSRootCertificate", certificateHashData: hash })) });
    }
    return result({ status: "Accepted" });
  };
  return { answer, installed, state };
}

async function start(protocol: Protocol, more: Partial<CertificateAuthority> = {}) {
  const authority: CertificateAuthority = { ...(await createAuthority({ material: await material, clock, organization: "cpokit" })), ...more };
  const bench = await createBench({ authority });
  const device = createCertificateStation(protocol, authority);
  const closed: number[] = [];
  const station = await connect(bench, protocol, { answering: device.answer, closed });
  return { bench, station, device, closed, authority };
}

async function certificates(bench: Bench) {
  return (await bench.store.find(stationCertificates, { index: "byStation", prefix: "CS-1" })).items.map(({ body }) => body);
}

describe.each(ALL)("the certificate of a %s station", (_, protocol) => {
  it("comes without a human, from request to delivery", async () => {
    const { bench, station, device } = await start(protocol);
    expect(await station.ask("SignCertificate", { csr })).toEqual({ status: "Accepted" });
    await bench.csms.work();
    expect(device.state.delivered).toHaveLength(1);
    expect(device.state.delivered[0]?.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(await certificates(bench)).toMatchObject([{ use: "chargingStation", state: "active", commonName: "SN-1" }]);
    expect((await bench.store.find(certificateRequests)).items).toEqual([]);
  });

  it("is renewed in time, and every day until it is", async () => {
    const { bench, station } = await start(protocol);
    await station.ask("SignCertificate", { csr });
    await bench.csms.work();
    bench.clock.advance(hours(334 * 24));
    await bench.csms.work();
    const asked = () => station.calls.filter(({ action }) => action.endsWith("TriggerMessage"));
    expect(asked()).toEqual([]);
    bench.clock.advance(hours(2 * 24));
    await bench.csms.work();
    expect(asked()).toMatchObject([{ payload: { requestedMessage: protocol === v16 ? "SignChargePointCertificate" : "SignChargingStationCertificate" } }]);
    bench.clock.advance(hours(24));
    await bench.csms.work();
    expect(asked()).toHaveLength(2);
    clock.advance(hours(337 * 24));
    await station.ask("SignCertificate", { csr: await signingRequest("CS-1") });
    await bench.csms.work();
    clock.advance(-1 * hours(337 * 24));
    bench.clock.advance(hours(24));
    await bench.csms.work();
    expect(asked()).toHaveLength(2);
    expect((await certificates(bench)).map(({ state }) => state)).toEqual(["superseded", "active"]);
  });

  it("is signed once, though its delivery fails", async () => {
    let signed = 0;
    const real = await createAuthority({ material: await material, clock });
    const { bench, station, device } = await start(protocol, { sign(request) {
      signed += 1;
      return real.sign(request);
    } });
    device.state.deliver = "timeout";
    await station.ask("SignCertificate", { csr });
    await bench.csms.work();
    expect(await bench.store.get(stationTasks, "CS-1/certificate")).toMatchObject({ state: "waiting", attempts: 1, problem: "Delivering the certificate: the station did not answer." });
    device.state.deliver = "Accepted";
    bench.clock.advance(minutes(1));
    await bench.csms.work();
    expect(new Set(device.state.delivered).size).toBe(1);
    expect([signed, (await certificates(bench)).length]).toEqual([1, 1]);
  });

  it("is not there when the authority or the station refuses it, which is told", async () => {
    const { bench, station, device } = await start(protocol);
    await station.ask("SignCertificate", { csr: await signingRequest("SOMEBODY") });
    await bench.csms.work();
    device.state.deliver = "Rejected";
    await station.ask("SignCertificate", { csr });
    await bench.csms.work();
    const told = (await bench.events()).filter(({ kind }) => kind === "certificate-failed").map(({ summary }) => summary);
    expect(told).toEqual([expect.stringContaining("the authority refused to sign"), "chargingStation: the station refused its certificate (Rejected)"]);
    expect(await certificates(bench)).toEqual([]);
    expect((await bench.store.find(stationTasks)).items).toEqual([]);
  });

  it("waits while the authority is down", async () => {
    const real = await createAuthority({ material: await material, clock });
    let isDown = true;
    const { bench, station } = await start(protocol, { sign: (request) => (isDown ? Promise.reject(new Error("no route")) : real.sign(request)) });
    await station.ask("SignCertificate", { csr });
    await bench.csms.work();
    expect(await bench.store.get(stationTasks, "CS-1/certificate")).toMatchObject({ problem: "no route" });
    isDown = false;
    bench.clock.advance(minutes(1));
    await bench.csms.work();
    expect(await certificates(bench)).toHaveLength(1);
  });

  it("is good until it is revoked: then its station is cut off, and may not come back with it", async () => {
    const { bench, station, closed } = await start(protocol);
    await station.ask("SignCertificate", { csr });
    await bench.csms.work();
    const [certificate] = await certificates(bench);
    const tls = { authorized: true, certificate: { commonName: "SN-1", fingerprint: (certificate?.fingerprint ?? "").toUpperCase().replaceAll(/(..)(?=.)/g, "$1:") } };
    expect(await bench.csms.admit({ identity: "CS-1", profile: 3, tls })).toMatchObject({ accept: true });
    expect(await bench.csms.admit({ identity: "CS-1", profile: 3, tls: { authorized: true, certificate: { commonName: "OTHER", fingerprint: "00" } } })).toMatchObject({ accept: false, status: 401 });
    expect(await bench.csms.admit({ identity: "CS-1", profile: 3, tls: { authorized: true, certificate: { commonName: "CS-1", fingerprint: "00" } } })).toMatchObject({ accept: true });
    await bench.csms.certificates.revoke(certificate!.fingerprint, { by: "ada", reason: "stolen" });
    await bench.csms.certificates.revoke(certificate!.fingerprint, { by: "ada", reason: "twice" });
    expect(closed).toEqual([1008]);
    expect(await bench.csms.admit({ identity: "CS-1", profile: 3, tls })).toEqual({ accept: false, status: 401, reason: "the certificate was revoked" });
    await expect(bench.csms.certificates.revoke("00", { by: "ada", reason: "" })).rejects.toMatchObject({ code: "csms.certificate-unknown" });
  });
});

describe.each(ALL)("the roots of a %s station", (_, protocol) => {
  it("are installed and taken away, the last one of the central system never", async () => {
    const { bench, device } = await start(protocol);
    const trust = async () => {
      await bench.csms.maintain("CS-1", "trust");
      await bench.csms.work();
    };
    const old = await bench.csms.certificates.trust("csms", (await material).rootCertificate);
    await trust();
    await trust();
    expect(device.installed).toHaveLength(1);
    expect(await bench.store.get(stationTrust, "CS-1")).toMatchObject({ installed: [{ use: "csms" }] });
    await bench.csms.certificates.distrust("csms", old.fingerprint);
    await trust();
    expect(device.installed).toHaveLength(1);
    const next = await generateAuthority({ clock, name: "Next", organization: "cpokit" });
    await bench.csms.certificates.trust("csms", next.rootCertificate);
    await trust();
    expect(device.installed).toHaveLength(1);
    expect(device.installed[0]?.hash.issuerKeyHash).not.toBe(old.hashes[1]?.issuerKeyHash);
  });
});

describe("without an authority", () => {
  it("a station that asks is refused", async () => {
    const bench = await createBench();
    const station = await connect(bench, v201);
    expect(await station.ask("SignCertificate", { csr })).toEqual({ status: "Rejected" });
    await expect(bench.csms.certificates.trust("csms", "x")).rejects.toMatchObject({ code: "csms.authority" });
  });
});
