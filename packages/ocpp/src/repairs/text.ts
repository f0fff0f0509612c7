import { ALL_VERSIONS, fieldOf, type RepairRule } from "./rule.ts";

/** ocpp.md §4 #15: text over the limit, mostly serial numbers. Never cuts what identifies a token, a transaction or a certificate. */
export const longText: RepairRule = {
  name: "longText",
  about: "Trims blanks around text that is too long, and cuts descriptive text to its limit.",
  versions: ALL_VERSIONS,
  mend: (finding, value) => {
    if (finding.need.need !== "length" || typeof value !== "string") return undefined;
    const letters = Array.from(value.trim());
    const isConfigurationValue = finding.keys[0] === "configurationKey" && fieldOf(finding) === "value";
    const mayCut = isConfigurationValue || DESCRIPTIVE.has(fieldOf(finding) ?? "");
    return letters.length <= finding.need.maximum || mayCut ? { set: letters.slice(0, finding.need.maximum).join("") } : undefined;
  },
};

/** ocpp.md §4 #17 and #19: null, or an empty text where only other values are allowed, for "nothing". */
export const blankField: RepairRule = {
  name: "blankField",
  about: "Leaves out an optional field that is null, or empty text where text is no value.",
  versions: ALL_VERSIONS,
  mend: (finding, value) => {
    const { need } = finding.need;
    const isOther = need === "type" || need === "value" || need === "dateTime" || need === "uri";
    // Without its measurand a sample is an energy register: an empty one is unknown, not absent.
    const isNothing = value === null || (value === "" && fieldOf(finding) !== "measurand");
    return finding.keys.length > 0 && isOther && isNothing ? { drop: "field" } : undefined;
  },
};

/** ocpp.md §4 #19: fields that the message does not have. The report keeps what they held. */
export const extraField: RepairRule = {
  name: "extraField",
  about: "Leaves out fields that the message does not have.",
  versions: ALL_VERSIONS,
  mend: ({ need }) => (need.need === "absent" ? { drop: "field" } : undefined),
};

/** Fields that people read and nothing is looked up by. */
const DESCRIPTIVE: ReadonlySet<string> = new Set([
  "additionalInfo", "chargeBoxSerialNumber", "chargePointModel", "chargePointSerialNumber", "chargePointVendor", "eventNotificationType", "firmwareVersion", "iccid",
  "imsi", "info", "meterSerialNumber", "meterType", "model", "reasonCode", "serialNumber", "techCode", "techInfo", "vendorErrorCode", "vendorName",
]);
