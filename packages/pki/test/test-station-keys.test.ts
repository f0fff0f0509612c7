import { instant } from "@cpokit/kernel";
import { expect, it } from "vitest";
import { createAuthority, createTestStationKeys, generateAuthority } from "../src/index.ts";

const clock = { now: () => instant(Date.parse("2026-11-22T00:00:00Z")) };

it("makes keys for a simulated station whose requests an authority signs, and knows which chain is for them", async () => {
  const material = await generateAuthority({ clock, name: "Test", organization: "cpokit" });
  const authority = await createAuthority({ material, clock, organization: "cpokit" });
  const keys = createTestStationKeys({ commonName: "CS-1", organization: "cpokit" });
  const answer = await authority.sign({ csr: await keys.request("chargingStation"), use: "chargingStation", station: "CS-1", identity: "CS-1" });
  if (answer.result === "refused") throw new Error(answer.reason);
  expect(answer.facts.commonName).toBe("CS-1");
  expect(await keys.fits("chargingStation", answer.chain)).toBe(true);
  expect(await keys.fits("v2g", answer.chain)).toBe(false);
  await keys.request("chargingStation");
  expect(await keys.fits("chargingStation", answer.chain)).toBe(false);
});

it("names a certificate as OCPP does, and nothing that is none", async () => {
  const { rootCertificate } = await generateAuthority({ clock, name: "Test", organization: "cpokit" });
  const keys = createTestStationKeys({ commonName: "CS-1", organization: "cpokit" });
  expect(await keys.name(rootCertificate)).toMatchObject({ hashAlgorithm: "SHA256", issuerKeyHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await keys.name("no certificate")).toBeUndefined();
});
