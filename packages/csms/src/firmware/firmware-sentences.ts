import { createSentences } from "@cpokit/kernel";

/** Why a firmware campaign, or its job of a station, stands where it does; what a station says itself stays as it said it. */
export const firmwareSentences = createSentences({
  cancelled: "cancelled by {person}",
  resumed: "resumed by {person}",
  halted: "{failed} of {size} stations failed in wave {wave}",
  unknown: "there is no such station",
  current: "it has this version already",
  refused: "the station refused: {reason}",
  answered: "the station answered {error}",
  away: "the station did not come back in time",
  "taken-back": "taken back by {person}",
  "other-version": "it booted with {version} after it said that it had installed {wanted}",
});
