import { createSentences } from "@cpokit/kernel";

/** The reasons of health findings. */
export const healthSentences = createSentences({
  "faulted-once": "once faulted within a week",
  faulted: "{count} times faulted within a week",
  "restarted-once": "once restarted within a week",
  restarted: "{count} times restarted within a week",
  unanswered: "{failed} of {count} commands within a week got no answer or an error",
  "security-event": "a security event within a week",
  "security-events": "{count} security events within a week",
  usable: "usable {percent} % of the week",
  delivered: "{percent} % of {count} sessions within a week delivered energy",
  "faults-rise": "faults rise: {count} within a week, {before} a week before",
  "restarts-rise": "restarts rise: {count} within a week, {before} a week before",
  unused: "no session within a week, where there were {before} a week: drivers may be unable to start",
  "use-falls": "use falls: {count} sessions within a week, {before} a week before",
});
