import { emptyList } from "./lists.ts";
import { ALL_VERSIONS, fieldOf, type RepairRule } from "./rule.ts";

/**
 * ocpp.md §4 #14: a value that no list has must not lose the whole message. A field with a listed value for "something else" gets
 * that; a sample whose measurand, unit, phase, location or format is unknown is left out, since without the word the number would
 * mean something else (all of them have defaults); any other optional field is left out.
 */
export const unknownEnum: RepairRule = {
  name: "unknownEnum",
  about: "Replaces an unknown value by the listed one for something else, or leaves out the field or the meter sample.",
  versions: ALL_VERSIONS,
  mend: (finding, value, context) => {
    const { need } = finding;
    const field = fieldOf(finding);
    const isOfSamples = field === "sampledValue" || field === "meterValue";
    if (need.need === "items" && isOfSamples) return emptyList.mend(finding, value, context);
    if (need.need !== "value" || typeof value !== "string") return undefined;
    const other = SOMETHING_ELSE[`${context.action}/${field}`] ?? SOMETHING_ELSE[`*/${field}`];
    if (other !== undefined && need.values.includes(other)) return { set: other };
    return { drop: finding.keys.includes("sampledValue") ? "item" : "field" };
  },
};

/** The value for "something else" by action and field; a connector whose state is not known is not offered to drivers. */
const SOMETHING_ELSE: Readonly<Record<string, string>> = {
  "StatusNotification/errorCode": "OtherError",
  "StatusNotification/status": "Unavailable",
  "StatusNotification/connectorStatus": "Unavailable",
  "StopTransaction/reason": "Other",
  "BootNotification/reason": "Unknown",
  "TransactionEvent/stoppedReason": "Other",
  "TransactionEvent/triggerReason": "Trigger",
  "TransactionEvent/type": "Local",
  "Authorize/type": "Local",
  "*/context": "Other",
};
