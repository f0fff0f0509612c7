import type { ConversionContext } from "../convert/convert-object.ts";
import type { Loss } from "../convert/loss.ts";
import { isPlainObject } from "../schema/clean.ts";
import { readObject, type ReadMode } from "../schema/reader.ts";
import type { OcpiVersion } from "../schema/version-facts.ts";
import { v211 } from "../v211/index.ts";
import type { CommandResponse, CommandResult, CommandResultType } from "../v230/index.ts";
import { readWire, type ReadObject } from "./wire.ts";

/** How long a partner of 2.1.1, which names no time, is waited for; in seconds. */
export const ASSUMED_TIMEOUT = 60;

/** What a command of 2.1.1 came to, in the words of later versions. */
const RESULTS: Readonly<Record<string, CommandResultType>> = { ACCEPTED: "ACCEPTED", REJECTED: "REJECTED", NOT_SUPPORTED: "NOT_SUPPORTED", TIMEOUT: "TIMEOUT", UNKNOWN_SESSION: "FAILED" };

/** The immediate answer to a command. 2.1.1 has no timeout in it. */
export function readCommandResponse(data: unknown, version: OcpiVersion, mode: ReadMode, context: ConversionContext): ReadObject<CommandResponse> {
  if (version !== "2.1.1") return readWire("CommandResponse", data, version, mode, context);
  const { value, findings } = readObject(v211, "CommandResponse", data, mode);
  if (value === undefined) return { value: undefined, findings, losses: [] };
  const result = value["result"] === "TIMEOUT" ? "REJECTED" : value["result"];
  const losses: readonly Loss[] = [{ pointer: "/timeout", code: "assumed", rule: "2.1.1 does not tell how long a result takes" }];
  return { value: { ...value, result, timeout: ASSUMED_TIMEOUT } as unknown as CommandResponse, findings, losses };
}

/** What arrives at a `response_url`: bare, or in an envelope (E26); in 2.1.1 a CommandResponse. */
export function readCommandResult(body: unknown, version: OcpiVersion, mode: ReadMode, context: ConversionContext): ReadObject<CommandResult> {
  const bare = isPlainObject(body) && isPlainObject(body["data"]) && "status_code" in body ? body["data"] : body;
  // E26: the text says CommandResponse where CommandResult is meant, and partners follow it; 2.1.1 has nothing else.
  if (version !== "2.1.1") return readWire("CommandResult", bare, version, mode, context);
  const { value, findings } = readObject(v211, "CommandResponse", bare, mode);
  return { value: value === undefined ? undefined : { result: RESULTS[String(value["result"])] ?? "FAILED" }, findings, losses: [] };
}
