import { ALL_VERSIONS, fieldOf, type RepairRule } from "./rule.ts";

/** ocpp.md §4 #11: one object where a list is required, e.g. meterValue. */
export const objectForList: RepairRule = {
  name: "objectForList",
  about: "Reads an object as a list of one.",
  versions: ALL_VERSIONS,
  mend: ({ need }, value) => {
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return need.need === "type" && need.type === "list" && isObject ? { set: [value] } : undefined;
  },
};

/** ocpp.md §4 #12: an empty list where at least one item is required, e.g. sampledValue of 2.x. The 1.6 schemas let most of them pass. */
export const emptyList: RepairRule = {
  name: "emptyList",
  about: "Leaves out an empty list; a meter value without samples goes with it, and MeterValues without any is answered and not handled.",
  versions: ALL_VERSIONS,
  mend: (finding, value, { action }) => {
    const isEmpty = finding.need.need === "items" && Array.isArray(value) && value.length === 0;
    if (!isEmpty) return undefined;
    if (action === "MeterValues" && fieldOf(finding) === "meterValue") return { drop: "message" };
    return { drop: fieldOf(finding) === "sampledValue" ? "item" : "field" };
  },
};
