import type { Version } from "@cpokit/ocpp";

/** The longest token value that a message of this version can carry: 1.6 IdToken, 2.x identifierString of IdTokenType. */
export function longestToken(version: Version): number {
  return version === "1.6" ? 20 : version === "2.0.1" ? 36 : 255;
}
