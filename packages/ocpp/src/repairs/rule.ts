import type { Instant } from "@cpokit/kernel";
import type { Finding } from "../codec/findings.ts";
import type { Version } from "../protocol.ts";

/** The names of all repairs; settings and logs hold them. */
export type RepairName =
  | "numberForText"
  | "textForNumber"
  | "fractionForInteger"
  | "objectForList"
  | "timestampForm"
  | "timestampBlank"
  | "blankField"
  | "enumCase"
  | "enumSpelling"
  | "unitSpelling"
  | "unknownEnum"
  | "emptyList"
  | "longText"
  | "extraField";

/** The message that is being repaired. */
export interface RepairContext {
  readonly version: Version;
  readonly action: string;
  /** When the message arrived, for a timestamp that the station left blank. */
  readonly receivedAt: Instant | undefined;
}

/** What a repair does about one broken rule: another value, or the field, the whole list item around it, or all of the message, left out. */
export type Mending = { readonly set: unknown } | { readonly drop: "field" | "item" | "message" };

/** One repair: pure, and asked only about rules that the payload breaks. */
export interface RepairRule {
  readonly name: RepairName;
  /** What it does, for settings pages and logs. */
  readonly about: string;
  readonly versions: readonly Version[];
  readonly mend: (finding: Finding, value: unknown, context: RepairContext) => Mending | undefined;
}

export const ALL_VERSIONS: readonly Version[] = ["1.6", "2.0.1", "2.1"];

/** The name of the field that a finding is about; `undefined` for list items and the payload itself. */
export function fieldOf({ keys }: Finding): string | undefined {
  const last = keys.at(-1);
  return typeof last === "string" ? last : undefined;
}
