import { v16 } from "@cpokit/ocpp/v16";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";

/** The certificate messages of the 1.6 security whitepaper. */
export function certificateAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  return [
    answers(v16.action("CertificateSigned"), async ({ certificateChain }) => ({ status: (await core.keys.signed("chargingStation", certificateChain)) ? "Accepted" as const : "Rejected" as const })),
    answers(v16.action("InstallCertificate"), async ({ certificateType, certificate }) => ({ status: (await core.keys.install(certificateType, certificate)) ? "Accepted" as const : "Rejected" as const })),
    answers(v16.action("GetInstalledCertificateIds"), ({ certificateType }) => {
      const found = core.keys.installed([certificateType]);
      return found.length === 0 ? { status: "NotFound" } : { status: "Accepted", certificateHashData: found.map(({ name }) => ({ ...name, hashAlgorithm: name.hashAlgorithm })) };
    }),
    answers(v16.action("DeleteCertificate"), ({ certificateHashData }) => ({ status: core.keys.remove(certificateHashData) ? "Accepted" : "NotFound" })),
  ];
}

/** Asks for a certificate; false where the station has no cryptography. */
export function requestCertificate(core: StationCore): boolean {
  if (!core.keys.isAble) return false;
  void core.keys.request("chargingStation").then((csr) => csr !== undefined && core.later(() => ({ action: "SignCertificate", payload: { csr } })));
  return true;
}
