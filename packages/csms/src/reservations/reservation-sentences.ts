import { createSentences } from "@cpokit/kernel";

/** Why a reservation is over; what a station says itself stays as it said it. */
export const reservationSentences = createSentences({
  occupied: "it is occupied",
  faulted: "it is faulted",
  unavailable: "it is out of service",
  rejected: "the station takes no reservations there",
  answered: "the station answered {error}",
  offline: "the station is offline",
  "taken-back": "taken back by {person}",
});
