import { compareDecimals, tryDecimal, type Instant } from "@cpokit/kernel";
import type { VariableName } from "@cpokit/model";
import { collection } from "@cpokit/storage";
import type { VariableResult } from "../commands/command-plan.ts";
import { fingerprint } from "../translate/fingerprint.ts";
import type { DesiredValue } from "./templates.ts";

/** How one value stands to what is wanted. */
export interface DriftItem {
  readonly name: VariableName;
  readonly desired: string;
  readonly reported?: string;
  /**
   * `unknown`: the station has no such variable; `written`: it cannot be read, and was set as wanted; `unwritten`: it cannot be read and
   * was not; `restart`: set, in effect after a restart; `refused`: the station did not take it, with its word in `detail`.
   */
  readonly finding: "same" | "different" | "unknown" | "written" | "unwritten" | "restart" | "refused";
  readonly detail?: string;
}

/** What a check of a station's configuration found. */
export interface ConfigurationState {
  readonly station: string;
  readonly checkedAt: Instant;
  readonly state: "inSync" | "drift";
  /** Stands for what was wanted. */
  readonly desired: string;
  readonly items: readonly DriftItem[];
  /** The last values of write-only variables that the station took, as fingerprints, by that of their name. */
  readonly written: Readonly<Record<string, string>>;
  /** Restarted once for this wish. */
  readonly restartedFor?: string;
}

/** By station. */
export const configurationStates = collection<ConfigurationState>("configurationStates", {
  indexes: { byState: { keys: (body) => [[body.state, body.station]] } },
});

/** Compares what is wanted with what a station answered to reading it. */
export function driftOf(desired: readonly DesiredValue[], results: readonly VariableResult[], written: ConfigurationState["written"]): readonly DriftItem[] {
  return desired.map(({ name, value }): DriftItem => {
    const result = results.find((each) => namesEqual(each, name));
    const item = { name, desired: value };
    if (result === undefined || result.status.startsWith("Unknown") || result.status.startsWith("NotSupported")) return { ...item, finding: "unknown" };
    // A write-only variable: 2.x rejects reading it, 1.6 leaves the value out.
    if (result.status !== "Accepted" || result.value === undefined) return { ...item, finding: written[fingerprint(name)] === fingerprint(value) ? "written" : "unwritten" };
    return { ...item, reported: result.value, finding: isSameValue(value, result.value) ? "same" : "different" };
  });
}

/** What is wrong with a station's configuration; variables that it does not have are told, and are not wrong. */
export function isDrift({ finding }: DriftItem): boolean {
  return finding === "different" || finding === "refused" || finding === "unwritten";
}

/** Numbers by value, lists item by item, and all without case and blanks: stations write `True`, `60.0` and `A, B`. */
export function isSameValue(left: string, right: string): boolean {
  const [one, other] = [items(left), items(right)];
  return one.length === other.length && one.every((item, index) => isSameItem(item, other[index] ?? ""));
}

function isSameItem(left: string, right: string): boolean {
  const [one, other] = [tryDecimal(left), tryDecimal(right)];
  return one !== undefined && other !== undefined ? compareDecimals(one, other) === 0 : left === right;
}

function items(value: string): readonly string[] {
  return value.split(",").map((item) => item.trim().toLowerCase());
}

/** Whether a result is about this variable; names compare without case. */
export function namesEqual(left: VariableName, right: VariableName): boolean {
  const fold = ({ component = "", componentInstance = "", evse = 0, connector = 0, variable, variableInstance = "", attribute = "Actual" }: VariableName): string =>
    JSON.stringify([component, componentInstance, evse, connector, variable, variableInstance, attribute]).toLowerCase();
  return fold(left) === fold(right);
}
