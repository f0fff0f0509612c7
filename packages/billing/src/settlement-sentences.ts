import { createSentences } from "@cpokit/kernel";

/** Why a session stands where it does with its money, as it is told to its journal. */
export const settlementSentences = createSentences({
  "no-tariff": "No tariff applies to this session. Assign one to its EVSE, location or token group, then bill the session again.",
  "no-energy": "The energy of the session is unknown: the station reported no import register. Unknown is not 0.",
  "refused-token": "Energy was delivered although the token was refused.",
  nothing: "The token was refused and no energy was delivered.",
  "needs-look": "The measurements need a look: {codes}.",
  sealed: "Sealed as CDR {cdr}.",
  "sealed-reviewed": "Sealed as CDR {cdr} after a review by {actor}: {reason}",
  corrected: "Credited {credited} and issued {cdr}.",
  "corrected-by": "Credited {credited} and issued {cdr}, by {actor}: {reason}",
  "credited-by": "{actor} credited {cdr}: {reason}",
  "no-location": "The EVSE belongs to no location, so there is no time zone and no address for a CDR. Add the EVSE to a location, then bill the session again.",
  "no-end": "The session has no end yet.",
});
