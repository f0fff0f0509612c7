import type { Action, Version } from "../protocol.ts";

/** Characters of exiResponse that are accepted in 2.0.1, whose schema says 5,600 while implementations in the field take 7,500 (2.1: 17,000). */
const LONGEST_EXI_RESPONSE = 7_500;

/**
 * The name of the erratum by which an incoming payload is accepted as it is although its schema refuses it, in strict mode too; it is
 * reported. We never send such a payload. `undefined` when there is none.
 */
export function toleratedErratum(version: Version, action: Action, part: "request" | "response", payload: unknown): string | undefined {
  if (version !== "2.0.1" || action.name !== "Get15118EVCertificate" || part !== "response") return undefined;
  if (typeof payload !== "object" || payload === null || !("exiResponse" in payload)) return undefined;
  const { exiResponse } = payload;
  const isLong = typeof exiResponse === "string" && exiResponse.length <= LONGEST_EXI_RESPONSE;
  return isLong && action.response.accepts({ ...payload, exiResponse: "" }) ? "longExiResponse" : undefined;
}
