import { formatInstant } from "@cpokit/kernel";
import type { CertificateHash, StationCertificateUse } from "@cpokit/model";
import type {
  CertificateHashDataType, Get15118EVCertificateRequest, Get15118EVCertificateResponse, GetCertificateChainStatusRequest, GetCertificateChainStatusResponse,
  GetCertificateStatusResponse, SignCertificateRequest,
} from "@cpokit/ocpp/v21";
import type { CertificateStatus, ContractAnswer, ContractRequest, OcspAnswer } from "../../contracts/contract-services.ts";
import type { CertificateRequest } from "../../certificates/station-certificates.ts";
import { compact } from "../compact.ts";
import type { Envelope } from "../envelope.ts";

/** A car's request for its contract certificates. */
export function contractRequest(request: Get15118EVCertificateRequest, { station }: Envelope): ContractRequest {
  const { action, iso15118SchemaVersion, exiRequest, maximumContractCertificateChains, prioritizedEMAIDs } = request;
  return compact({
    station, action: action === "Install" ? "install" as const : "update" as const, schemaVersion: iso15118SchemaVersion, exiRequest,
    maximumContracts: maximumContractCertificateChains, preferredEmaids: prioritizedEMAIDs,
  });
}

/** The answer to it; `remaining` is a word of 2.1, and only a 2.1 request asks for more than one contract. */
export function contractResponse(answer: ContractAnswer, asked: ContractRequest): Get15118EVCertificateResponse {
  if (answer.result === "failed") return { status: "Failed", exiResponse: "", statusInfo: { reasonCode: "NoService", additionalInfo: answer.reason.slice(0, 512) } };
  return compact({ status: "Accepted" as const, exiResponse: answer.exiResponse, remainingContracts: asked.maximumContracts === undefined ? undefined : answer.remaining });
}

/** What OCSP said, as the answer to GetCertificateStatus. */
export function ocspResponse(answer: OcspAnswer): GetCertificateStatusResponse {
  return answer.result === "failed"
    ? { status: "Failed", statusInfo: { reasonCode: "NoService", additionalInfo: answer.reason.slice(0, 512) } }
    : { status: "Accepted", ocspResult: answer.response };
}

/** A hash without what a vendor may have added. */
export function certificateHash({ hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }: CertificateHashDataType): CertificateHash {
  return { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber };
}

const SIGNING_USES: ReadonlyMap<string, StationCertificateUse> = new Map([["V2GCertificate", "v2g"], ["V2G20Certificate", "v2g20"]]);

/** A signing request; one without a type is for the connection (OCPP 2.0.1 SignCertificateRequest). */
export function certificateRequest({ csr, certificateType, requestId, hashRootCertificate }: SignCertificateRequest, { station, receivedAt }: Envelope): Omit<CertificateRequest, "signed"> {
  return compact({
    station, use: SIGNING_USES.get(certificateType ?? "") ?? "chargingStation", csr, request: requestId,
    root: hashRootCertificate === undefined ? undefined : certificateHash(hashRootCertificate), askedAt: receivedAt,
  });
}

/** The statuses, in the order in which they were asked for. */
export function chainStatusResponse({ certificateStatusRequests }: GetCertificateChainStatusRequest, statuses: readonly CertificateStatus[]): GetCertificateChainStatusResponse {
  return {
    certificateStatus: certificateStatusRequests.map(({ certificateHashData, source }, index) => {
      const { status, nextUpdate } = statuses[index] ?? { status: "Failed" as const, nextUpdate: undefined };
      return { certificateHashData, source, status, nextUpdate: nextUpdate === undefined ? "1970-01-01T00:00:00Z" : formatInstant(nextUpdate) };
    }),
  };
}
