import type { InstalledCertificate, LocalListEntry, NetworkProfile, RootUse, StationCertificateUse, UpkeepCommand } from "@cpokit/model";
import type { GetInstalledCertificateIdsResponse, GetLocalListVersionResponse, IdTokenEnumType, OCPPVersionEnumType } from "@cpokit/ocpp/v201";
import type { AuthorizationData, CertificateSigningUseEnumType, InstallCertificateUseEnumType, V21Messages } from "@cpokit/ocpp/v21";
import type { CommandPlan } from "../../commands/command-plan.ts";
import { concludeByStatus, concludeDeletion } from "../../commands/conclude.ts";
import { validated } from "../../validated.ts";
import { compact } from "../compact.ts";
import { idTokenInfo } from "./authorization.ts";

/** The OEM root is known to 2.1 alone: a 2.0.1 station gets none, for its schema refuses the word. */
const ROOT_USES: Readonly<Record<RootUse, InstallCertificateUseEnumType>> = {
  csms: "CSMSRootCertificate",
  manufacturer: "ManufacturerRootCertificate",
  v2g: "V2GRootCertificate",
  mobilityOperator: "MORootCertificate",
  oem: "OEMRootCertificate",
};

const NEUTRAL_USES: ReadonlyMap<string, InstalledCertificate["use"]> = new Map<string, InstalledCertificate["use"]>([
  ["CSMSRootCertificate", "csms"], ["ManufacturerRootCertificate", "manufacturer"], ["V2GRootCertificate", "v2g"],
  ["MORootCertificate", "mobilityOperator"], ["OEMRootCertificate", "oem"], ["V2GCertificateChain", "v2gChain"],
]);

const SIGNING_USES: Readonly<Record<StationCertificateUse, CertificateSigningUseEnumType>> = {
  chargingStation: "ChargingStationCertificate", v2g: "V2GCertificate", v2g20: "V2G20Certificate",
};

/** 2.0.1 calls itself `OCPP20` here (part 2, 3.69 of its enumerations). */
const VERSIONS: Readonly<Record<NetworkProfile["version"], string>> = { "1.6": "OCPP16", "2.0.1": "OCPP20", "2.1": "OCPP21" };

/** How a command that keeps a station in order is put to a 2.x station. */
export function planUpkeep(command: UpkeepCommand): CommandPlan {
  switch (command.command) {
    case "readModel":
      return one("GetBaseReport", { requestId: command.request, reportBase: "FullInventory" });
    case "clearCache":
      return one("ClearCache", {});
    case "getLocalListVersion":
      return {
        calls: [{ action: "GetLocalListVersion", payload: {} }],
        conclude: ([response]) => ({ outcome: "accepted", response: { version: validated<GetLocalListVersionResponse>(response).versionNumber } }),
      };
    case "sendLocalList":
      return one("SendLocalList", compact({
        versionNumber: command.version, updateType: command.update === "full" ? "Full" as const : "Differential" as const,
        // An empty list may not be sent (minItems 1); an empty full update clears the list (D01.FR.04).
        localAuthorizationList: command.entries.length === 0 ? undefined : command.entries.map(authorizationData),
      }));
    case "setNetworkProfile": {
      const { url, securityProfile, interface: ocppInterface, version, messageTimeout } = command.profile;
      const connectionData = {
        ocppVersion: validated<OCPPVersionEnumType>(VERSIONS[version]), ocppTransport: "JSON" as const, ocppCsmsUrl: url, messageTimeout, securityProfile, ocppInterface,
      };
      return one("SetNetworkProfile", { configurationSlot: command.slot, connectionData });
    }
    case "installCertificate":
      return one("InstallCertificate", { certificateType: ROOT_USES[command.use], certificate: command.certificate });
    case "deleteCertificate":
      return { calls: [{ action: "DeleteCertificate", payload: { certificateHashData: command.hash } }], conclude: ([response]) => concludeDeletion(response) };
    case "listCertificates":
      return {
        calls: [{ action: "GetInstalledCertificateIds", payload: { certificateType: command.uses.map((use) => ROOT_USES[use]) } }],
        conclude: ([response]) => ({ outcome: "accepted", response: installed(validated(response)) }),
      };
    case "deliverCertificate":
      return one("CertificateSigned", compact({ certificateChain: command.chain, certificateType: SIGNING_USES[command.use], requestId: command.request }));
  }
}

function authorizationData({ token, authorization }: LocalListEntry): AuthorizationData {
  const idToken = { idToken: token.value, type: validated<IdTokenEnumType>(token.type ?? "Central") };
  return compact({ idToken, idTokenInfo: authorization === undefined ? undefined : idTokenInfo(authorization) });
}

function installed({ certificateHashDataChain = [] }: GetInstalledCertificateIdsResponse): readonly InstalledCertificate[] {
  return certificateHashDataChain.flatMap(({ certificateType, certificateHashData }) => {
    const use = NEUTRAL_USES.get(certificateType);
    const { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber } = certificateHashData;
    return use === undefined ? [] : [{ use, hash: { hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber } }];
  });
}

function one<Action extends keyof V21Messages>(action: Action, payload: V21Messages[Action]["request"] & object): CommandPlan {
  return { calls: [{ action, payload }], conclude: ([response]) => concludeByStatus(response) };
}
