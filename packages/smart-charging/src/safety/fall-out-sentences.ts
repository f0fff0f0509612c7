import { createSentences } from "@cpokit/kernel";

/** What a station did that is not controlled any more; the controller writes these out itself, so that it stays small. */
export const fallOutSentences = createSentences({
  refuses: "refuses every profile",
  reckons: "reckons with {amps} A where {most} A were set",
  gives: "gives back {amps} A where {most} A were set",
  draws: "draws {amps} A where {most} A were set",
});
