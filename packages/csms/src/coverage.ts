import type { Protocol, Version } from "@cpokit/ocpp";
import type { Command } from "@cpokit/model";
import { exchangesOf } from "./incoming/exchanges-of.ts";

/** What the central system does with one action. */
export interface CoverageRow {
  readonly version: Version;
  readonly action: string;
  /** Functional block of the specification. */
  readonly block: string;
  /** Who sends it in this row; an action that both may send has two rows. */
  readonly direction: "fromStation" | "toStation";
  /**
   * `fact`, `notice`, `immediate`: see `Exchange`; `command`: sent by a neutral command; `raw`: sent by the command `call`;
   * `none`: nothing answers it.
   */
  readonly treatment: "fact" | "notice" | "immediate" | "command" | "raw" | "none";
  /** The fact it becomes, or the command that sends it. */
  readonly by: string;
}

type CommandName = Exclude<Command["command"], "call">;

const COMMANDS_V16: Readonly<Record<string, CommandName>> = {
  RemoteStartTransaction: "start",
  RemoteStopTransaction: "stop",
  Reset: "reset",
  UnlockConnector: "unlock",
  ChangeAvailability: "changeAvailability",
  TriggerMessage: "trigger",
  ExtendedTriggerMessage: "trigger",
  GetConfiguration: "getVariables",
  ChangeConfiguration: "setVariables",
  ClearCache: "clearCache",
  GetLocalListVersion: "getLocalListVersion",
  SendLocalList: "sendLocalList",
  InstallCertificate: "installCertificate",
  DeleteCertificate: "deleteCertificate",
  GetInstalledCertificateIds: "listCertificates",
  CertificateSigned: "deliverCertificate",
  ReserveNow: "reserve",
  CancelReservation: "cancelReservation",
  UpdateFirmware: "updateFirmware",
  SignedUpdateFirmware: "updateFirmware",
  GetDiagnostics: "getLog",
  GetLog: "getLog",
};

const COMMANDS_V2: Readonly<Record<string, CommandName>> = {
  RequestStartTransaction: "start",
  RequestStopTransaction: "stop",
  Reset: "reset",
  UnlockConnector: "unlock",
  ChangeAvailability: "changeAvailability",
  TriggerMessage: "trigger",
  GetVariables: "getVariables",
  SetVariables: "setVariables",
  GetBaseReport: "readModel",
  ClearCache: "clearCache",
  GetLocalListVersion: "getLocalListVersion",
  SendLocalList: "sendLocalList",
  SetNetworkProfile: "setNetworkProfile",
  InstallCertificate: "installCertificate",
  DeleteCertificate: "deleteCertificate",
  GetInstalledCertificateIds: "listCertificates",
  CertificateSigned: "deliverCertificate",
  ReserveNow: "reserve",
  CancelReservation: "cancelReservation",
  UpdateFirmware: "updateFirmware",
  PublishFirmware: "publishFirmware",
  UnpublishFirmware: "unpublishFirmware",
  GetLog: "getLog",
};

/** Calls of 2.x that a block sends itself, or whose outcome it keeps; all of them go through `csms.call` too. */
const BLOCK_CALLS: ReadonlyMap<string, string> = new Map([
  ["SetVariableMonitoring", "monitoring.set"], ["ClearVariableMonitoring", "monitoring.clear"], ["SetMonitoringLevel", "monitoring.setLevel"], ["SetMonitoringBase", "monitoring.setBase"],
  ["GetMonitoringReport", "monitoring.refresh"], ["SetDisplayMessage", "display.show"], ["ClearDisplayMessage", "display.remove"], ["GetDisplayMessages", "display.refresh"],
  ["CustomerInformation", "customers.ask"],
  ["SetDERControl", "call, kept in derControls"], ["ClearDERControl", "call, kept in derControls"], ["RequestBatterySwap", "call, kept in batterySwaps"],
]);

/** Where every action of a version is handled: one row per action and direction. */
export function coverage(protocol: Protocol): readonly CoverageRow[] {
  const exchanges = exchangesOf(protocol.version);
  const commands = new Map(Object.entries(protocol.version === "1.6" ? COMMANDS_V16 : COMMANDS_V2));
  return protocol.actions.flatMap((name): CoverageRow[] => {
    const action = protocol.action(name);
    if (action === undefined) return [];
    const row = { version: protocol.version, action: name, block: action.block };
    const exchange = exchanges.get(name);
    const command = commands.get(name);
    const inbound: CoverageRow = { ...row, direction: "fromStation", treatment: exchange?.treatment ?? "none", by: exchange?.becomes ?? "" };
    const outbound: CoverageRow = { ...row, direction: "toStation", treatment: command === undefined ? "raw" : "command", by: command ?? BLOCK_CALLS.get(name) ?? "call" };
    return [...(action.from === "csms" ? [] : [inbound]), ...(action.from === "station" ? [] : [outbound])];
  });
}
