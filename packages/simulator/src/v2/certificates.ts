import { v21, type CertificateSigningUseEnumType, type GetInstalledCertificateIdsResponse } from "@cpokit/ocpp/v21";
import { answers } from "../station/answers.ts";
import type { StationCore } from "../station/core.ts";
import type { Answer } from "../station/dialect.ts";
import type { KeyUse } from "../station/key-box.ts";

const USES: Readonly<Record<CertificateSigningUseEnumType, KeyUse>> = { ChargingStationCertificate: "chargingStation", V2GCertificate: "v2g", V2G20Certificate: "v2g20" };

/** CertificateSigned, InstallCertificate, GetInstalledCertificateIds and DeleteCertificate (A02, M03–M05). */
export function certificateAnswers(core: StationCore): readonly (readonly [string, Answer])[] {
  return [
    answers(v21.action("CertificateSigned"), async ({ certificateChain, certificateType = "ChargingStationCertificate" }) =>
      (await core.keys.signed(USES[certificateType], certificateChain)) ? { status: "Accepted" as const } : { status: "Rejected" as const, statusInfo: { reasonCode: "InvalidCertificate" } }),
    answers(v21.action("InstallCertificate"), async ({ certificateType, certificate }) =>
      (await core.keys.install(certificateType, certificate)) ? { status: "Accepted" as const } : { status: "Rejected" as const, statusInfo: { reasonCode: "InvalidCertificate" } }),
    answers(v21.action("GetInstalledCertificateIds"), ({ certificateType }): GetInstalledCertificateIdsResponse => {
      const found = core.keys.installed(certificateType);
      if (found.length === 0) return { status: "NotFound" };
      return { status: "Accepted", certificateHashDataChain: found.map(({ use, name }) => ({ certificateType: use as "CSMSRootCertificate", certificateHashData: { ...name } })) };
    }),
    answers(v21.action("DeleteCertificate"), ({ certificateHashData }) => ({ status: core.keys.remove(certificateHashData) ? "Accepted" : "NotFound" })),
  ];
}

/** Asks for a certificate (A02.FR.02); false where the station has no cryptography. */
export function requestCertificate(core: StationCore, use: CertificateSigningUseEnumType): boolean {
  if (!core.keys.isAble) return false;
  void core.keys.request(USES[use]).then((csr) => csr !== undefined && core.later(() => ({ action: "SignCertificate", payload: { csr, certificateType: use } })));
  return true;
}
