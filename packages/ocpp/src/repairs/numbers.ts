import { ALL_VERSIONS, fieldOf, type RepairRule } from "./rule.ts";

/** ocpp.md §4 #10: a number where text is required, e.g. a meter value of 1.6. */
export const numberForText: RepairRule = {
  name: "numberForText",
  about: "Reads a number or a truth value as the text that it would be.",
  versions: ALL_VERSIONS,
  mend: ({ need }, value) => {
    const isScalar = (typeof value === "number" && Number.isFinite(value)) || typeof value === "boolean";
    return need.need === "type" && need.type === "text" && isScalar ? { set: String(value) } : undefined;
  },
};

/** ocpp.md §4 #10, the reverse: text where a number or a truth value is required. */
export const textForNumber: RepairRule = {
  name: "textForNumber",
  about: "Reads decimal text as a number, and true, false, 1 and 0 as truth values.",
  versions: ALL_VERSIONS,
  mend: ({ need }, value) => {
    if (need.need !== "type") return undefined;
    if (need.type === "boolean") return TRUTH_VALUES.has(String(value).toLowerCase()) ? { set: /^(true|1)$/i.test(String(value)) } : undefined;
    const isNumeric = typeof value === "string" && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value);
    return (need.type === "number" || need.type === "integer") && isNumeric ? { set: Number(value) } : undefined;
  },
};

/** Meter registers of 1.6 are whole Wh; some stations send the fraction that their meter has. */
export const fractionForInteger: RepairRule = {
  name: "fractionForInteger",
  about: "Rounds meterStart and meterStop to whole Wh.",
  versions: ["1.6"],
  mend: (finding, value) => {
    const isRegister = ["meterStart", "meterStop"].includes(fieldOf(finding) ?? "");
    const isFraction = finding.need.need === "type" && finding.need.type === "integer" && typeof value === "number" && Number.isFinite(value);
    return isRegister && isFraction ? { set: Math.round(value) } : undefined;
  },
};

const TRUTH_VALUES: ReadonlySet<string> = new Set(["true", "false", "1", "0"]);
