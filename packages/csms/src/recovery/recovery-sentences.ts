import { createSentences } from "@cpokit/kernel";

/** What a recovery writes down, and the cases that it opens. */
export const recoverySentences = createSentences({
  toggle: "toggle",
  unlock: "unlock",
  softReset: "softReset",
  hardReset: "hardReset",
  would: "would {step}",
  answered: "{step}: {outcomes}",
  "waits-offline": "waits: the station is offline",
  "waits-here": "waits: a car charges there",
  "waits-station": "waits: cars charge at the station",
  again: "it is {state} again",
  "nothing-helped": "nothing helped",
  "too-long-offline": "{step} had to wait too long: the station is offline",
  "too-long-here": "{step} had to wait too long: a car charges there",
  "too-long-station": "{step} had to wait too long: cars charge at the station",
  aborted: "aborted by {person}",
  "daily-limit": "{count} recoveries were tried here within a day",
  "hourly-limit": "{count} recoveries began within the hour",
  "keeps-failing": "EVSE {evse} keeps failing",
  "does-not-recover": "EVSE {evse} is faulted and does not recover",
});
