import { formatInstant, parseInstant } from "@cpokit/kernel";
import { ALL_VERSIONS, type RepairRule } from "./rule.ts";

/** ocpp.md §4 #17: ISO 8601 forms that are not RFC 3339; without an offset it means UTC (tariffs N3). Any number of digits is no fault. */
export const timestampForm: RepairRule = {
  name: "timestampForm",
  about: "Reads other ISO 8601 forms: no offset (UTC), no seconds, a decimal comma, no separators, blanks around.",
  versions: ALL_VERSIONS,
  mend: ({ need }, value) => {
    if (need.need !== "dateTime" || typeof value !== "string") return undefined;
    const at = parseInstant(extended(value));
    return at === undefined ? undefined : { set: formatInstant(at) };
  },
};

/** ocpp.md §4 #17: an empty text where a moment is required. */
export const timestampBlank: RepairRule = {
  name: "timestampBlank",
  about: "Puts the time of arrival for a blank timestamp, or leaves it out when that time is not given.",
  versions: ALL_VERSIONS,
  mend: ({ need }, value, { receivedAt }) => {
    const isBlank = need.need === "dateTime" && typeof value === "string" && value.trim() === "";
    if (!isBlank) return undefined;
    return receivedAt === undefined ? { drop: "field" } : { set: formatInstant(receivedAt) };
  },
};

/** The extended ISO 8601 form: `20261121T093000,5` becomes `2026-11-21T09:30:00.5`. */
function extended(text: string): string {
  const trimmed = text.trim().replace(/(:\d\d|T\d{6}),(\d)/, "$1.$2");
  return trimmed.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)/, "$1-$2-$3T$4:$5:$6");
}
