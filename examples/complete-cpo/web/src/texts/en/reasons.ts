import type { CommandView } from "../../../../src/wire/command.ts";
import type { SessionView } from "../../../../src/wire/session.ts";

type Suspicion = SessionView["suspicions"][number];
type NoCost = Extract<NonNullable<SessionView["cost"]>, { known: false }>;

/** Why something is as it is, in the words of the reader; the API says it in English, with a code for each sentence. */
export const reasons = {
  suspicion: ({ reason }: Suspicion): string => reason,
  cost: ({ reason }: Pick<NoCost, "code" | "reason">): string => reason,
  refusal: ({ reason = "" }: NonNullable<SessionView["authorization"]>): string => reason,
  command: ({ text }: Pick<CommandView, "command" | "state" | "outcome" | "text">): string => text,
  effect: ({ text }: NonNullable<CommandView["effect"]>): string => text,
};
