import { instant } from "@cpokit/kernel";
import { createAuthority, generateAuthority } from "@cpokit/pki";
import { signingRequest } from "./stations.ts";

const clock = { now: () => instant(Date.parse("2026-11-21T09:00:00Z")) };

// Once: keep it where only the central system can read it.
const material = await generateAuthority({ clock, name: "Example CPO", organization: "Example" });

// createCsms({ …, authority }): from here on stations get their certificates, and new ones in time, without a human.
const authority = await createAuthority({ material, clock, organization: "Example" });

// What csms asks when a station sends SignCertificate.
export const answer = await authority.sign({
  csr: await signingRequest("SN-1", { organization: "Example" }), use: "chargingStation", station: "S-1", identity: "CS-1", serial: "SN-1",
});
// { result: "signed", chain: "-----BEGIN CERTIFICATE-----…", facts: { commonName: "SN-1", fingerprint: "…", … } }
