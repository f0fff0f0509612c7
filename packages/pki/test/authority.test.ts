import { X509Certificate } from "node:crypto";
import { hours, instant } from "@cpokit/kernel";
import { createAuthority, createTestContractServices, generateAuthority, type Authority } from "@cpokit/pki";
import { BasicOCSPResponse, OCSPResponse } from "@peculiar/asn1-ocsp";
import { AsnConvert } from "@peculiar/asn1-schema";
import { X509Crl, X509Certificate as PeculiarCertificate } from "@peculiar/x509";
import { beforeAll, describe, expect, it } from "vitest";
import { signingRequest } from "./stations.ts";

const NOW = instant(Date.UTC(2026, 10, 21));
const clock = { now: () => NOW };
const material = generateAuthority({ clock, name: "House", organization: "cpokit" });
const station = { use: "chargingStation", station: "S", identity: "CS-1", serial: "SN-1" } as const;
let authority: Authority;

beforeAll(async () => {
  authority = await createAuthority({ material: await material, clock, organization: "cpokit" });
});

async function signed(csr: string, use: "chargingStation" | "v2g" = "chargingStation") {
  const answer = await authority.sign({ ...station, use, csr });
  if (answer.result !== "signed") throw new Error(answer.reason);
  return answer;
}

describe("the authority", () => {
  it("signs what node's own reader finds in order, up to the root", async () => {
    const { chain, facts } = await signed(await signingRequest("SN-1"));
    const [leaf, sub] = (chain.match(/-----BEGIN[^]+?-----END CERTIFICATE-----/g) ?? []).map((each) => new X509Certificate(each));
    const root = new X509Certificate((await material).rootCertificate);
    expect(leaf!.checkIssued(sub!) && leaf!.verify(sub!.publicKey) && sub!.checkIssued(root) && sub!.verify(root.publicKey) && root.verify(root.publicKey)).toBe(true);
    expect([leaf!.ca, sub!.ca, root.ca]).toEqual([false, true, true]);
    expect(leaf!.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    expect(leaf!.subject).toBe("CN=SN-1\nO=cpokit");
    expect(facts).toMatchObject({ commonName: "SN-1", fingerprint: leaf!.fingerprint256.replaceAll(":", "").toLowerCase(), serialNumber: leaf!.serialNumber.toLowerCase().replace(/^0+/, "") });
    expect(facts.notAfter - NOW).toBe(hours(365 * 24));
    expect(facts.hashes.map(({ hashAlgorithm, issuerKeyHash }) => [hashAlgorithm, issuerKeyHash.length])).toEqual([["SHA256", 64], ["SHA384", 96], ["SHA512", 128]]);
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    ["what is no request", async () => "-----BEGIN", /no PKCS #10/],
    ["a text", async () => "hello", /no PKCS #10/],
    ["another station", () => signingRequest("CS-2"), /common name is "CS-2"/],
    ["another organization", () => signingRequest("CS-1", { organization: "Evil" }), /organization is "Evil"/],
    ["a request that was tampered with", async () => (await signingRequest("CS-1")).replace(/.{8}\n(.*\n)-----END/, "AAAAAAAA\n$1-----END"), /./],
  ])("refuses %s", async (_, csr, reason) => {
    const answer = await authority.sign({ ...station, csr: await csr() });
    expect(answer).toMatchObject({ result: "refused", reason: expect.stringMatching(reason) as string });
  });

  it("takes the identity as the common name, too, and any name for a certificate towards cars", async () => {
    await signed(await signingRequest("CS-1"));
    const { chain } = await signed(await signingRequest("SECC-77"), "v2g");
    expect(new X509Certificate(chain).keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  });

  it("describes roots, and names what is none", async () => {
    const { rootCertificate, subCertificate } = await material;
    expect(await authority.describe(rootCertificate)).toMatchObject({ commonName: "House Root", hashes: [{ hashAlgorithm: "SHA256" }, {}, {}] });
    expect((await authority.describe(subCertificate)).hashes).toHaveLength(3);
    await expect(authority.describe("nonsense")).rejects.toMatchObject({ code: "pki.certificate" });
  });

  it("answers OCSP and lists what it revoked", async () => {
    const { facts } = await signed(await signingRequest("SN-1"));
    const question = { ...facts.hashes[0]!, responderUrl: "http://unused" };
    const status = async (serialNumber = question.serialNumber) => {
      const response = AsnConvert.parse(Uint8Array.from(atob(await authority.ocsp({ ...question, serialNumber })), (letter) => letter.charCodeAt(0)), OCSPResponse);
      const { tbsResponseData: { responses } } = AsnConvert.parse(response.responseBytes!.response.buffer, BasicOCSPResponse);
      const { certStatus } = responses[0]!;
      return certStatus.revoked === undefined ? (certStatus.good === undefined ? "unknown" : "good") : "revoked";
    };
    expect(await status()).toBe("good");
    expect(await status("abcdef")).toBe("unknown");
    await authority.revoke(facts.serialNumber, "lost");
    expect(await status()).toBe("revoked");
    const crl = new X509Crl(await authority.crl());
    expect(crl.entries.map(({ serialNumber }) => serialNumber.replace(/^0+/, ""))).toEqual([facts.serialNumber]);
    expect(await crl.verify({ publicKey: new PeculiarCertificate((await material).subCertificate) })).toBe(true);
  });

  it("is the same after a restart from its material", async () => {
    const again = await createAuthority({ material: await material, clock });
    const answer = await again.sign({ ...station, csr: await signingRequest("CS-1") });
    expect(answer.result === "signed" && (await authority.isIssuer(answer.facts.hashes[1]!))).toBe(true);
  });
});

describe("the test back end for contracts", () => {
  it("issues contracts, checks them by chain or by hash, and revokes them", async () => {
    const services = await createTestContractServices({ clock });
    const { chain, serialNumber } = await services.issue("NL-CPO-C1");
    expect(await services.checkContract("NL-CPO-C1", { chain, hashes: [] })).toBe("Accepted");
    expect(await services.checkContract("NL-CPO-C2", { chain, hashes: [] })).toBe("CertChainError");
    expect(await services.checkContract("NL-CPO-C1", { chain: "nonsense", hashes: [] })).toBe("CertChainError");
    expect(await services.checkContract("NL-CPO-C1", { hashes: [] })).toBe("NoCertificateAvailable");
    const foreign = await createTestContractServices({ clock });
    expect(await foreign.checkContract("NL-CPO-C1", { chain, hashes: [] })).toBe("SignatureError");
    await services.revoke(serialNumber);
    expect(await services.checkContract("NL-CPO-C1", { chain, hashes: [] })).toBe("CertificateRevoked");
    const answer = await services.contract({ station: "S", action: "install", schemaVersion: "urn:x", exiRequest: btoa("NL-CPO-C9") });
    expect(answer.result === "issued" && (await services.checkContract("NL-CPO-C9", { chain: atob(answer.exiResponse), hashes: [] }))).toBe("Accepted");
  });
});
