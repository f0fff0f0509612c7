import type { CertificateHash, InstalledCertificate, RootUse, UpkeepCommand } from "@cpokit/model";
import type {
  AuthorizationData, CertificateUse, GetInstalledCertificateIdsResponse, GetLocalListVersionResponse, SendLocalListRequest, V16Messages,
} from "@cpokit/ocpp/v16";
import type { CommandPlan } from "../../commands/command-plan.ts";
import { concludeByStatus, concludeDeletion } from "../../commands/conclude.ts";
import { validated } from "../../validated.ts";
import { compact } from "../compact.ts";
import { idTagInfo } from "./authorization.ts";
import { planGetConfiguration } from "./variables.ts";

const USES: Readonly<Partial<Record<RootUse, CertificateUse>>> = { csms: "CentralSystemRootCertificate", manufacturer: "ManufacturerRootCertificate" };

/** How a command that keeps a station in order is put to a 1.6 station. */
export function planUpkeep(command: UpkeepCommand): CommandPlan {
  switch (command.command) {
    case "readModel":
      return planGetConfiguration([], {});
    case "clearCache":
      return one("ClearCache", {});
    case "getLocalListVersion":
      return { calls: [{ action: "GetLocalListVersion", payload: {} }], conclude: ([response]) => listVersion(validated(response)) };
    case "sendLocalList":
      return one("SendLocalList", {
        listVersion: command.version, updateType: command.update === "full" ? "Full" : "Differential",
        localAuthorizationList: command.entries.map(({ token, authorization }): AuthorizationData =>
          compact({ idTag: token.value, idTagInfo: authorization === undefined ? undefined : idTagInfo(authorization) })),
      } satisfies SendLocalListRequest);
    case "setNetworkProfile":
      return { unsupported: "OCPP 1.6 has no network profiles; the address of the central system is a key of the vendor's own." };
    case "installCertificate": {
      const certificateType = USES[command.use];
      return certificateType === undefined ? noSuchRoot(command.use) : one("InstallCertificate", { certificateType, certificate: command.certificate });
    }
    case "deleteCertificate":
      return { calls: [{ action: "DeleteCertificate", payload: { certificateHashData: command.hash } }], conclude: ([response]) => concludeDeletion(response) };
    case "listCertificates":
      return listCertificates(command.uses);
    case "deliverCertificate":
      if (command.use !== "chargingStation") return { unsupported: "OCPP 1.6 stations have no certificates for ISO 15118." };
      return one("CertificateSigned", { certificateChain: command.chain });
  }
}

/** -1 says that there are no lists (1.6 §5.10). */
function listVersion({ listVersion: version }: GetLocalListVersionResponse): ReturnType<typeof concludeByStatus> {
  return version < 0 ? { outcome: "unsupported", reason: "The station has no local list." } : { outcome: "accepted", response: { version } };
}

function listCertificates(uses: readonly RootUse[]): CommandPlan {
  const known = uses.flatMap((use) => {
    const certificateType = USES[use];
    return certificateType === undefined ? [] : [{ use, certificateType }];
  });
  if (known.length === 0) return { unsupported: "OCPP 1.6 stations have roots for the central system and the manufacturer alone." };
  return {
    calls: known.map(({ certificateType }) => ({ action: "GetInstalledCertificateIds", payload: { certificateType } })),
    conclude: (responses) => ({
      outcome: "accepted",
      response: responses.flatMap((response, index): readonly InstalledCertificate[] => {
        const { certificateHashData = [] } = validated<GetInstalledCertificateIdsResponse>(response);
        return certificateHashData.map((hash) => ({ use: known[index]?.use ?? "csms", hash: hash satisfies CertificateHash }));
      }),
    }),
  };
}

function noSuchRoot(use: RootUse): CommandPlan {
  return { unsupported: `OCPP 1.6 stations have no roots for "${use}"; only "csms" and "manufacturer".` };
}

function one<Action extends keyof V16Messages>(action: Action, payload: V16Messages[Action]["request"] & object): CommandPlan {
  return { calls: [{ action, payload }], conclude: ([response]) => concludeByStatus(response) };
}
