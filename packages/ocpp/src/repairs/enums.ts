import type { Version } from "../protocol.ts";
import { ALL_VERSIONS, fieldOf, type RepairRule } from "./rule.ts";

/** A listed value in another spelling, e.g. `charging` or `L1N`. */
export const enumCase: RepairRule = {
  name: "enumCase",
  about: "Reads a listed value in other case or with other blanks, dots and dashes.",
  versions: ALL_VERSIONS,
  mend: ({ need }, value) => {
    if (need.need !== "value" || typeof value !== "string") return undefined;
    const [match, ...others] = need.values.filter((listed) => plain(listed) === plain(value));
    return match !== undefined && others.length === 0 ? { set: match } : undefined;
  },
};

/** ocpp.md §4 #14: known other words for listed values. */
export const enumSpelling: RepairRule = {
  name: "enumSpelling",
  about: "Reads known other words for listed values, e.g. the error code Error or the context Transaction.Start.",
  versions: ALL_VERSIONS,
  mend: (finding, value, { version }) => {
    if (finding.need.need !== "value" || typeof value !== "string") return undefined;
    const meant = WORDS[version][fieldOf(finding) ?? ""]?.[plain(value)];
    return meant !== undefined && finding.need.values.includes(meant) ? { set: meant } : undefined;
  },
};

/** ocpp.md §4 #13: units in other spellings; 2.x takes any text as a unit. */
export const unitSpelling: RepairRule = {
  name: "unitSpelling",
  about: "Reads other spellings of units, e.g. Hz for Hertz.",
  versions: ["1.6"],
  mend: (finding, value) => {
    if (finding.need.need !== "value" || typeof value !== "string" || fieldOf(finding) !== "unit") return undefined;
    const meant = UNITS[value.trim().toLowerCase()];
    return meant === undefined ? undefined : { set: meant };
  },
};

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[\s._-]/g, "");
}

type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;

const CONTEXTS = { transactionstart: "Transaction.Begin", transactionstop: "Transaction.End", periodic: "Sample.Periodic", clock: "Sample.Clock" };

const WORDS_V2: Words = {
  context: CONTEXTS,
  connectorStatus: { preparing: "Occupied", charging: "Occupied", suspendedev: "Occupied", suspendedevse: "Occupied", finishing: "Occupied" },
};

/** By field, in lower case without separators. */
const WORDS: Readonly<Record<Version, Words>> = {
  "1.6": {
    context: CONTEXTS,
    errorCode: { error: "OtherError", noerrors: "NoError", none: "NoError", overcurrent: "OverCurrentFailure", groundfault: "GroundFailure" },
    // OCPP 1.5 had one word for all states with a car.
    status: { occupied: "Preparing" },
  },
  "2.0.1": WORDS_V2,
  "2.1": WORDS_V2,
};

const UNITS: Readonly<Record<string, string>> = {
  hz: "Hertz", "°c": "Celsius", c: "Celsius", degc: "Celsius", "°f": "Fahrenheit", f: "Fahrenheit", "%": "Percent", amp: "A", amps: "A", ampere: "A", volt: "V",
  volts: "V", watt: "W", watts: "W", kelvin: "K",
};
