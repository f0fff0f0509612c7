import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { v16 } from "@cpokit/ocpp/v16";
import {
  createOcppClient, createOcppServer, verifyBasicPassword, verifyClientCertificate,
  type Admission, type Applicant, type ClientDisconnected, type ExpectedCertificate, type OcppClientOptions, type OcppServerOptions, type SecurityProfile,
} from "../src/index.ts";
import { basicHeader } from "../src/basic-auth.ts";
import { afterTest, basicHandler, connectStation, PROTOCOLS, refusedHandshake, startServer } from "./support.ts";

const pem = (name: string) => readFileSync(new URL(`certificates/${name}`, import.meta.url), "utf8");
const authority = pem("authority.pem");
const stationTls = { key: pem("station.key"), cert: pem("station.pem"), ca: authority };
const PASSWORD = "correct horse battery";

/** One server with a plain port and a TLS port, as an operator has while stations move up. */
async function startBothPorts(options: Partial<OcppServerOptions>): Promise<{ readonly plain: number; readonly secure: number }> {
  const server = createOcppServer({ protocols: PROTOCOLS, handler: basicHandler, ...options });
  afterTest(() => server.close({ within: 200 }));
  const tls = { key: pem("server.key"), cert: pem("server.pem"), ca: authority, requestCert: true, rejectUnauthorized: false };
  const plain = await server.listen({ port: 0, host: "127.0.0.1" });
  const secure = await server.listen({ port: 0, host: "127.0.0.1", tls });
  return { plain: plain.port, secure: secure.port };
}

/** Connects once: `open`, or the HTTP status with which it was refused. */
function attempt(url: string, options: Partial<OcppClientOptions> = {}): Promise<"open" | number | undefined> {
  return new Promise((resolve) => {
    const client = createOcppClient({
      url, identity: "CS-1", protocols: [v16], backOff: "off", handler: () => ({ response: {} }), ...options,
      onConnected: () => resolve("open"), onDisconnected: ({ status }: ClientDisconnected) => resolve(status),
    });
    afterTest(() => client.close());
  });
}

/** The four ways to come, each by the profile that it amounts to. */
function comeAs(profile: SecurityProfile, { plain, secure }: { readonly plain: number; readonly secure: number }, identity = "CS-1"): Promise<"open" | number | undefined> {
  const [plainUrl, secureUrl] = [`ws://127.0.0.1:${plain}`, `wss://127.0.0.1:${secure}`];
  switch (profile) {
    case 0:
      return attempt(plainUrl, { identity });
    case 1:
      return attempt(plainUrl, { identity, password: PASSWORD });
    case 2:
      return attempt(secureUrl, { identity, password: PASSWORD, tls: { ca: authority } });
    case 3:
      return attempt(secureUrl, { identity, tls: stationTls });
  }
}

const PROFILES = [0, 1, 2, 3] as const;

describe("the lowest security profile", () => {
  it.each(PROFILES)("of a server is %i", async (minimumProfile) => {
    const ports = await startBothPorts({ minimumProfile });
    const outcomes = await Promise.all(PROFILES.map((profile) => comeAs(profile, ports)));
    expect(outcomes).toEqual(PROFILES.map((profile) => (profile >= minimumProfile ? "open" : 403)));
  });

  it("of a station that was moved to profile 2 lets it not fall back to 1, while others still use it (2.x A05)", async () => {
    const moved = new Set(["CS-2"]);
    const profiles: [string, SecurityProfile][] = [];
    const ports = await startBothPorts({
      authenticate: ({ identity, password, profile }): Admission => {
        profiles.push([identity, profile]);
        if (!verifyBasicPassword(password, PASSWORD)) return { accept: false, status: 401, reason: "Wrong password." };
        return { accept: true, minimumProfile: moved.has(identity) ? 2 : 1 };
      },
    });
    expect(await comeAs(1, ports, "CS-1")).toBe("open");
    expect(await comeAs(1, ports, "CS-2")).toBe(403);
    expect(await comeAs(2, ports, "CS-2")).toBe("open");
    moved.add("CS-1");
    expect(await comeAs(1, ports, "CS-1")).toBe(403);
    expect(profiles).toEqual([["CS-1", 1], ["CS-2", 1], ["CS-2", 2], ["CS-1", 1]]);
  });

  it("is refused with a sentence that says which one to use", async () => {
    const { port } = await startServer({ minimumProfile: 2 });
    const refused = await refusedHandshake(port, "/CS-1", "ocpp1.6", { Authorization: basicHeader("CS-1", PASSWORD) });
    expect(refused).toMatchObject({ status: 403, text: "This station must use security profile 2 or higher, not 1." });
  });

  it("may be lowered for one old station on purpose", async () => {
    const { port } = await startServer({
      minimumProfile: 2, authenticate: ({ identity }) => (identity === "old" ? { accept: true, minimumProfile: 0 } : { accept: true }),
    });
    await connectStation(port, "old");
    await expect(connectStation(port, "new")).rejects.toThrow("403");
  });

  it("counts TLS that a proxy in front has ended", async () => {
    const server = createOcppServer({ protocols: PROTOCOLS, handler: basicHandler, minimumProfile: 2 });
    afterTest(() => server.close({ within: 200 }));
    const { port } = await server.listen({ port: 0, host: "127.0.0.1", tlsTerminated: true });
    expect(await attempt(`ws://127.0.0.1:${port}`, { password: PASSWORD })).toBe("open");
    expect(await attempt(`ws://127.0.0.1:${port}`)).toBe(403);
  });
});

describe("the client certificate of a station", () => {
  /** What a server that expects this certificate of CS-1 answers to the station's. */
  async function judge(expected: ExpectedCertificate | undefined, identity = "CS-1", tls: OcppClientOptions["tls"] = stationTls): Promise<"open" | number | undefined> {
    const ports = await startBothPorts({
      authenticate: (applicant) =>
        verifyClientCertificate(applicant, expected) ? { accept: true, minimumProfile: 3 } : { accept: false, status: 403, reason: "Not the certificate of this station." },
    });
    return attempt(`wss://127.0.0.1:${ports.secure}`, { identity, tls });
  }

  const fingerprintOf = async (): Promise<string> => {
    const seen: Applicant[] = [];
    const { secure } = await startBothPorts({ authenticate: (applicant) => (seen.push(applicant), { accept: true }) });
    await attempt(`wss://127.0.0.1:${secure}`, { tls: stationTls });
    return seen[0]?.tls?.certificate?.fingerprint ?? "";
  };

  it.each([
    ["its identity as the common name", undefined, "CS-1", "open"],
    ["another identity", undefined, "CS-2", 403],
    ["a common name that is the serial number of the station", { commonName: "CS-1" }, "station 17", "open"],
    ["the operator as organization", { commonName: "CS-1", organization: "acme" }, "CS-1", "open"],
    ["another organization", { commonName: "CS-1", organization: "other" }, "CS-1", 403],
    ["an organization alone, which says nothing of the station", { organization: "acme" }, "CS-1", 403],
    ["nothing, which must not mean anything", {}, "CS-1", 403],
    ["the serial number of the certificate", { serialNumber: "00:04" }, "anybody", "open"],
    ["another serial number", { serialNumber: "05" }, "CS-1", 403],
  ] as const)("is compared with %s", async (_name, expected, identity, outcome) => {
    expect(await judge(expected, identity)).toBe(outcome);
  });

  it("is compared with its fingerprint, however that is written", async () => {
    const fingerprint = await fingerprintOf();
    expect(fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(await judge({ fingerprint })).toBe("open");
    expect(await judge({ fingerprint: fingerprint.replaceAll(":", "").toLowerCase() }, "anybody")).toBe("open");
    expect(await judge({ fingerprint: fingerprint.replace(/^../, "00") })).toBe(403);
  });

  it("counts for nothing without one, or when no authority of the server signed it", async () => {
    expect(await judge(undefined, "CS-1", { ca: authority })).toBe(403);
    // This server knows no authority of stations.
    const server = createOcppServer({
      protocols: PROTOCOLS, authenticate: (applicant) => (verifyClientCertificate(applicant) ? { accept: true } : { accept: false, status: 403, reason: "Unknown authority." }),
    });
    afterTest(() => server.close({ within: 200 }));
    const tls = { key: pem("server.key"), cert: pem("server.pem"), ca: [], requestCert: true, rejectUnauthorized: false };
    const { port } = await server.listen({ port: 0, host: "127.0.0.1", tls });
    expect(await attempt(`wss://127.0.0.1:${port}`, { tls: stationTls })).toBe(403);
  });
});
