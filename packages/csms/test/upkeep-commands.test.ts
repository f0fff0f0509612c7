import { instant } from "@cpokit/kernel";
import type { CertificateHash, Command, NetworkProfile } from "@cpokit/model";
import type { Protocol } from "@cpokit/ocpp";
import { v16 } from "@cpokit/ocpp/v16";
import { v201 } from "@cpokit/ocpp/v201";
import { v21 } from "@cpokit/ocpp/v21";
import { describe, expect, it } from "vitest";
import { at, connect, createBench, START } from "./kit.ts";

const hash: CertificateHash = { hashAlgorithm: "SHA256", issuerNameHash: "aa", issuerKeyHash: "bb", serialNumber: "1f" };
const profile: NetworkProfile = { url: "wss://b.example/ocpp", securityProfile: 2, interface: "Wired0", version: "2.0.1", messageTimeout: 30 };
const accepted = { result: "accepted", group: "G", validUntil: instant(START + 60_000) } as const;
const entries = [{ token: { value: "AB", type: "ISO14443" }, authorization: accepted }, { token: { value: "CD" } }];

type Expected = readonly [string, unknown] | undefined;

/** The command, then what 1.6, 2.0.1 and 2.1 send for it; nothing where the version has no such thing. */
const CASES: readonly (readonly [Command, Expected, Expected, Expected])[] = [
  [{ command: "readModel", request: 7 }, ["GetConfiguration", {}], ["GetBaseReport", { requestId: 7, reportBase: "FullInventory" }], ["GetBaseReport", { requestId: 7, reportBase: "FullInventory" }]],
  [{ command: "clearCache" }, ["ClearCache", {}], ["ClearCache", {}], ["ClearCache", {}]],
  [
    { command: "sendLocalList", version: 3, update: "differential", entries },
    ["SendLocalList", { listVersion: 3, updateType: "Differential", localAuthorizationList: [{ idTag: "AB", idTagInfo: { status: "Accepted", expiryDate: at(60), parentIdTag: "G" } }, { idTag: "CD" }] }],
    ...both(["SendLocalList", {
      versionNumber: 3, updateType: "Differential",
      localAuthorizationList: [
        { idToken: { idToken: "AB", type: "ISO14443" }, idTokenInfo: { status: "Accepted", cacheExpiryDateTime: at(60), groupIdToken: { idToken: "G", type: "Central" } } },
        { idToken: { idToken: "CD", type: "Central" } },
      ],
    }]),
  ],
  [
    { command: "sendLocalList", version: 4, update: "full", entries: [] },
    ["SendLocalList", { listVersion: 4, updateType: "Full", localAuthorizationList: [] }],
    ...both(["SendLocalList", { versionNumber: 4, updateType: "Full" }]),
  ],
  [{ command: "setNetworkProfile", slot: 2, profile }, undefined, ...both(["SetNetworkProfile", {
    configurationSlot: 2,
    connectionData: { ocppVersion: "OCPP20", ocppTransport: "JSON", ocppCsmsUrl: "wss://b.example/ocpp", messageTimeout: 30, securityProfile: 2, ocppInterface: "Wired0" },
  }])],
  [{ command: "setNetworkProfile", slot: 1, profile: { ...profile, version: "2.1" } }, undefined, undefined, ["SetNetworkProfile", {
    configurationSlot: 1,
    connectionData: { ocppVersion: "OCPP21", ocppTransport: "JSON", ocppCsmsUrl: "wss://b.example/ocpp", messageTimeout: 30, securityProfile: 2, ocppInterface: "Wired0" },
  }]],
  [
    { command: "installCertificate", use: "csms", certificate: "PEM" },
    ["InstallCertificate", { certificateType: "CentralSystemRootCertificate", certificate: "PEM" }],
    ...both(["InstallCertificate", { certificateType: "CSMSRootCertificate", certificate: "PEM" }]),
  ],
  [{ command: "installCertificate", use: "v2g", certificate: "PEM" }, undefined, ...both(["InstallCertificate", { certificateType: "V2GRootCertificate", certificate: "PEM" }])],
  [{ command: "installCertificate", use: "oem", certificate: "PEM" }, undefined, undefined, ["InstallCertificate", { certificateType: "OEMRootCertificate", certificate: "PEM" }]],
  [{ command: "deleteCertificate", hash }, ["DeleteCertificate", { certificateHashData: hash }], ...both(["DeleteCertificate", { certificateHashData: hash }])],
  [
    { command: "deliverCertificate", use: "chargingStation", chain: "PEM" },
    ["CertificateSigned", { certificateChain: "PEM" }], ...both(["CertificateSigned", { certificateChain: "PEM", certificateType: "ChargingStationCertificate" }]),
  ],
  [
    { command: "deliverCertificate", use: "v2g20", chain: "PEM", request: 4 }, undefined, undefined,
    ["CertificateSigned", { certificateChain: "PEM", certificateType: "V2G20Certificate", requestId: 4 }],
  ],
];

describe("a command that keeps a station in order", () => {
  it.each(CASES.flatMap(([command, ...expected]) => [v16, v201, v21].map((protocol: Protocol, index) => [protocol.version, JSON.stringify(command), protocol, command, expected[index]] as const)))(
    "%s %s",
    async (_version, _text, protocol, command, expected) => {
      const bench = await createBench();
      const answer = expected?.[0] === "GetConfiguration" ? {} : { status: "Accepted" };
      const station = await connect(bench, protocol, { answering: () => ({ outcome: "result", payload: answer }) });
      const record = await bench.csms.send("CS-1", command, { requestedBy: "test" });
      expect(station.calls).toEqual(expected === undefined ? [] : [{ action: expected[0], payload: expected[1] }]);
      expect(record.outcome?.outcome).toBe(expected === undefined ? "unsupported" : "accepted");
    },
  );

  it.each<[Protocol, unknown, unknown]>([
    [v16, { listVersion: 12 }, { outcome: "accepted", response: { version: 12 } }],
    [v16, { listVersion: -1 }, { outcome: "unsupported", reason: "The station has no local list." }],
    [v201, { versionNumber: 0 }, { outcome: "accepted", response: { version: 0 } }],
  ])("reads the list version of %s", async (protocol, payload, expected) => {
    const bench = await createBench();
    await connect(bench, protocol, { answering: () => ({ outcome: "result", payload }) });
    expect((await bench.csms.send("CS-1", { command: "getLocalListVersion" }, { requestedBy: "test" })).outcome).toEqual(expected);
  });

  it("lists certificates the same way in every version; a 1.6 station is asked for each use it has", async () => {
    const bench = await createBench();
    const old = await connect(bench, v16, { answering: () => ({ outcome: "result", payload: { status: "Accepted", certificateHashData: [hash] } }) });
    const list = { command: "listCertificates", uses: ["csms", "v2g", "manufacturer"] } as const;
    expect((await bench.csms.send("CS-1", list, { requestedBy: "test" })).outcome).toMatchObject({ response: [{ use: "csms", hash }, { use: "manufacturer", hash }] });
    expect(old.calls).toHaveLength(2);
    await connect(bench, v201, { answering: () => ({ outcome: "result", payload: { status: "Accepted", certificateHashDataChain: [{ certificateType: "V2GCertificateChain", certificateHashData: hash }] } }) });
    expect((await bench.csms.send("CS-1", list, { requestedBy: "test" })).outcome).toMatchObject({ response: [{ use: "v2gChain", hash }] });
    await connect(bench, v201, { answering: () => ({ outcome: "result", payload: { status: "NotFound" } }) });
    expect((await bench.csms.send("CS-1", list, { requestedBy: "test" })).outcome).toMatchObject({ outcome: "accepted", response: [] });
  });

  it("has deleted what was not there", async () => {
    const bench = await createBench();
    await connect(bench, v21, { answering: () => ({ outcome: "result", payload: { status: "NotFound" } }) });
    expect((await bench.csms.send("CS-1", { command: "deleteCertificate", hash }, { requestedBy: "test" })).outcome?.outcome).toBe("accepted");
  });
});

function both(expected: readonly [string, unknown]): [Expected, Expected] {
  return [expected, expected];
}
