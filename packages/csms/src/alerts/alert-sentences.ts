import { createSentences } from "@cpokit/kernel";

/** The titles of alerts that the standard rules raise. */
export const alertSentences = createSentences({
  "station-offline": "{station} is offline",
  "station-faulted": "{station} is faulted",
  "evse-faulted": "EVSE {evse} of {station} is faulted",
  security: "{station} reports {event}",
  monitor: "{station}: {variable} is {value}",
  "grid-event": "{station}: grid event {event}",
  "firmware-halted": 'The firmware campaign "{name}" was halted',
  "no-effect": "{station} took a {command} and did nothing",
  "message-put-aside": "A message of {station} could not be worked in",
  "delivery-parked": '"{subscription}" gave up on {topic}',
});
