import type { Version } from "../protocol.ts";
import { enumCase, enumSpelling, unitSpelling } from "./enums.ts";
import { emptyList, objectForList } from "./lists.ts";
import { fractionForInteger, numberForText, textForNumber } from "./numbers.ts";
import type { RepairName, RepairRule } from "./rule.ts";
import { blankField, extraField, longText } from "./text.ts";
import { timestampBlank, timestampForm } from "./timestamps.ts";
import { unknownEnum } from "./unknown-enum.ts";

/** Every repair; where several could mend the same rule, the first wins, so the most exact come first. */
export const REPAIRS: readonly RepairRule[] = [
  numberForText, textForNumber, fractionForInteger, objectForList, timestampBlank, timestampForm, blankField,
  enumCase, unitSpelling, enumSpelling, unknownEnum, emptyList, longText, extraField,
];

/** A repair as a settings page shows it. */
export interface RepairDescription {
  readonly name: RepairName;
  readonly about: string;
}

/** The repairs that a version has. */
export function repairsOf(version: Version): readonly RepairDescription[] {
  return REPAIRS.filter(({ versions }) => versions.includes(version)).map(({ name, about }) => ({ name, about }));
}
