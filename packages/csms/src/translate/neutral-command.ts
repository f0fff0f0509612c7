import type { Command, UpkeepCommand } from "@cpokit/model";

/** A command whose messages each version plans; a raw call is its message already. */
export type NeutralCommand = Exclude<Command, { readonly command: "call" }>;

const UPKEEP: Readonly<Record<UpkeepCommand["command"], true>> = {
  readModel: true, clearCache: true, getLocalListVersion: true, sendLocalList: true, setNetworkProfile: true,
  installCertificate: true, deleteCertificate: true, listCertificates: true, deliverCertificate: true,
};

/** Whether a command keeps a station in order, which has a planner of its own in each version. */
export function isUpkeep(command: NeutralCommand): command is UpkeepCommand {
  return Object.hasOwn(UPKEEP, command.command);
}
